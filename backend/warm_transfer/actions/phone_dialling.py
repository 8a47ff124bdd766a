"""Dialling the phone that a transfer goes to, and hanging it up. Outside of any transaction.

A leg is dialled once: what becomes of a request whose answer is lost is found out before anything
else is done (`phone_watch.py`), so that nobody's phone rings twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.announcements import announce_call, announce_transfer
from warm_transfer.actions.call_rows import leg_of_transfer, lock_leg
from warm_transfer.actions.context import Context
from warm_transfer.db.models import Call, PhoneLeg, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.events import EventType
from warm_transfer.domain.phone_leg import LegState, before, later_of
from warm_transfer.services.telephony.base import (
    Dial,
    NoAnswerFromProvider,
    ProviderCall,
    TelephonyRefused,
)

log = structlog.get_logger(__name__)

HUNG_UP_WITHIN_S = 3.0  # else whoever watches the legs does it, while others wait no longer


async def dial_for(ctx: Context, transfer_id: str) -> None:
    """Dial the transfer's phone, unless that was tried. Raises TelephonyRefused."""
    async with ctx.db.read() as session:
        leg = await leg_of_transfer(session, transfer_id)
    if leg is not None:
        await dial(ctx, leg.id)


async def dial(ctx: Context, leg_id: str) -> None:
    """Dial the leg, unless that was tried or it is to be hung up. Raises TelephonyRefused."""
    if ctx.telephony is None:
        return
    async with ctx.db.unit_of_work() as uow:
        _, leg = await lock_leg(uow.session, leg_id)
        if leg.dialled_at is not None or leg.hang_up_at is not None or leg.ended_at is not None:
            return
        leg.dialled_at = leg.asked_at = uow.now
        uow.audit("phone.dial", actor=leg.initiator_id, subject=leg.id)
        wish = await wish_of(ctx, uow.session, leg)
    try:
        made = await ctx.telephony.dial(wish)
    except TelephonyRefused as error:
        await _refused(ctx, leg_id, error)
        raise
    except NoAnswerFromProvider:
        log.warning("dial_unanswered", leg_id=leg_id, exc_info=True)
        return
    await adopt(ctx, leg_id, made)


async def adopt(ctx: Context, leg_id: str, made: ProviderCall) -> None:
    """From now on this is the leg's call at the provider; it is hung up if nobody wants it."""
    async with ctx.db.unit_of_work() as uow:
        _, leg = await lock_leg(uow.session, leg_id)
        if leg.provider_call_id is None:
            leg.provider_call_id = made.id
            leg.status = leg.status or made.status
            log.info("phone_dialled", leg_id=leg_id)
        unwanted = leg.hang_up_at is not None
    if unwanted:
        await hang_up(ctx, leg_id)


async def wish_of(ctx: Context, session: AsyncSession, leg: PhoneLeg) -> Dial:
    """How the leg is dialled: always alike, so that it can be found again."""
    caller = select(PhoneLeg.caller_id_token).where(
        PhoneLeg.call_id == leg.call_id,
        PhoneLeg.number == leg.shown_number,
        PhoneLeg.transfer_id.is_(None),
    )
    return Dial(
        leg_id=leg.id,
        to=leg.number or "",
        shown=leg.shown_number,
        ring_s=ctx.settings.phone_ring_timeout_s,
        extension=leg.extension,
        caller_id_token=await session.scalar(caller.limit(1)),
    )


async def hang_up_for(ctx: Context, transfer_id: str) -> None:
    async with ctx.db.read() as session:
        leg = await leg_of_transfer(session, transfer_id)
    if leg is not None:
        await hang_up(ctx, leg.id)


async def hang_up(ctx: Context, leg_id: str) -> None:
    """Tell the provider to end the leg if it is time. What fails now is done again soon."""
    async with ctx.db.read() as session:
        leg = await session.get_one(PhoneLeg, leg_id)
    due = leg.hang_up_at is not None and leg.hang_up_at <= ctx.clock()
    if not due or leg.ended_at is not None or leg.provider_call_id is None or not ctx.telephony:
        return
    try:
        async with asyncio.timeout(HUNG_UP_WITHIN_S):
            await ctx.telephony.hang_up(leg.provider_call_id)
    except (TimeoutError, NoAnswerFromProvider, TelephonyRefused):
        log.warning("phone_not_hung_up", leg_id=leg_id, exc_info=True)


async def hang_up_all(ctx: Context, leg_ids: Sequence[str]) -> None:
    await asyncio.gather(*(hang_up(ctx, leg_id) for leg_id in leg_ids))


async def let_go(uow: UnitOfWork, call: Call) -> tuple[str, ...]:
    """The call is over: every phone of it is to be hung up. Which ones."""
    legs = select(PhoneLeg).where(PhoneLeg.call_id == call.id, PhoneLeg.ended_at.is_(None))
    found = (await uow.session.scalars(legs)).all()
    for leg in found:
        leg.hang_up_at = leg.hang_up_at or uow.now
    return tuple(leg.id for leg in found)


async def leg_reached(uow: UnitOfWork, call: Call, leg: PhoneLeg, state: LegState) -> None:
    """The leg has got at least as far as `state`; agents are told if that is new."""
    if not before(LegState(leg.state), state):
        return
    leg.state = later_of(LegState(leg.state), state)
    await uow.session.flush()
    if leg.transfer_id is not None:
        transfer = await uow.session.get_one(Transfer, leg.transfer_id)
        await announce_transfer(uow, transfer, EventType.TRANSFER_PROGRESS)
    await announce_call(uow, call)


async def _refused(ctx: Context, leg_id: str, error: TelephonyRefused) -> None:
    async with ctx.db.unit_of_work() as uow:
        _, leg = await lock_leg(uow.session, leg_id)
        leg.state, leg.ended_at = LegState.ENDED, uow.now
        leg.status, leg.code = "failed", error.provider_code
    log.info("dial_refused", leg_id=leg_id, code=error.provider_code)
