"""LiveKit's webhooks: hints that a call is worth a look."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete, or_, select

from warm_transfer.actions.context import Context
from warm_transfer.actions.reconcile import reconcile_call
from warm_transfer.db.models import Call, Transfer, WebhookReceipt
from warm_transfer.errors import LiveKitUnavailable
from warm_transfer.services.livekit.webhooks import Webhook, read_webhook

log = structlog.get_logger(__name__)

TELLING = frozenset(
    {
        "participant_joined",
        "participant_left",
        "participant_connection_aborted",
        "track_published",
        "track_unpublished",
        "room_finished",
    }
)
REMEMBERED = timedelta(hours=1)  # LiveKit repeats a webhook for less than a minute


async def take_webhook(ctx: Context, body: bytes, authorization: str | None) -> None:
    """Raises Unauthenticated unless LiveKit signed it. A repeated one does nothing."""
    webhook = read_webhook(ctx.livekit_tokens, body, authorization)
    if webhook.event not in TELLING or not await _is_new(ctx, webhook):
        return
    call_id = await _call_in_room(ctx, webhook.room_name)
    if call_id is None:
        return
    try:
        await reconcile_call(ctx, call_id)
    except LiveKitUnavailable:
        log.warning("webhook_not_followed", call_id=call_id, exc_info=True)


async def _is_new(ctx: Context, webhook: Webhook) -> bool:
    async with ctx.db.unit_of_work() as uow:
        if await uow.session.get(WebhookReceipt, webhook.id) is not None:
            return False
        old = WebhookReceipt.received_at < uow.now - REMEMBERED
        await uow.session.execute(delete(WebhookReceipt).where(old))
        uow.session.add(WebhookReceipt(id=webhook.id, received_at=uow.now))
    return True


async def _call_in_room(ctx: Context, room_name: str) -> str | None:
    by_call = select(Call.id).where(Call.room_name == room_name)
    by_transfer = select(Transfer.call_id).where(
        or_(Transfer.origin_room == room_name, Transfer.destination_room == room_name)
    )
    async with ctx.db.read() as session:
        return await session.scalar(by_call.union(by_transfer).limit(1))
