"""Restarts of ours and of LiveKit's, lost webhooks, and what a crash leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import CallCenter, move
from tests.support.faults import fault
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.participant import Json
from tests.support.waiting import until
from warm_transfer.actions import reconcile
from warm_transfer.actions.apart import AT_ONCE
from warm_transfer.actions.context import Context
from warm_transfer.db.models import Transfer


@pytest.fixture
async def own_livekit(tmp_path: Path) -> AsyncIterator[LiveKitServer]:
    """One that may be killed."""
    async with LiveKitServer(tmp_path) as server:
        yield server


@pytest.fixture
async def own_center(tmp_path: Path, own_livekit: LiveKitServer) -> AsyncIterator[CallCenter]:
    settings = {
        "livekit_ws_url": own_livekit.url,
        "livekit_api_key": KEY,
        "livekit_api_secret": SECRET,
        "offer_timeout_s": 5,
        "reconcile_interval_s": 1,
    }
    async with CallCenter(tmp_path, own_livekit, settings) as center:
        yield center


async def crash_left(center: CallCenter, transfer: Json, **values: Any) -> None:
    """The transfer's row as it is when the process dies before its next step."""
    async with center.ctx.db.unit_of_work() as uow:
        row = await uow.session.get_one(Transfer, transfer["id"])
        row.created_at = uow.now - timedelta(seconds=10)
        for name, value in values.items():
            setattr(row, name, value)


