"""Transfers that nobody pushes on: past their deadline, or left half-way by a restart."""

from __future__ import annotations

from datetime import timedelta

from warm_transfer.actions.context import Context
from warm_transfer.actions.moves import missing_names
from warm_transfer.actions.transfer_steps import NO_ROOM, carry_out, feed
from warm_transfer.db.models import Call, Transfer, User
from warm_transfer.domain.transfer import INITIAL, Effect, TransferEvent, TransferState

# Longer than one request to LiveKit may take, so that whoever is at it is not overtaken.
ABANDONED_AFTER = timedelta(seconds=6)


async def push_on(ctx: Context, call: Call, transfer: Transfer) -> None:
    """Bring about what is due; nothing otherwise."""
    now = ctx.clock()
    if transfer.deadline_at is not None and transfer.deadline_at <= now:
        reason = await _what_was_missed(ctx, transfer)
        await feed(ctx, transfer.id, TransferEvent.EXPIRED, reason=reason)
    elif transfer.state == TransferState.REVERTING:
        await carry_out(ctx, call, transfer, (Effect.CLOSE_DESTINATION,))
    elif transfer.state == TransferState.PREPARING and now - transfer.created_at > ABANDONED_AFTER:
        await carry_out(ctx, call, transfer, INITIAL.effects)


async def _what_was_missed(ctx: Context, transfer: Transfer) -> str:
    if transfer.state == TransferState.PREPARING:
        return NO_ROOM
    if transfer.state == TransferState.MOVING:
        return f"Could not be connected in time: {await missing_names(ctx, transfer)}."
    if transfer.target_agent_id is None:
        return "Nobody joined with the room ID in time."
    async with ctx.db.read() as session:
        target = await session.get_one(User, transfer.target_agent_id)
    return f"{target.name} did not answer."
