"""What every provider has to do; the hosted ones against a server that speaks as theirs do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from livekit.agents import stt

from tests.integration.stt.conftest import PLUGIN, Make, transcript_of
from tests.support import streaming_plugin
from tests.support.faults import fault
from tests.support.speech import SAMPLE_RATE, recording, sentences, word_error_rate
from tests.support.transcription_service import (
    GROQ_PATH,
    KEY,
    OPENAI_PATH,
    Fault,
    TranscriptionService,
)
from tests.support.waiting import until
from warm_transfer.config import Settings
from warm_transfer.services.stt import failover
from warm_transfer.services.stt.base import Heard, Spoken
from warm_transfer.services.stt.plugin import PluginUnusable
from warm_transfer.services.stt.providers import create_stt
from warm_transfer.services.stt.segmenter import Utterance
from warm_transfer.services.stt.whisper import Whisper

PROVIDERS = ["local", "groq", "openai", PLUGIN]
ELSEWHERE = ["groq", "openai", PLUGIN]
SHORT_S = 1.5  # to wait for an answer that does not come; readings here take a part of that
REASONS = {
    Fault.HANGS: "no_answer",
    Fault.TOO_MANY: "rate_limited",
    Fault.ERROR: "broken",
    Fault.CUT: "unreachable",
    Fault.GARBAGE: "broken",
    Fault.NO_TEXT: "broken",
}


@pytest.mark.parametrize("name", PROVIDERS)
async def test_it_hears_sentence_by_sentence_and_tells_in_order(make: Make, name: str) -> None:
    engine = make(name)
    heard = await transcript_of(engine, recording("caller.wav"))
    assert len(heard.finals) == len(sentences("caller.wav"))
    assert word_error_rate(" ".join(sentences("caller.wav")), " ".join(heard.lines)) < 0.1
    times = [time for data in heard.finals for time in (data.start_time, data.end_time)]
    assert times == sorted(times)
    ids = list(dict.fromkeys(event.request_id for event in heard.events))
    assert len(ids) == len(heard.finals)
    for utterance_id in ids:
        kinds = [event.type for event in heard.events if event.request_id == utterance_id]
        assert kinds[0] is stt.SpeechEventType.START_OF_SPEECH
        assert kinds[-1] is stt.SpeechEventType.END_OF_SPEECH
    (report,) = engine.health.report()
    assert (report.resting, report.failures) == (None, {})
    assert report.answers == sum(report.buckets) == len(heard.finals)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_silence_costs_nothing(make: Make, service: TranscriptionService, name: str) -> None:
    engine = make(name)
    heard = await transcript_of(engine, np.zeros(5 * SAMPLE_RATE, np.int16))
    assert heard.events == []
    assert service.requests == []
    assert engine.health.report()[0].answers == 0


@pytest.mark.parametrize("name", ["local", PLUGIN])
async def test_who_reads_along_tells_partials(make: Make, name: str) -> None:
    heard = await transcript_of(make(name), recording("agent-a.wav"), in_real_time=True)
    wanted = stt.SpeechEventType.INTERIM_TRANSCRIPT
    assert any(event.type is wanted for event in heard.events)


@pytest.mark.parametrize(("name", "path"), [("groq", GROQ_PATH), ("openai", OPENAI_PATH)])
async def test_what_is_sent_is_what_the_service_documents(
    make: Make, service: TranscriptionService, name: str, path: str
) -> None:
    engine = make(name, stt_language="en", stt_vocabulary="Acme Router, Ines Duarte")
    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert service.refused == []
    assert len(service.requests) == len(heard.finals) == 3
    for request in service.requests:
        assert request.path == path
        assert request.fields["language"] == "en"
        assert "Acme Router, Ines Duarte" in request.fields["prompt"]


@pytest.mark.parametrize(("name", "path"), [("groq", GROQ_PATH), ("openai", OPENAI_PATH)])
async def test_without_a_language_none_is_named(
    make: Make, service: TranscriptionService, name: str, path: str
) -> None:
    await transcript_of(make(name), recording("agent-a.wav"))
    assert service.requests[0].path == path
    assert not {"language", "prompt"} & set(service.requests[0].fields)


@fault(
    17,
    done="a speech service hangs, refuses, breaks off or babbles at an utterance",
    seen="the next one reads its sound; no word is missing, none is there twice",
)
@pytest.mark.parametrize("trouble", list(Fault))
@pytest.mark.parametrize("name", ELSEWHERE)
async def test_the_next_one_takes_over_and_no_word_is_lost_or_doubled(
    make: Make,
    service: TranscriptionService,
    monkeypatch: pytest.MonkeyPatch,
    plain: list[str],
    name: str,
    trouble: Fault,
) -> None:
    engine = make(name, "local", stt_timeout_s=SHORT_S)
    service.fault = trouble
    monkeypatch.setattr(streaming_plugin, "FAULT", trouble)

    heard = await transcript_of(engine, recording("agent-a.wav"))

    assert heard.lines == plain
    first, second = engine.health.report()
    assert first.resting is not None
    assert first.failures
    assert second.answers == len(heard.finals)
    if name != PLUGIN:
        assert first.resting == REASONS[trouble]
        assert service.refused == []


async def test_a_failure_in_the_middle_of_a_call_is_made_good_and_ends(
    make: Make, service: TranscriptionService, plain: list[str]
) -> None:
    engine = make("groq", "openai")
    service.faults.extend([None, Fault.ERROR])

    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert heard.lines == plain
    paths = [request.path for request in service.requests]
    assert paths[:3] == [GROQ_PATH, GROQ_PATH, OPENAI_PATH]

    async def works() -> bool:
        return engine.health.report()[0].resting is None

    await until(works, "find that Groq works again")
    service.requests.clear()
    await transcript_of(engine, recording("agent-a.wav"))
    assert {request.path for request in service.requests} == {GROQ_PATH}


async def test_when_all_fail_the_words_wait_until_one_works(
    make: Make, service: TranscriptionService, plain: list[str]
) -> None:
    engine = make("groq", "openai")
    service.faults.extend([Fault.ERROR, Fault.TOO_MANY, Fault.CUT, Fault.GARBAGE])
    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert heard.lines == plain


async def test_sound_that_nobody_can_read_is_given_up(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the providers read other sound, such as that of a probe."""
    monkeypatch.setattr(failover, "ROUNDS_AFTER_S", (0.0, 2.5))

    def fail(whisper: Whisper, samples: np.ndarray) -> None:
        if len(samples) > SAMPLE_RATE:
            raise RuntimeError("out of memory")

    monkeypatch.setattr(Whisper, "read_carefully", fail)
    engine = make("local")
    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert heard.lines == []
    assert engine.health.report()[0].failures == {"broken": 6}


