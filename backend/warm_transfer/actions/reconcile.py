"""Comparing what is stored with what LiveKit reports and what the clock says.

LiveKit's webhooks are hints: they bring a comparison forward that happens anyway. What differs
is fed to the domain as events, so a lost webhook, a restart of ours or one of LiveKit's costs
seconds. Every part is harmless when repeated, also by two processes at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import and_, or_, select

from warm_transfer.actions.attendance import RoomReport, compare_attendance, look_into
from warm_transfer.actions.call_rows import open_transfer_of, stays_of
from warm_transfer.actions.context import Context
from warm_transfer.actions.moves import ARRIVING, Sightings, confirm_moves
from warm_transfer.actions.overdue import push_on
from warm_transfer.actions.recalls import end_overdue_recalls
from warm_transfer.actions.room_orders import correct_orders
from warm_transfer.actions.room_sweep import RoomSweep
from warm_transfer.actions.worker_watch import WorkerWatch
from warm_transfer.db.models import Call, Participant, Transfer
from warm_transfer.domain.call import CallState
from warm_transfer.domain.stay import CONNECT_GRACE
from warm_transfer.domain.transfer import TransferState
from warm_transfer.errors import WarmTransferError

log = structlog.get_logger(__name__)

TICK_S = 1.0  # how long people who are connecting or moving wait for a lost webhook
AT_ONCE = 8  # calls compared at the same time
PASSING_STATES = (TransferState.PREPARING, TransferState.MOVING, TransferState.REVERTING)

# One look at a call at a time, so that none is acted upon after a later one.
_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
# Calls that somebody waits to look at. LiveKit tells of a move in a dozen webhooks within a second;
# whoever waits already looks later than the hint that comes now, and so sees what it tells of.
_awaited: set[str] = set()


async def run_reconciler(ctx: Context) -> None:
    """Reconcile until cancelled: unsettled calls every second, all of them at the interval."""
    sweep, watch = RoomSweep(), WorkerWatch()
    next_full_s = 0.0
    while True:
        try:
            if time.monotonic() >= next_full_s:
                next_full_s = time.monotonic() + ctx.settings.reconcile_interval_s
                await reconcile_all(ctx)
                await watch.run(ctx)
            else:
                await reconcile_calls(ctx, await _unsettled_calls(ctx))
            await end_overdue_recalls(ctx)
            rooms = await ctx.rooms.list_rooms()
            await correct_orders(ctx, rooms)
            await sweep.run(ctx, rooms)
        except WarmTransferError as error:
            log.warning("reconcile_failed", code=error.code)
        except Exception:
            log.exception("reconcile_failed")
        await asyncio.sleep(min(TICK_S, ctx.settings.reconcile_interval_s))


async def reconcile_all(ctx: Context) -> None:
    """Reconcile every call that has not ended."""
    async with ctx.db.read() as session:
        live = (await session.scalars(select(Call.id).where(Call.state != CallState.ENDED))).all()
    await reconcile_calls(ctx, live)


async def reconcile_call(ctx: Context, call_id: str) -> None:
    """Reconcile one call, unless somebody is about to anyway.

    Raises LiveKitUnavailable; deadlines are kept even then.
    """
    if call_id in _awaited:
        return
    turn = _turns.setdefault(call_id, asyncio.Lock())
    _awaited.add(call_id)
    try:
        await turn.acquire()
    finally:
        _awaited.discard(call_id)
    try:
        await _compare(ctx, call_id)
    finally:
        turn.release()


async def _compare(ctx: Context, call_id: str) -> None:
    call, transfer = await _load(ctx, call_id)
    if call is None or call.state == CallState.ENDED:
        return
    if transfer is not None:
        await push_on(ctx, call, transfer)
        call, transfer = await _load(ctx, call_id)
        if call is None or call.state == CallState.ENDED:
            return
    rooms = [call.room_name]
    moving = transfer is not None and transfer.state in ARRIVING
    if transfer is not None and moving:
        rooms.append(transfer.destination_room)
    report = await look_into(ctx, rooms)
    await compare_attendance(ctx, call_id, report)
    if transfer is not None and moving:
        await confirm_moves(ctx, transfer.id, Sightings.of(transfer, report))
    await _settle_people(ctx, call_id, report)


async def reconcile_calls(ctx: Context, call_ids: Iterable[str]) -> None:
    """Reconcile these calls. A call that fails does not stop the others."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(call_id: str) -> None:
        async with turn:
            try:
                await reconcile_call(ctx, call_id)
            except WarmTransferError as error:
                log.warning("reconcile_call_failed", call_id=call_id, code=error.code)
            except Exception:
                log.exception("reconcile_call_failed", call_id=call_id)

    async with asyncio.TaskGroup() as tasks:  # which, cancelled, ends after the last of them
        for call_id in call_ids:
            tasks.create_task(one(call_id))


async def _unsettled_calls(ctx: Context) -> set[str]:
    """Calls in which somebody is connecting, or a transfer waits for nobody's decision."""
    now = ctx.clock()
    connecting = select(Participant.call_id).where(
        Participant.left_at.is_(None),
        Participant.connected_at.is_(None),
        Participant.created_at > now - CONNECT_GRACE - timedelta(seconds=TICK_S),
    )
    passing = select(Transfer.call_id).where(
        Transfer.ended_at.is_(None),
        or_(
            Transfer.state.in_(PASSING_STATES),
            and_(Transfer.deadline_at.is_not(None), Transfer.deadline_at <= now),
        ),
    )
    async with ctx.db.read() as session:
        return set(await session.scalars(connecting.union(passing)))


async def _load(ctx: Context, call_id: str) -> tuple[Call | None, Transfer | None]:
    async with ctx.db.read() as session:
        return await session.get(Call, call_id), await open_transfer_of(session, call_id)


async def _settle_people(ctx: Context, call_id: str, report: RoomReport) -> None:
    """Whoever is in the call hears it, also one who entered while they were rung.

    Nobody else stays in a call's room: a token outlives its stay.
    """
    async with ctx.db.read() as session:
        known = {stay.identity for stay in await stays_of(session, call_id)}
    for room_name, people in report.items():
        for person in people:
            if person.identity not in known:
                log.info("stranger_removed", call_id=call_id, identity=person.identity)
                await ctx.rooms.remove_participant(room_name, person.identity)
            elif not person.can_listen:
                log.info("listening_allowed", call_id=call_id, identity=person.identity)
                await ctx.rooms.let_listen(room_name, person.identity)
