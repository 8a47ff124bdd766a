"""Callers who ring in: they wait with music for an agent, and are callers like any other."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.calls import new_call, new_identity, open_room_of, put_in_queue
from warm_transfer.actions.context import Context
from warm_transfer.actions.phone_calls import stay_of_leg, stream_token
from warm_transfer.db.models import PhoneLeg
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.phone_leg import LegState
from warm_transfer.domain.phone_number import shown
from warm_transfer.domain.phone_script import CANNOT_TAKE_IT, OVER, Say, Script, bridged
from warm_transfer.domain.spoken import speakable
from warm_transfer.errors import LiveKitUnavailable

log = structlog.get_logger(__name__)

NAMELESS = "Caller on the phone"


@dataclass(frozen=True, slots=True)
class RingingIn:
    """`number` is E.164, None where it is withheld; `called` is ours."""

    provider_call_id: str
    number: str | None
    called: str
    status: str
    caller_id_token: str | None


async def ring_in(ctx: Context, ringing: RingingIn) -> tuple[str, Script]:
    """The new leg's id, and what its caller hears. The same call told again is the same leg."""
    known = await _known(ctx, ringing)
    if known is not None:
        return known
    try:
        return await _begin(ctx, ringing)
    except IntegrityError:  # the same call told twice at the same moment
        return await _known(ctx, ringing) or ("", CANNOT_TAKE_IT)
    except LiveKitUnavailable:
        log.warning("phone_call_not_taken", exc_info=True)
        return "", CANNOT_TAKE_IT


async def leg_of(ctx: Context, provider_call_id: str) -> str | None:
    """The id of the leg that this call at the provider is."""
    async with ctx.db.read() as session:
        leg = await _find(session, provider_call_id)
        return leg.id if leg is not None else None


async def _begin(ctx: Context, ringing: RingingIn) -> tuple[str, Script]:
    name = shown(ringing.number) if ringing.number else NAMELESS
    call = new_call(ctx, name, topic=None, by_phone=True)
    await open_room_of(ctx, call)
    async with ctx.db.unit_of_work() as uow:
        leg = PhoneLeg(
            id=uuid4().hex,
            call_id=call.id,
            identity=new_identity(ctx),
            number=ringing.number,
            shown_number=ringing.called,
            state=LegState.ANSWERED,
            provider_call_id=ringing.provider_call_id,
            status=ringing.status,
            caller_id_token=ringing.caller_id_token,
            created_at=uow.now,
            dialled_at=uow.now,
            asked_at=uow.now,
        )
        await put_in_queue(uow, ctx, call, leg)
        uow.audit("phone.rang_in", actor=None, subject=leg.id)
        return leg.id, _welcome(uow, ctx, leg)


async def _known(ctx: Context, ringing: RingingIn) -> tuple[str, Script] | None:
    async with ctx.db.unit_of_work() as uow:
        leg = await _find(uow.session, ringing.provider_call_id)
        if leg is None:
            return None
        if await stay_of_leg(uow.session, leg) is None:
            return leg.id, OVER
        return leg.id, _welcome(uow, ctx, leg)


def _welcome(uow: UnitOfWork, ctx: Context, leg: PhoneLeg) -> Script:
    greeting = speakable(ctx.settings.phone_greeting)
    return bridged(stream_token(uow, leg), before=[Say(greeting)] if greeting else [])


async def _find(session: AsyncSession, provider_call_id: str) -> PhoneLeg | None:
    known = select(PhoneLeg).where(PhoneLeg.provider_call_id == provider_call_id)
    return await session.scalar(known)