async def test_a_key_that_is_refused_is_told(make: Make, service: TranscriptionService) -> None:
    engine = make("groq", "local", groq_api_key="sk-wrong")
    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert len(heard.finals) == 3
    assert "invalid_api_key" in service.refused
    assert engine.health.report()[0].resting == "refused"


async def test_a_service_that_is_not_there_is_told(make: Make) -> None:
    engine = make("openai", "local", stt_openai_url="http://127.0.0.1:1/v1")
    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert len(heard.finals) == 3
    assert engine.health.report()[0].resting == "unreachable"


async def test_the_local_model_is_stood_in_for_too(
    make: Make, service: TranscriptionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which fails once, and then reads what the service asks of it."""
    engine = make("local", "groq")
    fails = [True]
    read = Whisper.read_carefully

    def fail_once(whisper: Whisper, samples: np.ndarray) -> Heard | None:
        if fails:
            fails.clear()
            raise RuntimeError("out of memory")
        return read(whisper, samples)

    monkeypatch.setattr(Whisper, "read_carefully", fail_once)
    heard = await transcript_of(engine, recording("agent-a.wav"))
    assert len(heard.finals) == 3
    assert service.requests
    assert engine.health.report()[0].failures == {"broken": 1}


async def test_a_plugin_is_known_by_its_import_name_alone(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key is in the environment, under the plugin's own name; without it the next one begins.

    Nothing is read here: this plugin leaves its connections to the garbage collector.
    """
    silence = Utterance(np.zeros(SAMPLE_RATE, np.int16), 0.0, 1.0)
    spoken = Spoken(look=lambda: silence, tell=lambda _text: None, language=None)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    engine = make("livekit.plugins.openai", "local")
    begun = engine.begin(spoken)
    assert begun is not None
    assert begun.provider.name == "local"
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    begun = make("livekit.plugins.openai", "local").begin(spoken)
    assert begun is not None
    assert begun.provider.name == "livekit.plugins.openai"


async def test_speakers_do_not_hold_up_each_other(
    make: Make, service: TranscriptionService
) -> None:
    engine = make("groq")
    names = ["caller.wav", "agent-a.wav", "agent-b.wav"]
    heard = await asyncio.gather(*(transcript_of(engine, recording(name)) for name in names))
    for name, transcript in zip(names, heard, strict=True):
        assert word_error_rate(" ".join(sentences(name)), " ".join(transcript.lines)) < 0.1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("livekit.plugins.nobody", "pip install livekit-plugins-nobody"),
        ("tests.support.speech", "has no speech to text"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(PluginUnusable, match=says):
        create_stt(Settings(_env_file=None, data_dir=tmp_path, stt_providers=[name]))
