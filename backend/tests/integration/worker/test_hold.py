"""A caller on hold hears music, alone and untranscribed; a consult stays among the agents."""

from __future__ import annotations

import asyncio

import numpy as np
from livekit import rtc

from tests.integration.worker.conftest import Stage
from tests.support.speech import SAMPLE_RATE, recording, sentences
from tests.support.voice import Seat, Voice
from tests.support.waiting import until

AUDIBLE = 200  # of 32768: well below the music, well above nothing
LISTEN_S = 0.5


async def loudness(room: rtc.Room) -> float:
    """How loud what comes from the room's one music track is; 0 where there is none to hear."""
    tracks = [
        publication.track
        for person in room.remote_participants.values()
        if person.attributes.get("kind") == "music"
        for publication in person.track_publications.values()
        if publication.track is not None and not publication.muted
    ]
    if not tracks:
        return 0.0
    stream = rtc.AudioStream.from_track(track=tracks[0], sample_rate=SAMPLE_RATE, num_channels=1)
    heard: list[np.ndarray] = []
    async for event in stream:
        heard.append(np.frombuffer(event.frame.data, np.int16))
        if sum(map(len, heard)) >= LISTEN_S * SAMPLE_RATE:
            break
    await stream.aclose()
    return float(np.sqrt(np.mean(np.concatenate(heard).astype(np.float64) ** 2)))


async def hears_music(seat: Seat) -> None:
    async def music() -> bool:
        return await loudness(seat.room) > AUDIBLE

    await until(music, "the caller hears music")


async def hears_none(seat: Seat) -> None:
    async def silence() -> bool:
        return await loudness(seat.room) < AUDIBLE

    await until(silence, "the music has ended")


async def test_the_caller_on_hold_hears_music_and_the_agent_none(
    stage: Stage, caller: Voice, agent: Voice
) -> None:
    room = await stage.room("call-1")
    callers_seat, agents_seat = await caller.join(room), await agent.join(room)
    await stage.order(room, "call-1", transcribe=False, music=True)
    await hears_music(callers_seat)
    assert await loudness(agents_seat.room) == 0

    await stage.order(room, "call-1")
    await hears_none(callers_seat)
    await stage.order(room, "call-1", transcribe=False, music=True)
    await hears_music(callers_seat)


async def test_a_worker_that_comes_later_plays_what_the_room_says(
    stage: Stage, caller: Voice
) -> None:
    room = await stage.room("call-1", transcribe=False, music=True)
    await hears_music(await caller.join(room))


async def test_music_is_nobody_who_could_be_in_the_call(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1", music=True)
    await hears_music(await caller.join(room))
    listed = await stage.server.rooms.list_participants(room)
    assert [person.identity for person in listed] == [caller.identity]


async def test_the_music_leaves_a_room_before_it_is_closed(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1", transcribe=False, music=True)
    seat = await caller.join(room)
    await hears_music(seat)
    left: list[str] = []
    seat.room.on("participant_disconnected", lambda person: left.append(person.attributes["kind"]))
    await stage.server.rooms.delete_room(room)
    assert left == ["music"]


async def test_a_caller_on_hold_is_not_transcribed(
    stage: Stage, caller: Voice, agent: Voice
) -> None:
    room = await stage.room("call-1", transcribe=False, music=True)
    await caller.join(room)
    await stage.hears(caller)
    await caller.say(recording("agent-a.wav"))
    await stage.order(room, "call-1")
    await agent.join(room)
    await stage.hears(agent)
    await agent.say(recording("agent-b.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-b.wav")[-1])
    assert {segment["identity"] for segment in segments} == {agent.identity}


async def test_a_consult_is_private_to_those_who_are_in_it(
    stage: Stage, caller: Voice, agent: Voice
) -> None:
    origin = await stage.room("call-1", transcribe=False, music=True)
    destination = await stage.room("call-1", private=True)
    reader = await caller.join(origin)
    in_consult = await agent.join(destination)
    await stage.hears(agent)

    await agent.say(recording("agent-a.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-a.wav")[-1])
    assert [segment["private"] for segment in segments] == [True] * len(segments)
    assert in_consult.partials
    assert reader.partials == []

    # The caller is brought in, and is there a moment before the call is.
    brought_in = await caller.join(destination)
    told = len(in_consult.partials)
    await agent.say(recording("agent-a.wav"))
    assert len(in_consult.partials) > told
    assert brought_in.partials == []

    # From now on they hear what is said, and it is theirs to read.
    await stage.order(destination, "call-1")
    await asyncio.sleep(1.0)
    await agent.say(recording("agent-b.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-b.wav")[-1])
    assert segments[-1]["private"] is False
