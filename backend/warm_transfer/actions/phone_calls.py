"""What a telephone provider tells of a leg and asks about it.

Reports may be repeated, late, out of order, or about another call than the leg's: each has one
effect, and none once the leg has ended. What is asked is answered with a script.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.call_rows import lock_leg
from warm_transfer.actions.context import Context
from warm_transfer.actions.credentials import hash_token, new_token
from warm_transfer.actions.departures import phone_hangs_up, see_out
from warm_transfer.actions.phone_dialling import leg_reached
from warm_transfer.actions.transfer_steps import carry_out, take_step
from warm_transfer.db.models import Call, Participant, PhoneLeg, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.phone_leg import LegState, before, unanswered
from warm_transfer.domain.phone_script import OVER, RECONNECT, Script, bridged
from warm_transfer.domain.phone_words import ENDINGS
from warm_transfer.domain.transfer import TransferState
from warm_transfer.errors import Forbidden
from warm_transfer.services.telephony.base import ProviderCall

log = structlog.get_logger(__name__)

STREAM_TOKEN_LASTS = timedelta(seconds=120)  # a greeting is said before the stream begins

After = Callable[[], Awaitable[None]]


async def take_report(ctx: Context, leg_id: str, now: ProviderCall) -> None:
    """How the leg's call is at the provider, or was."""
    after: After | None = None
    async with ctx.db.unit_of_work() as uow:
        call, leg = await lock_own_leg(uow.session, leg_id, now.id)
        if leg.ended_at is not None:
            return
        if now.state is LegState.ENDED:
            after = await end_leg(uow, ctx, call, leg, now)
        else:
            if not before(now.state, LegState(leg.state)):
                leg.status = now.status
            await reached(uow, ctx, call, leg, now.state)
    if after is not None:
        await after()


async def after_stream(ctx: Context, leg_id: str, provider_call_id: str) -> Script:
    """The leg's sound goes nowhere now: back to us while it is wanted, else it is hung up."""
    async with ctx.db.unit_of_work() as uow:
        _, leg = await lock_own_leg(uow.session, leg_id, provider_call_id)
        if leg.hang_up_at is not None or await stay_of_leg(uow.session, leg) is None:
            return OVER
        return bridged(stream_token(uow, leg), before=RECONNECT)


async def lock_own_leg(
    session: AsyncSession, leg_id: str, provider_call_id: str
) -> tuple[Call, PhoneLeg]:
    """The leg, whose call at the provider this is: the first to be named, and no other.

    Raises Forbidden for another one, NotFound where there is no such leg.
    """
    call, leg = await lock_leg(session, leg_id)
    if leg.provider_call_id is None and leg.dialled_at is not None:
        leg.provider_call_id = provider_call_id  # quicker than the answer to the dialling
    if leg.provider_call_id != provider_call_id:
        log.warning("phone_report_of_another_call", leg_id=leg_id)
        raise Forbidden("This is not the leg's call.", code="another_call")
    return call, leg


async def stay_of_leg(session: AsyncSession, leg: PhoneLeg) -> Participant | None:
    """Whoever is on this phone, while they are in the call."""
    here = select(Participant).where(
        Participant.phone_leg_id == leg.id, Participant.left_at.is_(None)
    )
    return await session.scalar(here)


async def reached(
    uow: UnitOfWork, ctx: Context, call: Call, leg: PhoneLeg, state: LegState
) -> None:
    """As `leg_reached`. From the answer on there is time to hear the briefing and to decide."""
    answers = before(LegState(leg.state), LegState.ANSWERED) and not before(
        state, LegState.ANSWERED
    )
    transfer = await transfer_of(uow.session, leg)
    if answers and transfer is not None and transfer.state == TransferState.OFFERED:
        seconds = ctx.settings.phone_answer_timeout_s
        transfer.deadline_at = uow.now + timedelta(seconds=seconds)
    await leg_reached(uow, call, leg, state)


async def end_leg(
    uow: UnitOfWork, ctx: Context, call: Call, leg: PhoneLeg, now: ProviderCall
) -> After | None:
    """The leg is over, which nothing undoes. What is to be done outside, after the commit."""
    leg.state, leg.ended_at = LegState.ENDED, uow.now
    leg.status, leg.code = now.status, now.code or leg.code
    log.info("phone_ended", leg_id=leg.id, status=now.status)
    stay = await stay_of_leg(uow.session, leg)
    if stay is not None:
        departure = await phone_hangs_up(uow, ctx.settings, call, stay)
        return partial(see_out, ctx, departure)
    transfer = await transfer_of(uow.session, leg)
    if transfer is None or transfer.state != TransferState.OFFERED or now.ending is None:
        return None
    reason = ENDINGS.get(now.ending) or _words_for(ctx, now.code)
    event = unanswered(now.ending)
    effects = await take_step(uow, ctx.settings, call, transfer, event, reason=reason)
    await announce_call(uow, call)
    return partial(carry_out, ctx, call, transfer, effects)


async def transfer_of(session: AsyncSession, leg: PhoneLeg) -> Transfer | None:
    if leg.transfer_id is None:
        return None
    return await session.get_one(Transfer, leg.transfer_id, populate_existing=True)


def stream_token(uow: UnitOfWork, leg: PhoneLeg) -> str:
    """A new token that opens the bridge to this leg, once. One given before is good no more."""
    token = new_token()
    leg.stream_token = hash_token(token)
    leg.stream_token_until = uow.now + STREAM_TOKEN_LASTS
    return token


def _words_for(ctx: Context, code: str | None) -> str | None:
    return ctx.telephony.words_for(code) if ctx.telephony else None
