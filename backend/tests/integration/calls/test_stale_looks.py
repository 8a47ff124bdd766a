"""A process may be stopped between a look and what follows from it, while another one goes on."""

from __future__ import annotations

import time

from tests.integration.calls.conftest import Open
from tests.support.call_center import CallCenter
from warm_transfer.actions.attendance import STALE_AFTER_S, RoomReport, compare_attendance
from warm_transfer.actions.call_rows import stays_of
from warm_transfer.actions.overdue import push_on
from warm_transfer.db.models import Call, Transfer


async def test_a_deadline_that_an_answer_has_put_off_is_not_kept(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    async with center.ctx.db.read() as session:
        call = await session.get_one(Call, caller.call_id)
        seen = await session.get_one(Transfer, offered["id"])
        session.expunge_all()
    seen.deadline_at = center.ctx.clock()
    await bea.accept(offered)
    await push_on(center.ctx, call, seen)
    assert (await ana.get(f"/transfers/{offered['id']}"))["state"] == "moving"


async def test_nobody_is_missed_by_an_old_look_into_the_room(open_center: Open) -> None:
    center = await open_center(reconcile_interval_s=60)  # nobody else looks meanwhile
    caller = await center.call_with(await center.agent("ana"))
    room = (await caller.connection())["current"]["room_name"]
    empty: RoomReport = {room: []}

    async def missed() -> set[str]:
        async with center.ctx.db.read() as session:
            stays = await stays_of(session, caller.call_id)
        return {stay.identity for stay in stays if stay.away_since is not None}

    now_s = time.monotonic()
    await compare_attendance(center.ctx, caller.call_id, empty, now_s - STALE_AFTER_S - 1)
    assert await missed() == set()
    await compare_attendance(center.ctx, caller.call_id, empty, now_s)
    assert caller.identity in await missed()
