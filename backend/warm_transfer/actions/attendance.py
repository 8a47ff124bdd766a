"""Who is really in a call's rooms, and what follows when that has changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from warm_transfer.actions.announcements import announce_call, announce_transfer
from warm_transfer.actions.call_rows import CALLER, lock_call, open_transfer_of, stays_of
from warm_transfer.actions.context import Context
from warm_transfer.actions.departures import Departure, call_ends, one_departs, see_out
from warm_transfer.actions.leases import LEASE_S
from warm_transfer.actions.stays import mark_connected
from warm_transfer.config import Settings
from warm_transfer.db.models import Call, Participant
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.call import CallEvent, CallState
from warm_transfer.domain.events import EventType
from warm_transfer.domain.stay import Change, Stay, change_of
from warm_transfer.domain.transfer import TransferState
from warm_transfer.services.livekit.rooms import RoomParticipant

RoomReport = Mapping[str, Sequence[RoomParticipant]]  # by room name

STALE_AFTER_S = LEASE_S  # a process that was stopped for so long is not the only one that looks


async def look_into(ctx: Context, room_names: Sequence[str]) -> RoomReport:
    found = await asyncio.gather(*(ctx.rooms.list_participants(name) for name in room_names))
    return dict(zip(room_names, found, strict=True))


def is_stale(looked_s: float) -> bool:
    """Whether a look into the rooms that began then, by the monotonic clock, is out of date."""
    return time.monotonic() - looked_s > STALE_AFTER_S


async def compare_attendance(
    ctx: Context, call_id: str, report: RoomReport, looked_s: float
) -> None:
    """Store who has connected, gone away or come back; whoever is away for too long has left."""
    async with ctx.db.read() as session:
        stays = await stays_of(session, call_id)
    if not _changes(stays, report, ctx.settings, ctx.clock()):
        return
    departures: list[Departure] = []
    async with ctx.db.unit_of_work() as uow:
        call = await lock_call(uow.session, call_id)
        if call.state == CallState.ENDED or is_stale(looked_s):  # nobody gets in between from here
            return
        stays = await stays_of(uow.session, call_id)
        changes = _changes(stays, report, ctx.settings, uow.now)
        if not changes:
            return
        departures = await _apply(uow, ctx.settings, call, changes)
    for departure in departures:
        await see_out(ctx, departure)


def _changes(
    stays: Iterable[Participant], report: RoomReport, settings: Settings, now: datetime
) -> list[tuple[Participant, Change]]:
    here = {person.identity for people in report.values() for person in people}
    audible = {
        person.identity for people in report.values() for person in people if person.has_audio
    }
    changes = []
    for stay in stays:
        if stay.room_name not in report:
            continue  # they were let into another room after the look
        change = change_of(
            Stay(stay.created_at, stay.connected_at, stay.away_since),
            here=stay.identity in here,
            has_audio=stay.identity in audible,
            now=now,
            away_timeout=timedelta(seconds=_away_timeout_s(stay, settings)),
        )
        if change is not None:
            changes.append((stay, change))
    return changes


def _away_timeout_s(stay: Participant, settings: Settings) -> int:
    if stay.kind == CALLER:
        return settings.caller_away_timeout_s
    return settings.agent_away_timeout_s


async def _tell_movers(
    uow: UnitOfWork, call: Call, changes: Iterable[tuple[Participant, Change]]
) -> None:
    """The movers need not wait for an initiator who has dropped out on the way."""
    transfer = await open_transfer_of(uow.session, call.id)
    if transfer is None or transfer.state != TransferState.MOVING:
        return
    dropped = {stay.agent_id for stay, change in changes if change is Change.WENT_AWAY}
    if transfer.initiator_id in dropped:
        await announce_transfer(uow, transfer, EventType.TRANSFER_PROGRESS)


async def _apply(
    uow: UnitOfWork,
    settings: Settings,
    call: Call,
    changes: Iterable[tuple[Participant, Change]],
) -> list[Departure]:
    gone = []
    for stay, change in changes:
        if change is Change.CONNECTED:
            await mark_connected(call, stay, uow)
        elif change is Change.CAME_BACK:
            stay.away_since = None
        elif change is Change.WENT_AWAY:
            stay.away_since = uow.now
        else:
            gone.append(stay)
    if any(stay.kind == CALLER for stay in gone):
        return [await call_ends(uow, settings, call, CallEvent.CALLER_LEFT)]
    if not gone:
        await _tell_movers(uow, call, changes)
        await announce_call(uow, call)
    return [await one_departs(uow, settings, call, stay) for stay in gone]
