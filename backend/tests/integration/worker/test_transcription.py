"""What is said in a room is reported, with who said it and when, and shown while it is said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import groupby, pairwise

import numpy as np
import pytest

from tests.integration.worker.conftest import Stage
from tests.support.faults import fault
from tests.support.speech import (
    GOOD_ENOUGH,
    SAMPLE_RATE,
    lowest_error_rate,
    recording,
    sentences,
    word_error_rate,
)
from tests.support.voice import Voice
from tests.support.waiting import until
from warm_transfer.config import Settings
from warm_transfer.secrets_store import load_master_secret
from warm_transfer.services.stt.base import Heard
from warm_transfer.services.stt.whisper import Whisper
from warm_transfer.services.tokens import TokenKind, Tokens

CUT_S = 4.6  # into agent-a.wav, in the middle of a sentence
BEFORE_CUT = "I can see both payments"


async def test_two_speakers_are_told_apart(stage: Stage, caller: Voice, agent: Voice) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await agent.join(room)
    await stage.hears(caller)
    await stage.hears(agent)

    await caller.say(recording("caller.wav"))
    await agent.say(recording("agent-a.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-a.wav")[-1])

    for voice, name in ((caller, "caller.wav"), (agent, "agent-a.wav")):
        heard = " ".join(s["text"] for s in segments if s["identity"] == voice.identity)
        assert word_error_rate(" ".join(sentences(name)), heard) < 0.25, heard
    speakers = [segment["identity"] for segment in segments]
    assert [who for who, _ in groupby(speakers)] == [caller.identity, agent.identity]
    for before, after in pairwise(segments):
        assert before["end_s"] <= after["start_s"]
    call_lasted_s = (datetime.now(UTC) - stage.started_at).total_seconds()
    assert segments[-1]["end_s"] < call_lasted_s
    assert segments[-1]["end_s"] > segments[0]["start_s"] + 20  # seconds of speech, in real time


async def test_partials_are_shown_while_somebody_speaks(
    stage: Stage, caller: Voice, agent: Voice
) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    reader = await agent.join(room)
    await stage.hears(caller)

    await caller.say(recording("agent-a.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-a.wav")[-1])

    ids = [segment["id"] for segment in segments]

    async def all_shown() -> bool:
        return {partial.segment_id for partial in reader.partials if partial.final} >= set(ids)

    await until(all_shown, "show how each sentence ended")
    by_segment = {
        segment_id: list(partials)
        for segment_id, partials in groupby(reader.partials, lambda partial: partial.segment_id)
    }
    assert list(by_segment) == ids
    for segment in segments:
        *growing, last = by_segment[segment["id"]]
        assert growing
        assert not any(partial.final for partial in growing)
        assert (last.final, last.text) == (True, segment["text"])
        assert {partial.speaker for partial in by_segment[segment["id"]]} == {caller.identity}


async def test_a_room_that_is_not_to_be_transcribed_is_not(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1", transcribe=False)
    await caller.join(room)
    await stage.hears(caller)

    await caller.say(recording("agent-a.wav"))
    await stage.server.rooms.update_metadata(room, stage.metadata("call-1", transcribe=True))
    await caller.say(np.zeros(SAMPLE_RATE, np.int16))  # while the order travels
    await caller.say(recording("agent-b.wav"))
    await stage.desk.received("call-1", sentences("agent-b.wav")[-1])

    said = " ".join(sentences("agent-b.wav"))
    assert word_error_rate(said, stage.desk.text("call-1")) < 0.25, stage.desk.text("call-1")


async def test_a_muted_speaker_is_heard_again(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1")
    seat = await caller.join(room)
    await stage.hears(caller)

    first, second = recording("agent-a.wav"), recording("agent-b.wav")
    await caller.say(first[: int(CUT_S * SAMPLE_RATE)])
    seat.mute()
    await stage.desk.received("call-1", BEFORE_CUT)
    seat.unmute()
    began_s = (datetime.now(UTC) - stage.started_at).total_seconds()
    await caller.say(second)
    segments = await stage.desk.received("call-1", sentences("agent-b.wav")[-1])

    after = [segment for segment in segments if segment["end_s"] > began_s]
    heard = " ".join(segment["text"] for segment in after)
    assert word_error_rate(" ".join(sentences("agent-b.wav")), heard) < 0.25, heard


async def test_reports_are_sent_again_until_the_api_takes_them(stage: Stage, caller: Voice) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)
    stage.desk.status = 503

    await caller.say(recording("agent-a.wav"))
    stage.desk.status = 204
    segments = await stage.desk.received("call-1", sentences("agent-a.wav")[-1])

    assert stage.desk.refused
    ids = [segment["id"] for segment in segments]
    assert len(ids) == len(set(ids))
    said = " ".join(sentences("agent-a.wav"))
    assert word_error_rate(said, stage.desk.text("call-1")) < 0.25
    assert _is_service_token(stage.desk.accepted[0].authorization, stage.settings)


@fault(
    17,
    done="the speech engine fails over a sentence, twice",
    seen="its sound is sent again; no word is missing, none is there twice",
)
async def test_a_sentence_at_which_the_engine_failed_is_heard_again(
    stage: Stage, caller: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)
    failures = 0
    read = Whisper.read_carefully

    def fail_twice(whisper: Whisper, samples: np.ndarray) -> Heard | None:
        nonlocal failures
        if failures < 2:
            failures += 1
            raise RuntimeError("out of memory")
        return read(whisper, samples)

    monkeypatch.setattr(Whisper, "read_carefully", fail_twice)
    await caller.say(recording("agent-a.wav"))
    segments = await stage.desk.received("call-1", sentences("agent-a.wav")[-1])

    assert failures == 2
    said = " ".join(sentences("agent-a.wav"))
    assert word_error_rate(said, stage.desk.text("call-1")) < 0.25
    for before, after in pairwise(segments):
        assert before["end_s"] <= after["start_s"]


async def test_what_was_being_said_is_reported_when_the_worker_stops(
    stage: Stage, caller: Voice
) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    await stage.hears(caller)

    speech = recording("agent-a.wav")
    await caller.say(speech[: int(CUT_S * SAMPLE_RATE)])
    stage.worker.cancel()
    await asyncio.wait([stage.worker])

    assert lowest_error_rate(BEFORE_CUT, stage.desk.text("call-1")) < GOOD_ENOUGH


def _is_service_token(authorization: str, settings: Settings) -> bool:
    scheme, _, token = authorization.partition(" ")
    tokens = Tokens(load_master_secret(settings), lambda: datetime.now(UTC))
    return scheme == "Bearer" and tokens.verify(TokenKind.WORKER, token).kind == TokenKind.WORKER
