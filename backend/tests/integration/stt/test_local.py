"""The local engine on real sound: speech is heard, and nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import livekit.agents
import numpy as np
import pytest
from faster_whisper import decode_audio
from livekit import rtc
from livekit.agents import stt
from numpy.typing import NDArray

from tests.support.speech import SAMPLE_RATE, recording, sentences, word_error_rate
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.failover import SpeechToText
from warm_transfer.services.stt.local import LocalProvider

Samples = NDArray[np.int16]
FRAME = SAMPLE_RATE // 50
SECONDS = 8
SOUNDS = Path(livekit.agents.__file__).parent / "resources"  # music and noises of the framework
TIME_S = np.arange(SAMPLE_RATE * SECONDS) / SAMPLE_RATE
NOISE = np.random.default_rng(7).standard_normal(len(TIME_S))


@pytest.fixture(scope="module")
async def engine() -> AsyncIterator[SpeechToText]:
    local = SpeechToText([LocalProvider(WhisperEngine())])
    yield local
    await local.aclose()


async def events_of(engine: SpeechToText, samples: Samples) -> list[stt.SpeechEvent]:
    """What a stream tells of a recording that is given to it faster than real time."""
    stream = engine.stream()
    for index in range(0, len(samples), FRAME):
        chunk = samples[index : index + FRAME]
        stream.push_frame(rtc.AudioFrame(chunk.tobytes(), SAMPLE_RATE, 1, len(chunk)))
    stream.end_input()
    events = [event async for event in stream]
    await stream.aclose()
    return events


def finals(events: list[stt.SpeechEvent]) -> list[stt.SpeechData]:
    wanted = stt.SpeechEventType.FINAL_TRANSCRIPT
    return [event.alternatives[0] for event in events if event.type is wanted]


@pytest.mark.parametrize("name", ["caller.wav", "agent-a.wav", "agent-b.wav"])
async def test_speech_is_heard_sentence_by_sentence(engine: SpeechToText, name: str) -> None:
    heard = finals(await events_of(engine, recording(name)))
    assert len(heard) == len(sentences(name))
    text = " ".join(data.text for data in heard)
    assert word_error_rate(" ".join(sentences(name)), text) < 0.1, text
    assert all(0.3 < data.confidence <= 1 for data in heard)
    times = [time for data in heard for time in (data.start_time, data.end_time)]
    assert times == sorted(times)


async def test_events_of_one_utterance_come_before_those_of_the_next(engine: SpeechToText) -> None:
    events = await events_of(engine, recording("agent-a.wav"))
    ids = list(dict.fromkeys(event.request_id for event in events))
    assert [event.request_id for event in events] == sorted(
        (event.request_id for event in events), key=ids.index
    )
    for utterance_id in ids:
        kinds = [event.type for event in events if event.request_id == utterance_id]
        assert kinds[0] is stt.SpeechEventType.START_OF_SPEECH
        assert kinds[-2:] == [
            stt.SpeechEventType.FINAL_TRANSCRIPT,
            stt.SpeechEventType.END_OF_SPEECH,
        ]


@pytest.mark.parametrize(
    ("sound", "samples"),
    [
        ("silence", np.zeros(len(TIME_S))),
        ("one tone", 0.3 * np.sin(2 * np.pi * 440 * TIME_S)),
        ("dial tone", 0.2 * (np.sin(700 * np.pi * TIME_S) + np.sin(880 * np.pi * TIME_S))),
        ("ringing", 0.3 * np.sin(880 * np.pi * TIME_S) * (TIME_S % 4 < 2)),
        ("chord", sum(0.1 * np.sin(2 * np.pi * hz * TIME_S) for hz in (262, 330, 392))),
        ("noise", 0.1 * NOISE),
        ("bursts of noise", 0.3 * NOISE * (TIME_S % 1 < 0.15)),
    ],
)
async def test_what_is_not_speech_gives_no_text(
    engine: SpeechToText, sound: str, samples: NDArray[np.float64]
) -> None:
    heard = finals(await events_of(engine, (samples * 32767).astype(np.int16)))
    assert heard == [], sound


@pytest.mark.parametrize("file", ["hold_music.ogg", "keyboard-typing.ogg", "office-ambience.ogg"])
async def test_hold_music_and_noises_give_no_text(engine: SpeechToText, file: str) -> None:
    sound = decode_audio(str(SOUNDS / file), sampling_rate=SAMPLE_RATE)[: SAMPLE_RATE * 20]
    heard = finals(await events_of(engine, (sound * 32767).astype(np.int16)))
    assert heard == []


async def test_a_whole_recording_can_be_read_at_another_rate(engine: SpeechToText) -> None:
    samples = recording("agent-a.wav")
    frame = rtc.AudioFrame(samples.tobytes(), SAMPLE_RATE, 1, len(samples))
    resampler = rtc.AudioResampler(SAMPLE_RATE, 48_000)
    event = await engine.recognize([*resampler.push(frame), *resampler.flush()])
    said = " ".join(sentences("agent-a.wav"))
    assert word_error_rate(said, event.alternatives[0].text) < 0.1


async def test_partials_give_way_to_a_final() -> None:
    whisper = WhisperEngine(threads=1)
    samples = recording("agent-a.wav")[: 2 * SAMPLE_RATE]
    assert await whisper.partial(samples)
    final = asyncio.create_task(whisper.final(samples))
    await asyncio.sleep(0)  # lets the final begin
    assert await whisper.partial(samples) is None
    assert await final
    whisper.close()
