"""What becomes of phone legs that nobody tells of.

A provider's requests are hints, as LiveKit's are: what was lost on either side is asked for.
A call whose making was not answered is looked for before anything else is done about it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, and_, or_, select

from warm_transfer.actions.apart import for_each, kept_apart
from warm_transfer.actions.call_rows import lock_leg, open_transfer_of
from warm_transfer.actions.context import Context
from warm_transfer.actions.phone_calls import end_leg, take_report
from warm_transfer.actions.phone_dialling import adopt, dial, hang_up, wish_of
from warm_transfer.actions.room_orders import orders_of
from warm_transfer.actions.transfer_steps import feed
from warm_transfer.db.models import Call, Participant, PhoneLeg
from warm_transfer.domain.phone_leg import LegState, before
from warm_transfer.domain.transfer import TransferEvent
from warm_transfer.services.telephony.base import (
    ProviderCall,
    Telephony,
    TelephonyRefused,
)

log = structlog.get_logger(__name__)

ANSWER_OVERDUE = timedelta(seconds=12)  # longer than a request to the provider may take
NOT_DIALLED_AFTER = timedelta(seconds=3)  # whoever was to dial is gone
GIVEN_UP_AFTER = timedelta(seconds=30)  # a call that the provider does not know by then is none
ASKED_EVERY = timedelta(seconds=5)  # until it is in the call: somebody waits for that
ASKED_EVERY_IN_CALL = timedelta(seconds=20)
BEFORE_DIALLING = timedelta(seconds=5)  # the provider's clock may be another
LOST = "The phone could not be dialled: the provider did not answer, and does not know the call."


async def watch_phones(ctx: Context) -> None:
    """Look after every leg that is not over and has something due."""
    if ctx.telephony is None:
        return
    telephony = ctx.telephony
    now = ctx.clock()
    async with ctx.db.read() as session:
        legs = list(await session.scalars(_due(now)))
        away = list(await session.scalars(_away()))

    async def look_after(leg: PhoneLeg) -> None:
        with kept_apart("phone_leg_not_looked_after", leg_id=leg.id):
            await _look_after(ctx, telephony, leg, now)

    async def keep_room(leg: PhoneLeg) -> None:
        with kept_apart("room_of_phone_not_made", leg_id=leg.id):
            await _keep_room(ctx, leg)

    await for_each(legs, look_after)
    await for_each(away, keep_room)


async def ask_provider(ctx: Context, leg_id: str) -> None:
    """Ask how the leg's call is, and take that as a report."""
    async with ctx.db.unit_of_work() as uow:
        _, leg = await lock_leg(uow.session, leg_id)
        leg.asked_at = uow.now
    if ctx.telephony is None or leg.provider_call_id is None or leg.ended_at is not None:
        return
    await take_report(ctx, leg_id, await ctx.telephony.look(leg.provider_call_id))


async def _look_after(ctx: Context, telephony: Telephony, leg: PhoneLeg, now: datetime) -> None:
    if leg.dialled_at is None:
        if leg.hang_up_at is not None:
            await _close(ctx, leg.id)
            return
        try:
            await dial(ctx, leg.id)
        except TelephonyRefused as error:
            if leg.transfer_id is not None:
                event = TransferEvent.TARGET_FAILED
                await feed(ctx, leg.transfer_id, event, reason=error.detail)
    elif leg.provider_call_id is None:
        await _find(ctx, telephony, leg, now)
    elif leg.hang_up_at is not None and leg.hang_up_at <= now:
        await hang_up(ctx, leg.id)
        await ask_provider(ctx, leg.id)
    else:
        await ask_provider(ctx, leg.id)


async def _find(ctx: Context, telephony: Telephony, leg: PhoneLeg, now: datetime) -> None:
    """Its making was not answered: it is at the provider, or there is none."""
    if leg.dialled_at is None:
        return
    async with ctx.db.read() as session:
        wish = await wish_of(ctx, session, leg)
    found = None
    with kept_apart("phone_call_not_looked_for", leg_id=leg.id):
        for each in await telephony.recent(wish, leg.dialled_at - BEFORE_DIALLING):
            if not await _is_known(ctx, each):
                found = each
                break
    if found is not None:
        log.info("phone_call_found", leg_id=leg.id)
        await adopt(ctx, leg.id, found)
        await take_report(ctx, leg.id, found)
    elif now - leg.dialled_at > GIVEN_UP_AFTER:
        await _close(ctx, leg.id)
        if leg.transfer_id is not None:
            await feed(ctx, leg.transfer_id, TransferEvent.TARGET_FAILED, reason=LOST)


async def _is_known(ctx: Context, call: ProviderCall) -> bool:
    """Whether it is another leg's."""
    async with ctx.db.read() as session:
        leg = select(PhoneLeg.id).where(PhoneLeg.provider_call_id == call.id)
        return await session.scalar(leg) is not None


async def _close(ctx: Context, leg_id: str) -> None:
    """A leg that never was a call at the provider."""
    async with ctx.db.unit_of_work() as uow:
        call, leg = await lock_leg(uow.session, leg_id)
        if leg.provider_call_id is None and leg.ended_at is None:
            await end_leg(uow, ctx, call, leg, ProviderCall("", "unknown", LegState.ENDED))


async def _keep_room(ctx: Context, leg: PhoneLeg) -> None:
    """A browser that comes back makes its room again; for a phone it is done here."""
    async with ctx.db.read() as session:
        call = await session.get_one(Call, leg.call_id)
        transfer = await open_transfer_of(session, call.id)
        here = select(Participant.room_name).where(
            Participant.phone_leg_id == leg.id, Participant.left_at.is_(None)
        )
        room_name = await session.scalar(here)
    if room_name is not None:
        await ctx.rooms.ensure_room(room_name, orders_of(call, transfer, room_name))


def _due(now: datetime) -> Select[PhoneLeg]:
    going = PhoneLeg.ended_at.is_(None)
    undialled = and_(PhoneLeg.dialled_at.is_(None), PhoneLeg.created_at < now - NOT_DIALLED_AFTER)
    unanswered = and_(
        PhoneLeg.provider_call_id.is_(None), PhoneLeg.dialled_at < now - ANSWER_OVERDUE
    )
    known = PhoneLeg.provider_call_id.is_not(None)
    to_hang_up = and_(known, PhoneLeg.hang_up_at <= now)
    early = [state for state in LegState if before(state, LegState.CONNECTED)]
    waited_for = PhoneLeg.state.in_(early)
    to_ask = and_(
        known,
        or_(
            PhoneLeg.asked_at < now - ASKED_EVERY_IN_CALL,
            and_(waited_for, PhoneLeg.asked_at < now - ASKED_EVERY),
        ),
    )
    return select(PhoneLeg).where(going, or_(undialled, unanswered, to_hang_up, to_ask))


def _away() -> Select[PhoneLeg]:
    return (
        select(PhoneLeg)
        .join(Participant, Participant.phone_leg_id == PhoneLeg.id)
        .where(
            PhoneLeg.ended_at.is_(None),
            Participant.left_at.is_(None),
            Participant.away_since.is_not(None),
        )
    )
