"""A call gets its call worker, however late one comes and however it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from livekit import api

from tests.integration.calls.conftest import Open
from tests.support.api import settings_for
from tests.support.call_center import CallCenter, begin_consult
from tests.support.livekit_server import KEY, SECRET
from tests.support.participant import Json, Participant
from tests.support.refusing_livekit import RefusingLiveKit
from tests.support.waiting import until
from warm_transfer.actions.worker_watch import PATIENCE_S
from warm_transfer.services.livekit.rooms import CALL_WORKER_NAME, HOLD_MUSIC_NAME
from warm_transfer.worker.main import run_worker

FROM_THE_START_S = 600  # longer than any of these calls


@asynccontextmanager
async def running_worker(
    center: CallCenter, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[None]:
    """One that LiveKit knows and that cannot reach the API."""
    caplog.set_level(logging.INFO, "livekit.agents")
    caplog.set_level(logging.INFO, "warm_transfer.worker")

    def count(event: str) -> int:
        return sum(event in record.message for record in caplog.records)

    async def registered() -> bool:
        return count("registered worker") > 0

    async def seated() -> bool:
        return count("room_attached") >= count("received job request")

    settings = settings_for(
        data_dir,
        livekit_ws_url=center.livekit.url,
        livekit_api_key=KEY,
        livekit_api_secret=SECRET,
        stt_providers=["local"],
    )
    worker = asyncio.create_task(run_worker(settings))
    try:
        await until(registered, "register the worker")
        yield
        # One that is stopped while it enters a room has the SDK end the whole process later.
        await until(seated, "the worker has entered the rooms it was sent to")
    finally:
        worker.cancel()
        await asyncio.wait([worker])


async def workers_in(center: CallCenter, room: str) -> list[str]:
    names = [info.identity for info in await everybody_in(center, room)]
    return [name for name in names if name.startswith(CALL_WORKER_NAME)]


async def music_in(center: CallCenter, room: str) -> set[str]:
    """Who plays it."""
    playing = [info.identity for info in await everybody_in(center, room) if info.tracks]
    return {name for name in playing if name.startswith(HOLD_MUSIC_NAME)}


async def everybody_in(center: CallCenter, room: str) -> list[api.ParticipantInfo]:
    url = center.livekit.url.replace("ws", "http", 1)
    async with api.LiveKitAPI(url, KEY, SECRET) as client:
        listed = await client.room.list_participants(api.ListParticipantsRequest(room=room))
    return list(listed.participants)


async def the_worker_in(center: CallCenter, room: str) -> str:
    (name,) = await until(lambda: workers_in(center, room), "a call worker is in the room")
    return name


async def listens(
    center: CallCenter, room: str, *, worker: str = "w1", since_s: float = FROM_THE_START_S
) -> None:
    """Report as a call worker does that has listened there for so many seconds."""
    stay = {"room_name": room, "began_ago_s": since_s, "complete_ago_s": 0, "listening": True}
    body = {"worker_id": worker, "rooms": [stay]}
    answer = await center.api.worker().post("/api/worker/heartbeat", json=body)
    assert answer.json() == {"leave": []}


async def gaps(agent: Participant, call_id: str) -> list[Json]:
    return list((await agent.get(f"/calls/{call_id}/transcript"))["gaps"])


async def test_a_worker_that_starts_after_the_call_is_sent_to_it(
    open_center: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    center = await open_center(stt_providers=["local"], reconcile_interval_s=1)
    caller = await center.call_with(await center.agent("ana"))
    room = (await caller.connection())["current"]["room_name"]
    assert not await center.ctx.rooms.has_call_worker(room)
    async with running_worker(center, tmp_path, caplog):
        await until(lambda: center.ctx.rooms.has_call_worker(room), "a call worker is in the room")
        people = (await caller.get(f"/calls/{caller.call_id}/caller"))["agents"]
        assert [person["name"] for person in people] == ["Ana"]


async def test_a_room_that_livekit_cannot_look_into_keeps_no_worker_from_the_others(
    open_center: Open, front: RefusingLiveKit, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    center = await open_center(
        stt_providers=["local"], reconcile_interval_s=1, livekit_api_url=front.url
    )
    callers = [await center.call_with(await center.agent(name)) for name in ("ana", "bea")]
    one, other = [(await caller.connection())["current"]["room_name"] for caller in callers]
    for refused, served in ((one, other), (other, one)):  # whichever is looked after first
        front.refuse("ListParticipants", refused)

        async def has_come(room: str = served) -> list[str]:
            return await workers_in(center, room)

        async with running_worker(center, tmp_path, caplog):
            await until(has_come, "a call worker is there")
        caplog.clear()


async def test_a_lost_worker_that_cannot_be_removed_is_replaced_all_the_same(
    open_center: Open, front: RefusingLiveKit, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    center = await open_center(
        stt_providers=["local"], reconcile_interval_s=1, livekit_api_url=front.url
    )
    async with running_worker(center, tmp_path, caplog):
        caller = await center.call_with(await center.agent("ana"))
        room = (await caller.connection())["current"]["room_name"]
        first = await the_worker_in(center, room)
        front.refuse("RemoveParticipant", room)
        await listens(center, room)

        async def another_came() -> bool:
            return any(worker != first for worker in await workers_in(center, room))

        await until(another_came, "another call worker is in the room")


async def test_where_nobody_ever_came_all_is_marked_as_missing(open_center: Open) -> None:
    center = await open_center(stt_providers=["local"], reconcile_interval_s=1)
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    room = (await caller.connection())["current"]["room_name"]

    (gap,) = await until(lambda: gaps(ana, caller.call_id), "a gap that goes on")
    assert gap["start_s"] < 5
    assert gap["end_s"] is None
    await listens(center, room, since_s=0)
    (gap,) = await gaps(ana, caller.call_id)
    assert gap["end_s"] > PATIENCE_S


async def test_a_worker_that_is_heard_of_no_more_is_replaced(
    open_center: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """LiveKit still has the first one in the room, as it has a dead one for 21 s."""
    center = await open_center(stt_providers=["local"], reconcile_interval_s=1)
    async with running_worker(center, tmp_path, caplog):
        ana = await center.agent("ana")
        caller = await center.call_with(ana)
        room = (await caller.connection())["current"]["room_name"]
        first = await the_worker_in(center, room)
        await listens(center, room)

        async def replaced() -> bool:
            there = await workers_in(center, room)
            return bool(there) and first not in there

        await until(replaced, "another call worker is in the room")
        (gap,) = await gaps(ana, caller.call_id)
        assert gap["end_s"] is None
        await listens(center, room, worker="w2", since_s=0)
        (gap,) = await gaps(ana, caller.call_id)
        assert gap["end_s"] is not None


@pytest.mark.parametrize("lives", [False, True], ids=["killed", "elsewhere"])
async def test_one_that_is_lost_in_a_consult_is_replaced_at_the_caller_too(
    open_center: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture, lives: bool
) -> None:
    """Where the music plays nobody could be missed. One that still reports from there lives."""
    center = await open_center(stt_providers=["local"], reconcile_interval_s=1)
    async with running_worker(center, tmp_path, caplog):
        ana, bea = await center.agent("ana"), await center.agent("bea")
        caller = await center.call_with(ana)
        await begin_consult(center, ana, bea)
        rooms = [(await who.connection())["current"]["room_name"] for who in (caller, bea)]
        music = await until(lambda: music_in(center, rooms[0]), "the caller hears music")
        first, other = [await the_worker_in(center, room) for room in rooms]
        await listens(center, rooms[1])

        async def replaced() -> bool:
            if lives:
                await listens(center, rooms[0])
            there = await workers_in(center, rooms[1])
            return bool(there) and other not in there

        await until(replaced, "another call worker is with the agents")
        if lives:
            assert await workers_in(center, rooms[0]) == [first]
            assert await music_in(center, rooms[0]) == music
            return

        async def plays_again() -> bool:
            return bool(await music_in(center, rooms[0]) - music)

        await until(plays_again, "another one plays the music")


async def test_a_worker_that_is_heard_of_is_left_alone(
    open_center: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    center = await open_center(stt_providers=["local"], reconcile_interval_s=1)
    async with running_worker(center, tmp_path, caplog):
        ana = await center.agent("ana")
        caller = await center.call_with(ana)
        room = (await caller.connection())["current"]["room_name"]
        before = await until(lambda: workers_in(center, room), "a call worker is in the room")
        for _ in range(2 * int(PATIENCE_S)):
            await listens(center, room)
            await asyncio.sleep(0.5)
        assert await workers_in(center, room) == before
        assert await gaps(ana, caller.call_id) == []
