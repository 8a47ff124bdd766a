"""Keeping what was to be listened to in a call, while it is on hold or its agents consult.

Looked at every second and with each report, so that it is known afterwards, whatever became of
the call workers meanwhile.
"""

from __future__ import annotations

from sqlalchemy import and_, select

from warm_transfer.actions.context import Context
from warm_transfer.actions.coverage_rows import asides_of, coverage_of, lock_coverage, store
from warm_transfer.db.models import Call, TranscriptCoverage, Transfer
from warm_transfer.domain.asides import Aside, up_to_date
from warm_transfer.domain.transfer import TransferState

# With the caller on hold, whoever has come to the destination talks there.
TALKING_APART = (TransferState.CONSULTING, TransferState.MOVING)


def current_aside(call: Call, transfer: Transfer | None) -> Aside | None:
    """None while the call's own room is to be listened to. `transfer` is the open one."""
    if call.held_since is None:
        return None
    since_s = max(0.0, (call.held_since - call.created_at).total_seconds())
    return Aside(since_s, None, _destination(call, transfer))


def room_to_hear(call: Call, transfer: Transfer | None) -> str:
    """While the caller is just on hold that is still their room: its worker plays the music."""
    return _destination(call, transfer) or call.room_name


async def note_asides(ctx: Context) -> None:
    """Store which calls have been put on hold or taken off it, or to a consult."""
    live = (
        select(Call, Transfer, TranscriptCoverage)
        .join(TranscriptCoverage, TranscriptCoverage.call_id == Call.id)
        .outerjoin(Transfer, and_(Transfer.call_id == Call.id, Transfer.ended_at.is_(None)))
        .where(Call.ended_at.is_(None))
    )
    now = ctx.clock()
    changed: dict[str, tuple[Aside | None, float]] = {}
    async with ctx.db.read() as session:
        for call, transfer, row in await session.execute(live):
            aside, now_s = current_aside(call, transfer), (now - call.created_at).total_seconds()
            if up_to_date(asides_of(row), aside, now_s) != asides_of(row):
                changed[call.id] = aside, now_s
    if not changed:
        return
    async with ctx.db.unit_of_work() as uow:
        for call_id, row in (await lock_coverage(uow, changed.keys())).items():
            asides = up_to_date(asides_of(row), *changed[call_id])
            await store(uow, row, coverage_of(row), asides)


def _destination(call: Call, transfer: Transfer | None) -> str | None:
    if call.held_since is None or transfer is None or transfer.state not in TALKING_APART:
        return None
    return transfer.destination_room
