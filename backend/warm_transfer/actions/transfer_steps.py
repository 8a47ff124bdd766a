"""One step of a transfer: the domain decides, the rows follow, then the outside does.

`take_step` belongs inside a unit of work; the effects it returns are for `carry_out` after the
commit. What comes of them is fed back as the next event. A process that dies in between leaves
a state from which the reconciler goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import structlog

from warm_transfer.actions.announcements import announce_call, announce_transfer
from warm_transfer.actions.call_rows import (
    PHONE,
    agent_identity,
    leg_of_transfer,
    lock_transfer,
    stay_of_agent,
    stay_of_target,
    stays_of,
    target_identity,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.offers import rung_agents, settle_offers
from warm_transfer.actions.phone_dialling import dial_for, hang_up_for
from warm_transfer.actions.room_orders import (
    NOT_ACCEPTED,
    call_room_orders,
    destination_orders,
)
from warm_transfer.actions.stays import add_agent, add_phone, end_stay, settle_call
from warm_transfer.config import Settings
from warm_transfer.db.models import Call, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.events import EventType, transfer_entered
from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import (
    Effect,
    Outcome,
    TransferEvent,
    TransferMode,
    TransferState,
    advance,
    is_open,
)
from warm_transfer.errors import LiveKitUnavailable
from warm_transfer.services.telephony.base import TelephonyRefused

log = structlog.get_logger(__name__)

PREPARE_TIMEOUT_S = 15  # a few tries at a LiveKit server that answers within its 5 s
PROVIDER_TELLS_WITHIN_S = 15  # that a phone was not answered; else we stop waiting by ourselves
NUDGE_TOPIC = "wt.transfer"
# What the call worker in the call's room is to do has changed.
TELLS_ROOM = (Effect.HOLD_CALLER, Effect.RESUME_CALLER, Effect.SWITCH_CALL)
NO_ROOM = "The audio server could not make a room. The caller was not moved."


async def take_step(
    uow: UnitOfWork,
    settings: Settings,
    call: Call,
    transfer: Transfer,
    event: TransferEvent,
    *,
    reason: str | None = None,
    also: Collection[str] = (),
) -> tuple[Effect, ...]:
    """Feed `event` to the transfer. Raises IllegalEvent, with nothing changed.

    `reason` tells a person what went wrong; the first one given is kept. `also` are agents who
    have just stopped being rung. The call's own event is the caller's to record.
    """
    before = TransferState(transfer.state)
    decided = Outcome(transfer.outcome) if transfer.outcome else None
    step = advance(before, event, decided)
    if step.state is before:
        # Somebody whom the movers wait for has left, or somebody else is asked: told anew.
        await announce_transfer(uow, transfer, EventType.TRANSFER_PROGRESS, also=also)
        return step.effects
    rung = await rung_agents(uow.session, transfer.id)
    log.info("transfer_step", call_id=call.id, transfer_id=transfer.id, fed=event, state=step.state)
    transfer.state = step.state
    transfer.outcome = step.outcome
    transfer.reason = transfer.reason or reason
    transfer.deadline_at = deadline(settings, step.state, transfer.target_kind, uow.now)
    if not is_open(step.state):
        transfer.ended_at = uow.now
    if step.state is TransferState.MOVING:
        transfer.moving_since = uow.now
    if before in NOT_ACCEPTED and step.state not in NOT_ACCEPTED:
        await settle_offers(uow, transfer, event)
    await _change_rows(uow, call, transfer, step.effects)
    entered = transfer_entered(step.state)
    await announce_transfer(uow, transfer, entered, also={*also, *rung})
    await settle_call(uow, settings, call)
    return step.effects


async def feed(
    ctx: Context, transfer_id: str, event: TransferEvent, *, reason: str | None = None
) -> None:
    """Take a step on its own, with its effects; nothing happens when it no longer fits."""
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        try:
            effects = await take_step(uow, ctx.settings, call, transfer, event, reason=reason)
        except IllegalEvent:
            return
        await announce_call(uow, call)
    await carry_out(ctx, call, transfer, effects)


async def carry_out(
    ctx: Context, call: Call, transfer: Transfer, effects: Sequence[Effect]
) -> None:
    """Do what `take_step` decided, outside. `call` and `transfer` are as they were committed."""
    try:
        for effect in effects:
            await _do(ctx, call, transfer, effect)
    except LiveKitUnavailable as error:
        log.warning("transfer_effects_failed", transfer_id=transfer.id, exc_info=True)
        if Effect.CREATE_DESTINATION in effects:
            await feed(ctx, transfer.id, TransferEvent.ROOM_FAILED, reason=NO_ROOM)
        elif Effect.OPEN_DESTINATION in effects:
            await feed(ctx, transfer.id, TransferEvent.MOVE_FAILED, reason=error.detail)
        return
    except TelephonyRefused as error:
        await feed(ctx, transfer.id, TransferEvent.TARGET_FAILED, reason=error.detail)
        return
    if Effect.CREATE_DESTINATION in effects:
        await feed(ctx, transfer.id, TransferEvent.ROOM_READY)
    elif transfer.state == TransferState.REVERTING:
        await feed(ctx, transfer.id, TransferEvent.REVERTED)


def deadline(
    settings: Settings, state: TransferState, target_kind: str, now: datetime
) -> datetime | None:
    """When a state that waits has waited long enough."""
    ring_s = {
        "open": settings.room_id_timeout_s,
        PHONE: settings.phone_ring_timeout_s + PROVIDER_TELLS_WITHIN_S,
    }
    seconds = {
        TransferState.PREPARING: PREPARE_TIMEOUT_S,
        TransferState.OFFERED: ring_s.get(target_kind, settings.offer_timeout_s),
        TransferState.CONSULTING: settings.consult_timeout_s,
        TransferState.CONSULT_PAUSED: settings.consult_timeout_s,
        TransferState.MOVING: settings.move_timeout_s,
    }.get(state)
    return None if seconds is None else now + timedelta(seconds=seconds)


async def _change_rows(
    uow: UnitOfWork, call: Call, transfer: Transfer, effects: Sequence[Effect]
) -> None:
    leg = await leg_of_transfer(uow.session, transfer.id)
    if Effect.ADMIT_TARGET in effects and leg is not None:
        await add_phone(uow, call, leg, transfer.destination_room)
    elif Effect.ADMIT_TARGET in effects and transfer.target_agent_id:
        await add_agent(uow, call, transfer.target_agent_id, transfer.destination_room)
    if Effect.HANG_UP_TARGET in effects and leg is not None:
        leg.hang_up_at = leg.hang_up_at or uow.now
    if Effect.HOLD_CALLER in effects:
        call.held_since = call.held_since or uow.now
    if Effect.RESUME_CALLER in effects and transfer.mode == TransferMode.CONSULT:
        call.held_since = None  # any other hold is the agent's own, and lasts until they end it
    if Effect.HAND_OVER in effects:
        transfer.hands_over = True
    if Effect.SWITCH_CALL in effects:
        call.room_name = transfer.destination_room
        call.held_since = None
        for stay in await stays_of(uow.session, call.id):
            stay.room_name = transfer.destination_room
    if Effect.RELEASE_INITIATOR in effects:
        initiator = await stay_of_agent(uow.session, call.id, transfer.initiator_id)
        if initiator is not None:
            await end_stay(uow, initiator)
    if Effect.DISMISS_TARGET in effects:
        target = await stay_of_target(uow.session, transfer)
        if target is not None:
            await end_stay(uow, target)


async def _do(ctx: Context, call: Call, transfer: Transfer, effect: Effect) -> None:
    if effect is Effect.CREATE_DESTINATION:
        await ctx.rooms.ensure_room(transfer.destination_room, destination_orders(call, transfer))
    elif effect is Effect.ADMIT_TARGET and transfer.target_agent_id:
        # They may have entered while they were rung.
        identity = agent_identity(transfer.target_agent_id)
        await ctx.rooms.let_listen(transfer.destination_room, identity)
    elif effect is Effect.RING_TARGET and transfer.target_kind == PHONE:
        await dial_for(ctx, transfer.id)
    elif effect is Effect.HANG_UP_TARGET and transfer.target_kind == PHONE:
        await hang_up_for(ctx, transfer.id)
    elif effect is Effect.OPEN_DESTINATION:
        orders = destination_orders(call, transfer)
        await ctx.rooms.ensure_room(transfer.destination_room, orders)
        await ctx.rooms.update_metadata(transfer.destination_room, orders)
    elif effect in TELLS_ROOM:
        await ctx.rooms.update_metadata(call.room_name, call_room_orders(call))
    elif effect is Effect.RELEASE_INITIATOR:
        identity = agent_identity(transfer.initiator_id)
        await ctx.rooms.remove_participant(transfer.destination_room, identity)
    elif effect is Effect.CLOSE_DESTINATION:
        await ctx.rooms.delete_room(transfer.destination_room)
    elif effect is Effect.DISMISS_TARGET and (target := target_identity(transfer)):
        await ctx.rooms.remove_participant(transfer.destination_room, target)
    elif effect is Effect.NUDGE:
        payload = {
            "transfer_id": transfer.id,
            "state": transfer.state,
            "version": transfer.version,
        }
        # A caller learns nothing of a consult before they are to move, nor that it has ended.
        consults = transfer.mode == TransferMode.CONSULT and transfer.moving_since is None
        to = [agent_identity(transfer.initiator_id)] if consults else []
        await ctx.rooms.send_data(transfer.origin_room, NUDGE_TOPIC, payload, to=to)
