"""A call moves to another room in the middle of a sentence, and its transcript does not notice."""

from __future__ import annotations

import asyncio

from tests.integration.worker.conftest import Stage
from tests.support.speech import SAMPLE_RATE, recording, sentences, word_error_rate
from tests.support.voice import Voice
from tests.support.waiting import until

MID_SENTENCE_S = 11.5  # into caller.wav: "The second | payment was"


async def test_a_move_loses_and_doubles_no_word(stage: Stage, caller: Voice) -> None:
    origin = await stage.room("call-1")
    await caller.join(origin)
    await stage.hears(caller)
    destination = await stage.room("call-1")

    speech = recording("caller.wav")
    speaking = asyncio.create_task(caller.say(speech))
    await asyncio.sleep(MID_SENTENCE_S - 0.8)
    await caller.join(destination)
    await stage.hears(caller)
    await asyncio.sleep(1.0)  # both rooms carry the voice, as they do until the move is confirmed
    await stage.server.rooms.delete_room(origin)
    await speaking
    segments = await stage.desk.received("call-1", sentences("caller.wav")[-1])

    said = " ".join(sentences("caller.wav"))
    assert word_error_rate(said, stage.desk.text("call-1")) < 0.1, stage.desk.text("call-1")
    assert len(segments) == len(sentences("caller.wav"))
    assert {segment["identity"] for segment in segments} == {caller.identity}


async def test_after_a_reverted_move_the_origin_is_heard_again(stage: Stage, caller: Voice) -> None:
    origin = await stage.room("call-1")
    await caller.join(origin)
    await stage.hears(caller)
    destination = await stage.room("call-1")

    speech = recording("caller.wav")
    speaking = asyncio.create_task(caller.say(speech))
    await asyncio.sleep(MID_SENTENCE_S - 0.8)
    await caller.join(destination)
    await stage.hears(caller)
    await asyncio.sleep(1.0)
    await caller.leave(destination)
    await speaking
    segments = await stage.desk.received("call-1", sentences("caller.wav")[-1])

    said = " ".join(sentences("caller.wav"))
    assert word_error_rate(said, stage.desk.text("call-1")) < 0.25, stage.desk.text("call-1")
    assert len({segment["id"] for segment in segments}) == len(segments)


async def test_everybody_in_both_rooms_sees_the_partials(
    stage: Stage, caller: Voice, agent: Voice
) -> None:
    origin, destination = await stage.room("call-1"), await stage.room("call-1")
    await caller.join(origin)
    await stage.hears(caller)
    reader = await agent.join(destination)

    await caller.say(recording("agent-a.wav")[: 2 * SAMPLE_RATE])
    await stage.desk.received("call-1", sentences("agent-a.wav")[0])

    async def shown() -> bool:
        return any(partial.speaker == caller.identity for partial in reader.partials)

    await until(shown, "show what the caller says")


async def test_two_calls_do_not_mix(stage: Stage, caller: Voice, agent: Voice) -> None:
    first, second = await stage.room("call-1"), await stage.room("call-2")
    await caller.join(first)
    await agent.join(second)
    await stage.hears(caller)
    await stage.hears(agent)

    await asyncio.gather(caller.say(recording("agent-a.wav")), agent.say(recording("agent-b.wav")))
    one = await stage.desk.received("call-1", sentences("agent-a.wav")[-1])
    other = await stage.desk.received("call-2", sentences("agent-b.wav")[-1])

    assert {segment["identity"] for segment in one} == {caller.identity}
    assert {segment["identity"] for segment in other} == {agent.identity}
