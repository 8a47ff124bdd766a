"""Whether a number may be dialled from here, by whom and how often; and keys during a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_rows import (
    CALLER,
    lock_live_call,
    not_in_call,
    phone_identity,
    stay_of_agent,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.phone_views import PhonesView
from warm_transfer.config import Settings
from warm_transfer.db.models import Participant, PhoneLeg, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.phone_leg import LegState
from warm_transfer.domain.phone_number import check_number
from warm_transfer.errors import Conflict, InvalidInput, NotFound, RateLimited

HOUR = timedelta(hours=1)
DIGITS_TOPIC = "wt.digits"  # to the phone bridge, which plays them


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """As an agent typed it or, once it is checked, in E.164."""

    number: str
    extension: str | None = None
    name: str | None = None


def phones_view(settings: Settings) -> PhonesView:
    return PhonesView(
        available=settings.phones_configured,
        missing=settings.phones_missing,
        number=settings.twilio_phone_number,
        default_country=settings.phone_default_country,
        allowed_countries=settings.phone_allowed_countries,
        caller_id=settings.phone_caller_id,
        organisation=settings.phone_organisation,
    )


async def check_phone(
    session: AsyncSession, ctx: Context, actor: AgentActor, wish: PhoneNumber
) -> PhoneNumber:
    """The number in E.164. Raises what keeps it from being dialled, by this agent and now."""
    settings = ctx.settings
    if ctx.telephony is None:
        missing = ", ".join(settings.phones_missing)
        raise Conflict(
            f"Phones are not set up here. Whoever runs this sets {missing} (docs/phones.md).",
            code="phones_not_set_up",
        )
    country = settings.phone_default_country or "US"
    number = check_number(wish.number, country, settings.phone_allowed_countries)
    if number == settings.twilio_phone_number:
        raise InvalidInput("This is our own number. Choose another one.", code="own_number")
    now = ctx.clock()
    mine = await _dialled_lately(session, now, PhoneLeg.initiator_id == actor.id)
    _keep_to(mine, settings.phone_max_per_agent_h, "You have", now)
    everybodys = await _dialled_lately(session, now, PhoneLeg.initiator_id.is_not(None))
    _keep_to(everybodys, settings.phone_max_per_hour, "Together you have", now)
    return PhoneNumber(number, wish.extension, wish.name)


async def add_leg(
    uow: UnitOfWork, ctx: Context, transfer: Transfer, phone: PhoneNumber
) -> PhoneLeg:
    """The leg of a transfer that is being made; it is dialled once the destination is there."""
    leg = PhoneLeg(
        id=uuid4().hex,
        call_id=transfer.call_id,
        transfer_id=transfer.id,
        initiator_id=transfer.initiator_id,
        identity=phone_identity(transfer.id),
        number=phone.number,
        shown_number=await _shown_number(uow.session, ctx.settings, transfer.call_id),
        name=phone.name,
        extension=phone.extension,
        state=LegState.QUEUED,
        created_at=uow.now,
    )
    uow.session.add(leg)
    await uow.session.flush()
    return leg


async def press_digits(
    ctx: Context, actor: AgentActor, call_id: str, participant_id: str, digits: str
) -> None:
    """Have these keys heard by somebody on the phone, as if they were pressed there."""
    async with ctx.db.unit_of_work() as uow:
        await lock_live_call(uow.session, call_id)
        if await stay_of_agent(uow.session, call_id, actor.id) is None:
            raise not_in_call()
        stay = await uow.session.get(Participant, participant_id)
        if stay is None or stay.call_id != call_id or stay.left_at is not None:
            raise NotFound("There is nobody like this in the call.", code="participant_not_found")
        if stay.phone_leg_id is None:
            raise Conflict(f"{stay.name} is not on the phone.", code="not_on_the_phone")
        uow.audit("phone.digits", actor=actor.id, subject=stay.phone_leg_id)
    await ctx.rooms.send_data(stay.room_name, DIGITS_TOPIC, {"digits": digits}, to=[stay.identity])


async def _shown_number(session: AsyncSession, settings: Settings, call_id: str) -> str:
    """Ours or, where that is wished and the caller rang in and shows it, theirs."""
    own = settings.twilio_phone_number or ""
    if settings.phone_caller_id == "own":
        return own
    caller = (
        select(PhoneLeg.number)
        .join(Participant, Participant.phone_leg_id == PhoneLeg.id)
        .where(
            Participant.call_id == call_id,
            Participant.kind == CALLER,
            PhoneLeg.caller_id_token.is_not(None),
        )
    )
    return await session.scalar(caller.limit(1)) or own


async def _dialled_lately(
    session: AsyncSession, now: datetime, whose: ColumnElement[bool]
) -> list[datetime]:
    lately = select(PhoneLeg.created_at).where(PhoneLeg.created_at > now - HOUR, whose)
    return list(await session.scalars(lately.order_by(PhoneLeg.created_at)))


def _keep_to(dialled: list[datetime], most: int, whose: str, now: datetime) -> None:
    if len(dialled) < most:
        return
    wait_s = HOUR.total_seconds()
    if dialled:
        wait_s -= (now - dialled[0]).total_seconds()
    raise RateLimited(
        f"{whose} dialled {len(dialled)} numbers within an hour, and no more are allowed. "
        f"Try again in {max(1, round(wait_s / 60))} minutes.",
        code="phone_limit",
        retry_after_s=max(1, round(wait_s)),
    )
