"""The move: who has got to the destination, and what follows from it.

A mover is confirmed by their own report (they hear the others there) together with LiveKit's
(they are there, with audio); or by LiveKit's alone once they are there and not in the origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warm_transfer.actions.announcements import announce_call, announce_transfer
from warm_transfer.actions.attendance import RoomReport, look_into
from warm_transfer.actions.call_rows import (
    CALLER,
    lock_transfer,
    no_such_transfer,
    stays_of,
    target_identity,
)
from warm_transfer.actions.connections import stay_of
from warm_transfer.actions.context import Context
from warm_transfer.actions.presenters import transfer_view
from warm_transfer.actions.stays import mark_connected
from warm_transfer.actions.transfer_steps import carry_out, feed, take_step
from warm_transfer.db.models import Call, Participant, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import Actor, CallerActor
from warm_transfer.domain.events import EventType
from warm_transfer.domain.transfer import (
    CONSULT_STATES,
    Effect,
    TransferEvent,
    TransferState,
    arrival,
)
from warm_transfer.errors import Conflict

# States in which somebody is on the way to the destination.
ARRIVING = CONSULT_STATES | {TransferState.MOVING}

# What our own pages report, in words that follow a name. Other clients may send words of theirs.
MOVE_FAILURES = {
    "timeout": "did not hear everybody in the new room in time",
    "connect_failed": "could not enter the new room",
    "destination_lost": "lost the connection to the new room",
}


@dataclass(frozen=True, slots=True)
class Sightings:
    """Identities that LiveKit reports. `audible`: in the destination, with audio."""

    origin: frozenset[str]
    destination: frozenset[str]
    audible: frozenset[str]

    @classmethod
    def of(cls, transfer: Transfer, report: RoomReport) -> Sightings:
        destination = report[transfer.destination_room]
        return cls(
            origin=frozenset(seen.identity for seen in report[transfer.origin_room]),
            destination=frozenset(seen.identity for seen in destination),
            audible=frozenset(seen.identity for seen in destination if seen.has_audio),
        )


async def report_moved(ctx: Context, actor: Actor, transfer_id: str) -> None:
    """A mover hears the others in the destination. Believed once LiveKit reports them there."""
    transfer, stay = await _load_mover(ctx, actor, transfer_id)
    if transfer.state not in ARRIVING or not _moves(stay, transfer):
        await _refuse_unless_moved(ctx, actor, transfer, stay)
        return
    report = await look_into(ctx, [transfer.origin_room, transfer.destination_room])
    sightings = Sightings.of(transfer, report)
    if stay.identity not in sightings.audible:
        raise Conflict(
            "You are not heard in the new room yet. Try again in a moment.",
            code="not_in_destination",
        )
    await confirm_moves(ctx, transfer_id, sightings, reported=stay.identity)


async def report_move_failed(ctx: Context, actor: Actor, transfer_id: str, reason: str) -> None:
    """A mover could not get to the destination: everybody stays in the origin."""
    transfer, stay = await _load_mover(ctx, actor, transfer_id)
    if transfer.state not in ARRIVING or not _moves(stay, transfer):
        return
    words = MOVE_FAILURES.get(reason, f"could not be connected: {reason}")
    await feed(ctx, transfer_id, TransferEvent.MOVE_FAILED, reason=f"{stay.name} {words}")


async def confirm_moves(
    ctx: Context, transfer_id: str, sightings: Sightings, *, reported: str | None = None
) -> None:
    """Store who has moved; when all have who must, the call is in the destination."""
    effects: tuple[Effect, ...] = ()
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if transfer.state not in ARRIVING:
            return
        stays = await stays_of(uow.session, call.id)
        moved = {*transfer.moved, *_moved_by_themselves(stays, sightings)}
        if reported is not None:
            moved.add(reported)
        changed = moved != set(transfer.moved)
        transfer.moved = sorted(moved)
        everybody = _needed(stays, transfer, sightings) <= moved & sightings.audible
        if transfer.state == TransferState.MOVING and everybody:
            effects = await _arrive(uow, ctx, call, transfer, stays, sightings)
        elif changed:
            await announce_transfer(uow, transfer, EventType.TRANSFER_PROGRESS)
        else:
            return
        await announce_call(uow, call)
    await carry_out(ctx, call, transfer, effects)


async def missing_names(ctx: Context, transfer: Transfer) -> str:
    """Who of those needed has not been confirmed, for a person to read."""
    async with ctx.db.read() as session:
        stays = await stays_of(session, transfer.call_id)
    needed = _movers(stays, transfer)
    return ", ".join(stay.name for stay in needed if stay.identity not in transfer.moved)


async def _arrive(
    uow: UnitOfWork,
    ctx: Context,
    call: Call,
    transfer: Transfer,
    stays: Sequence[Participant],
    sightings: Sightings,
) -> tuple[Effect, ...]:
    for stay in stays:
        if stay.identity in sightings.audible:
            await mark_connected(call, stay, uow)
    here = any(stay.agent_id == transfer.initiator_id for stay in stays)
    event = arrival(initiator_comes=here and not transfer.hands_over)
    return await take_step(uow, ctx.settings, call, transfer, event)


def _movers(stays: Sequence[Participant], transfer: Transfer) -> list[Participant]:
    return [stay for stay in stays if _moves(stay, transfer)]


def _moves(stay: Participant, transfer: Transfer) -> bool:
    """Whether this person is to be in the destination, in the state that the transfer is in."""
    if stay.kind == CALLER:
        return transfer.state not in CONSULT_STATES
    if stay.agent_id == transfer.initiator_id:
        return not transfer.hands_over
    return stay.identity == target_identity(transfer)


def _needed(stays: Sequence[Participant], transfer: Transfer, sightings: Sightings) -> set[str]:
    """Caller and target; the initiator too, unless LiveKit sees them nowhere."""
    present = sightings.origin | sightings.destination
    return {
        stay.identity
        for stay in _movers(stays, transfer)
        if stay.agent_id != transfer.initiator_id or stay.identity in present
    }


def _moved_by_themselves(stays: Sequence[Participant], sightings: Sightings) -> set[str]:
    """Heard in the destination and out of the origin: moved, whatever became of their report."""
    return {stay.identity for stay in stays} & (sightings.audible - sightings.origin)


async def _load_mover(ctx: Context, actor: Actor, transfer_id: str) -> tuple[Transfer, Participant]:
    async with ctx.db.read() as session:
        transfer = await session.get(Transfer, transfer_id)
        if transfer is None:
            raise no_such_transfer()
        if isinstance(actor, CallerActor) and actor.call_id != transfer.call_id:
            raise no_such_transfer()
        stay = await stay_of(session, transfer.call_id, actor)
        if stay is None:
            raise no_such_transfer()
        return transfer, stay


async def _refuse_unless_moved(
    ctx: Context, actor: Actor, transfer: Transfer, stay: Participant
) -> None:
    """A repeated or late report of somebody who is in the destination is harmless."""
    if stay.room_name == transfer.destination_room:
        return
    now = {}
    if not isinstance(actor, CallerActor):  # what agents see is not for callers
        async with ctx.db.read() as session:
            now["transfer"] = await transfer_view(session, transfer)
    raise Conflict("There is no move under way.", code="transfer_state", **now)
