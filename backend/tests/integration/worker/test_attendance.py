"""What the worker tells of the rooms it listens in, from which the API knows what nobody heard."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from livekit import api, rtc

from tests.integration.worker.conftest import Stage
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.speech import SAMPLE_RATE, recording, sentences
from tests.support.voice import Voice
from tests.support.waiting import PATIENCE_S, until
from warm_transfer.domain.coverage import TOLERANCE_S
from warm_transfer.services.livekit.rooms import CALL_WORKER_NAME
from warm_transfer.worker import heartbeat
from warm_transfer.worker.room_link import RoomLink

CUT_S = 4.6  # into agent-a.wav, in the middle of a sentence
SOON_S = 1.0  # of a request to come, on a busy machine


async def told(stage: Stage, room: str) -> list[dict[str, Any]]:
    """The next that the worker tells of a room."""
    before = len(stage.desk.heartbeats)

    async def news() -> list[dict[str, Any]] | None:
        return stage.desk.stays(room) if len(stage.desk.heartbeats) > before else None

    return await until(news, "tell of the room")


async def test_it_tells_since_when_it_listens(stage: Stage) -> None:
    room = await stage.room("call-1")
    (first,) = await told(stage, room)
    (second,) = await told(stage, room)
    assert first["listening"]
    assert second["began_ago_s"] > first["began_ago_s"]
    assert (first["complete_ago_s"], second["complete_ago_s"]) == (0.0, 0.0)


async def test_a_sentence_does_not_count_while_it_is_spoken(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)
    speaking = asyncio.create_task(caller.say(recording("agent-a.wav")))

    async def under_way() -> bool:
        return any(stay["complete_ago_s"] > 1.0 for stay in stage.desk.stays(room))

    await until(under_way, "tell that a sentence is under way", poll_s=0.02)
    await speaking


async def test_it_is_told_at_once_that_a_sentence_has_been_reported(
    stage: Stage, caller: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "LISTENING_INTERVAL_S", 2 * PATIENCE_S)
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)
    before = len(stage.desk.heartbeats)
    await caller.say(recording("agent-a.wav"))
    await stage.desk.received("call-1", sentences("agent-a.wav")[-1])

    async def complete() -> bool:
        if len(stage.desk.heartbeats) == before:
            return False
        return [stay["complete_ago_s"] for stay in stage.desk.stays(room)] == [0.0]

    await until(complete, "tell that all was reported")


async def test_it_says_up_to_when_it_listened_before_it_stops(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)
    await caller.say(recording("agent-a.wav")[: int(CUT_S * SAMPLE_RATE)])
    clock = asyncio.get_running_loop().time
    stopped_s = clock()
    stage.worker.cancel()
    await asyncio.wait([stage.worker])
    took_s = clock() - stopped_s
    (stay,) = stage.desk.stays(room)
    assert not stay["listening"]
    assert took_s - SOON_S < stay["complete_ago_s"] < took_s + SOON_S


async def test_a_room_that_has_ended_is_told_of_once_more(stage: Stage) -> None:
    room = await stage.room("call-1")
    await told(stage, room)
    await stage.server.rooms.delete_room(room)

    async def over() -> bool:
        return any(not stay["listening"] for stay in stage.desk.stays(room))

    async def forgotten() -> bool:
        return not stage.desk.stays(room)

    await until(over, "tell that it listens there no more")
    await until(forgotten, "tell of the room no more")


async def test_it_leaves_a_room_in_which_another_listens(stage: Stage) -> None:
    room = await stage.room("call-1")
    stage.desk.occupied.append(room)

    async def left() -> bool:
        return not await stage.server.rooms.has_call_worker(room)

    await until(left, "leave the room")


async def test_sent_twice_into_a_room_it_sits_there_once(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)
    (before,) = await workers_in(stage.server, room)
    await stage.server.rooms.send_call_worker(room)

    async def replaced() -> bool:
        return before not in (there := await workers_in(stage.server, room)) and len(there) == 1

    await until(replaced, "have the second one alone")
    await caller.say(recording("agent-b.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-b.wav")[-1])
    assert all(one["end_s"] <= other["start_s"] for one, other in pairwise(segments))


async def test_a_connection_that_is_renewed_loses_nothing(
    livekit: LiveKitServer, caller: Voice
) -> None:
    """LiveKit takes some 3 s to renew its signalling, while the sound goes on."""
    room, link = "room_of_the_link", RoomLink()
    await livekit.create_room(room)
    token = livekit.tokens.mint("worker", "Worker", room, {})
    await link.connect(livekit.url, token, subscribe=True)
    link.listen(Deaf())
    await caller.join(room)
    noise = np.random.default_rng(7).integers(-3000, 3000, 60 * SAMPLE_RATE).astype(np.int16)
    speaking = asyncio.create_task(caller.say(noise))
    await link._room.simulate_scenario(rtc.SimulateScenarioKind.SIMULATE_SIGNAL_RECONNECT)

    async def renewed() -> bool:
        return len(link.hearing.stretches) == 2

    await until(renewed, "the connection is renewed")
    before, after = link.hearing.stretches
    assert before.ended_s is not None
    assert after.began_s - before.ended_s < TOLERANCE_S
    speaking.cancel()
    await link.close()


class Deaf:
    """A listener for whom it is enough that sound comes."""

    def source_added(self, identity: str, source: str, *, private: bool) -> None: ...

    def source_removed(self, source: str) -> None: ...

    def heard(self, source: str, frame: rtc.AudioFrame) -> None: ...


async def workers_in(server: LiveKitServer, room: str) -> list[str]:
    async with api.LiveKitAPI(server.url.replace("ws", "http", 1), KEY, SECRET) as client:
        listed = await client.room.list_participants(api.ListParticipantsRequest(room=room))
    names = [info.identity for info in listed.participants]
    return [name for name in names if name.startswith(CALL_WORKER_NAME)]
