"""Whoever answers the phone that a call is to go to: hears of it, and takes it or does not."""

from __future__ import annotations

from datetime import timedelta

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.apart import kept_apart
from warm_transfer.actions.calls import NAMELESS
from warm_transfer.actions.context import Context
from warm_transfer.actions.phone_calls import (
    lock_own_leg,
    reached,
    stay_of_leg,
    stream_token,
    transfer_of,
)
from warm_transfer.actions.transfer_answers import Later, go_on_alone
from warm_transfer.actions.transfer_steps import carry_out, take_step
from warm_transfer.db.models import Call, PhoneLeg, Transfer, User
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.phone_leg import LegState, before
from warm_transfer.domain.phone_script import (
    DECLINED,
    NO_KEY,
    OVER,
    TAKEN_BACK,
    Introduction,
    Script,
    again,
    bridged,
    not_understood,
    offer,
)
from warm_transfer.domain.phone_words import DECLINED as SAID_NO
from warm_transfer.domain.phone_words import MESSAGE_LEFT, NO_KEY_PRESSED, VOICEMAIL
from warm_transfer.domain.spoken import speakable
from warm_transfer.domain.transfer import (
    Effect,
    TransferEvent,
    TransferMode,
    TransferState,
    acceptance,
)

GOODBYE_S = 10  # as long as the last words to somebody may take
MESSAGE_S = 120  # as long as a message on a voicemail may take


async def answered(ctx: Context, leg_id: str, provider_call_id: str) -> Script:
    """Somebody picked up: who calls, the briefing, and what to press."""
    async with ctx.db.unit_of_work() as uow:
        call, leg = await lock_own_leg(uow.session, leg_id, provider_call_id)
        transfer = await transfer_of(uow.session, leg)
        if transfer is None or not _is_asked(leg, transfer):
            return TAKEN_BACK
        await reached(uow, ctx, call, leg, LegState.BRIEFING)
        initiator = await uow.session.get_one(User, transfer.initiator_id)
        introduction = Introduction(
            agent=initiator.name,
            caller=None if call.by_phone or call.caller_name == NAMELESS else call.caller_name,
            organisation=ctx.settings.phone_organisation,
            target=leg.name,
        )
        return offer(introduction, _briefing(transfer))


async def key_pressed(
    ctx: Context, leg_id: str, provider_call_id: str, key: str, attempt: int, later: Later
) -> Script:
    """1 takes the call, 2 declines it, 3 repeats the briefing. `key` is empty if none was."""
    async with ctx.db.unit_of_work() as uow:
        call, leg = await lock_own_leg(uow.session, leg_id, provider_call_id)
        transfer = await transfer_of(uow.session, leg)
        if transfer is None:
            return OVER
        if await stay_of_leg(uow.session, leg) is not None:  # the same key, told again
            return bridged(stream_token(uow, leg))
        if not _is_asked(leg, transfer):
            return TAKEN_BACK
        if key == "1":
            effects = await _take(uow, ctx, call, leg, transfer)
            script = bridged(stream_token(uow, leg))
        elif key == "3":
            return again(_briefing(transfer), attempt)
        elif key == "2":
            script = DECLINED
            effects = await _refuse(uow, ctx, call, leg, transfer, TransferEvent.DECLINED, SAID_NO)
        else:
            script = not_understood(attempt + 1)
            if script is not NO_KEY:
                return script
            event = TransferEvent.NOT_ANSWERED
            effects = await _refuse(uow, ctx, call, leg, transfer, event, NO_KEY_PRESSED)
    later(carry_out, ctx, call, transfer, effects)
    return script


async def machine_answered(
    ctx: Context, leg_id: str, provider_call_id: str, *, can_record: bool
) -> None:
    """It is a voicemail or a fax, says the provider; `can_record` after a voicemail's beep."""
    message = ctx.settings.phone_voicemail_message if can_record else None
    async with ctx.db.unit_of_work() as uow:
        call, leg = await lock_own_leg(uow.session, leg_id, provider_call_id)
        transfer = await transfer_of(uow.session, leg)
        if transfer is None or not _is_asked(leg, transfer):
            return  # a person has pressed a key, whatever it sounded like
        if message is not None:
            leg.hang_up_at = uow.now + timedelta(seconds=MESSAGE_S)
        event, reason = TransferEvent.VOICEMAIL_ANSWERED, MESSAGE_LEFT if message else VOICEMAIL
        effects = await take_step(uow, ctx.settings, call, transfer, event, reason=reason)
        await announce_call(uow, call)
    if message is not None and ctx.telephony is not None:
        with kept_apart("message_not_left", leg_id=leg_id):
            await ctx.telephony.say_and_hang_up(provider_call_id, speakable(message))
    await carry_out(ctx, call, transfer, effects)


async def _take(
    uow: UnitOfWork, ctx: Context, call: Call, leg: PhoneLeg, transfer: Transfer
) -> tuple[Effect, ...]:
    await reached(uow, ctx, call, leg, LegState.ACCEPTED)
    event = acceptance(TransferMode(transfer.mode))
    effects = await take_step(uow, ctx.settings, call, transfer, event)
    if event is TransferEvent.CONSULT_ACCEPTED:
        effects += await go_on_alone(uow, ctx, call, transfer)
    uow.audit("transfer.accept", actor=None, subject=transfer.id)
    await announce_call(uow, call)
    return effects


async def _refuse(
    uow: UnitOfWork,
    ctx: Context,
    call: Call,
    leg: PhoneLeg,
    transfer: Transfer,
    event: TransferEvent,
    reason: str,
) -> tuple[Effect, ...]:
    leg.hang_up_at = uow.now + timedelta(seconds=GOODBYE_S)  # which it does by itself, thanking
    effects = await take_step(uow, ctx.settings, call, transfer, event, reason=reason)
    uow.audit("transfer.decline", actor=None, subject=transfer.id)
    await announce_call(uow, call)
    return effects


def _is_asked(leg: PhoneLeg, transfer: Transfer) -> bool:
    return transfer.state == TransferState.OFFERED and before(LegState(leg.state), LegState.ENDED)


def _briefing(transfer: Transfer) -> str:
    return str(transfer.briefing["spoken"])