async def test_an_offer_outlives_a_restart(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await center.stop()
    await center.start()
    assert [transfer["id"] for transfer in await bea.open_transfers()] == [offered["id"]]
    await bea.accept(offered)
    await move(caller, ana, bea)
    assert (await ana.get(f"/transfers/{offered['id']}"))["state"] == "introducing"


async def test_a_deadline_that_passed_meanwhile_is_kept(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await center.make_overdue(offered)
    await center.stop()
    await center.start()
    await center.transfer_is(ana, offered, "no_answer")
    assert (await caller.get("/calls/current"))["status"] == "connected"


async def test_a_transfer_whose_room_was_never_reported_goes_on(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    offered = await ana.offer(bea)
    await center.stop()
    await center.start()
    await crash_left(center, offered, state="preparing")
    again = await center.transfer_is(ana, offered, "offered")
    assert (await bea.accept(again))["transfer"]["state"] == "moving"


@fault(
    3,
    done="the API stops half-way through taking a transfer back",
    seen="it is taken back for good: `declined`, and one room is left",
)
async def test_a_reverting_that_was_cut_short_is_finished(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    offered = await ana.offer(bea)
    await center.stop()
    await center.start()
    await crash_left(center, offered, state="reverting", outcome="declined")
    over = await center.transfer_is(ana, offered, "declined")
    assert over["outcome"] == "declined"
    assert len(await center.open_rooms()) == 1


@fault(
    2,
    done="the API is down while caller and Ana move",
    seen="it adopts what LiveKit reports, and the introduction begins",
)
async def test_a_move_that_happened_during_a_restart_is_adopted(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    places = [(who, await who.connection()) for who in (caller, ana)]
    await center.stop()
    for who, place in places:
        await who.connect(place["destination"])
        await who.disconnect(place["current"]["room_name"])
    await center.start()
    await center.transfer_is(ana, offered, "introducing")
    seen = await caller.get("/calls/current")
    assert [agent["name"] for agent in seen["agents"]] == ["Ana", "Bea"]


async def test_the_origin_is_closed_also_after_a_restart(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await move(caller, ana, bea)
    await center.stop()
    await center.livekit.rooms.delete_room("room_nobodys")
    await center.livekit.create_room("room_nobodys")  # not ours, though it looks like it
    await center.start()
    destination = (await caller.connection())["current"]["room_name"]

    async def origin_is_closed() -> bool:
        return await center.open_rooms() == {destination, "room_nobodys"}

    await until(origin_is_closed, "only the destination and the other's room are left")
    await center.livekit.rooms.delete_room("room_nobodys")
    assert caller.is_connected(destination)


@fault(
    4,
    done="eight comparisons of one move at the same moment",
    seen="one of them acts: the introduction begins once",
)
async def test_two_reconcilers_at_once_have_one_effect(open_center: Open) -> None:
    center = await open_center(reconcile_interval_s=1)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    for who in (caller, ana):
        place = await who.connection()
        await who.connect(place["destination"])
        await who.disconnect(place["current"]["room_name"])
    await asyncio.gather(*(reconcile.reconcile_all(center.ctx) for _ in range(8)))
    await center.transfer_is(ana, offered, "introducing")
    types = [event.type for event in await center.events() if event.transfer_id]
    assert types.count("transfer.introducing") == 1


async def test_a_reconciler_that_is_stopped_ends_after_all_it_has_begun(
    center: CallCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: set[str] = set()
    ended: set[str] = set()

    async def slowly(_ctx: Context, call_id: str) -> None:
        begun.add(call_id)
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):  # closing a database connection takes some turns of the loop
                await asyncio.sleep(0)
            ended.add(call_id)

    monkeypatch.setattr(reconcile, "reconcile_call", slowly)
    calls = [f"call-{number}" for number in range(AT_ONCE + 1)]  # one has to wait
    reconciling = asyncio.create_task(reconcile.reconcile_calls(center.ctx, calls))

    async def busy() -> bool:
        return len(begun) == AT_ONCE

    await until(busy, "it looks at as many calls as it may")
    reconciling.cancel()
    await asyncio.wait([reconciling])
    assert ended == begun


async def test_livekit_is_killed_and_comes_back(own_center: CallCenter) -> None:
    center = own_center
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await center.livekit.kill()
    refused = await caller.post(f"/calls/{caller.call_id}/connection", expect=503)
    assert refused["code"] == "livekit_unavailable"
    await center.livekit.start()
    await center.agent_sees(
        ana,
        caller.call_id,
        lambda call: {person["state"] for person in call["participants"]} == {"away"},
    )
    for who in (caller, ana):
        await who.disconnect()  # or the old connection would go on trying, and push out the new
        await who.connect((await who.connection())["current"])
    seen = await center.caller_sees(caller, lambda call: call["status"] == "connected")
    assert [agent["name"] for agent in seen["agents"]] == ["Ana"]


async def test_a_deadline_is_kept_without_livekit(own_center: CallCenter) -> None:
    center = own_center
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await center.livekit.kill()
    await center.transfer_is(ana, offered, "reverting")
    call = await ana.get(f"/calls/{caller.call_id}")
    assert {person["state"] for person in call["participants"]} == {"present"}
    await center.livekit.start()
    await center.transfer_is(ana, offered, "no_answer")


async def test_a_transfer_without_livekit_fails_and_says_so(own_center: CallCenter) -> None:
    center = own_center
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    await center.livekit.kill()
    body = {"target": {"agent_id": bea.id}}
    refused = await ana.post(f"/calls/{caller.call_id}/transfers", body, expect=503)
    assert refused["code"] == "livekit_unavailable"
    await center.livekit.start()
    detail = await center.agent_sees(
        ana, caller.call_id, lambda call: call["open_transfer_id"] is None
    )
    assert [transfer["outcome"] for transfer in detail["transfers"]] == ["failed"]
    assert detail["transfers"][0]["reason"] == refused["detail"]


async def test_accepting_without_livekit_leaves_the_caller_where_they_are(
    own_center: CallCenter,
) -> None:
    center = own_center
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = (await caller.connection())["current"]["room_name"]
    offered = await ana.offer(bea)
    await center.livekit.kill()
    await bea.post(f"/transfers/{offered['id']}/accept")
    await center.livekit.start()
    over = await center.transfer_is(ana, offered, "failed")
    assert over["reason"] == "The audio server cannot be reached. Try again in a moment."
    assert (await caller.connection())["current"]["room_name"] == origin
    assert (await bea.get("/me"))["presence"] == "available"
