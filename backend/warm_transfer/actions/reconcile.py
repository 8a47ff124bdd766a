"""Comparing what is stored with what LiveKit reports and what the clock says.

LiveKit's webhooks are hints: they bring a comparison forward that happens anyway. What differs
is fed to the domain as events, so a lost webhook, a restart of ours or one of LiveKit's costs
seconds. Every part is harmless when repeated, also by two processes at once: of several one runs
the reconciler, and each looks at single calls when a webhook comes to it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import and_, or_, select

from warm_transfer.actions.apart import for_each, kept_apart
from warm_transfer.actions.attendance import RoomReport, compare_attendance, is_stale, look_into
from warm_transfer.actions.call_rows import open_transfer_of, stays_of
from warm_transfer.actions.context import Context
from warm_transfer.actions.moves import ARRIVING, Sightings, confirm_moves
from warm_transfer.actions.overdue import push_on
from warm_transfer.actions.phone_watch import watch_phones
from warm_transfer.actions.recalls import end_overdue_recalls
from warm_transfer.actions.room_orders import correct_orders, orders_of
from warm_transfer.actions.room_sweep import RoomSweep
from warm_transfer.actions.speech import SpeechWatch
from warm_transfer.actions.worker_watch import WorkerWatch
from warm_transfer.db.models import Call, Participant, Transfer
from warm_transfer.domain.call import CallState
from warm_transfer.domain.stay import CONNECT_GRACE
from warm_transfer.domain.transfer import TransferState
from warm_transfer.errors import RoomUnserved

log = structlog.get_logger(__name__)

TICK_S = 1.0  # how long people who are connecting or moving wait for a lost webhook
PASSING_STATES = (TransferState.PREPARING, TransferState.MOVING, TransferState.REVERTING)

# One look at a call at a time, so that none is acted upon after a later one.
_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
# Calls that somebody waits to look at. LiveKit tells of a move in a dozen webhooks within a second;
# whoever waits already looks later than the hint that comes now, and so sees what it tells of.
_awaited: set[str] = set()


async def run_reconciler(ctx: Context, begin_round: Callable[[], bool]) -> None:
    """Reconcile until cancelled: unsettled calls every second, all of them at the interval.

    `begin_round` says whether to go on: not while another process may have taken over.
    """
    rounds = Rounds()
    while True:
        if begin_round():
            await rounds.run(ctx)
        await asyncio.sleep(min(TICK_S, ctx.settings.reconcile_interval_s))


class Rounds:
    """Everything that is compared again and again, with what is remembered from one to the next.

    What one part cannot do keeps no other part from being done.
    """

    def __init__(self) -> None:
        self._sweep, self._watch, self._speech = RoomSweep(), WorkerWatch(), SpeechWatch()
        self._next_full_s = 0.0

    async def run(self, ctx: Context) -> None:
        with kept_apart("reconcile_failed"):
            await self._compare(ctx)
        with kept_apart("recalls_not_ended"):
            await end_overdue_recalls(ctx)
        with kept_apart("worker_watch_failed"):
            await self._watch.run(ctx)
        with kept_apart("speech_watch_failed"):
            await self._speech.run(ctx)
        with kept_apart("phones_not_watched"):
            await watch_phones(ctx)
        with kept_apart("rooms_not_listed"):
            await self._tend_rooms(ctx)

    async def _compare(self, ctx: Context) -> None:
        if time.monotonic() >= self._next_full_s:
            self._next_full_s = time.monotonic() + ctx.settings.reconcile_interval_s
            await reconcile_all(ctx)
        else:
            await reconcile_calls(ctx, await _unsettled_calls(ctx))

    async def _tend_rooms(self, ctx: Context) -> None:
        rooms = await ctx.rooms.list_rooms()
        with kept_apart("orders_not_compared"):
            await correct_orders(ctx, rooms)
        with kept_apart("rooms_not_swept"):
            await self._sweep.run(ctx, rooms)


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
    looked_s = time.monotonic()
    try:
        report = await look_into(ctx, rooms)
    except RoomUnserved:
        await _make_again(ctx, call, transfer, rooms)
        raise  # who is in there is seen in the next round
    await compare_attendance(ctx, call_id, report, looked_s)
    if is_stale(looked_s):
        return
    if transfer is not None and moving:
        await confirm_moves(ctx, transfer.id, Sightings.of(transfer, report))
    await _settle_people(ctx, call_id, report)


async def _make_again(
    ctx: Context, call: Call, transfer: Transfer | None, room_names: Iterable[str]
) -> None:
    """On a server that lives. What is there already stays as it is."""
    log.warning("rooms_made_again", call_id=call.id)
    for name in room_names:
        await ctx.rooms.ensure_room(name, orders_of(call, transfer, name))


async def reconcile_calls(ctx: Context, call_ids: Iterable[str]) -> None:
    """Reconcile these calls. A call that fails does not stop the others."""

    async def one(call_id: str) -> None:
        with kept_apart("reconcile_call_failed", call_id=call_id):
            await reconcile_call(ctx, call_id)

    await for_each(call_ids, one)


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
            with kept_apart("person_not_settled", call_id=call_id, identity=person.identity):
                if person.identity not in known:
                    log.info("stranger_removed", call_id=call_id, identity=person.identity)
                    await ctx.rooms.remove_participant(room_name, person.identity)
                elif not person.can_listen:
                    log.info("listening_allowed", call_id=call_id, identity=person.identity)
                    await ctx.rooms.let_listen(room_name, person.identity)
