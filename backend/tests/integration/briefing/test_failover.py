"""When a writer fails, the next one writes; one that fails again and again is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.integration.briefing.conftest import TIMEOUT_S, Counted, settings_of
from tests.support.api import settings_for
from tests.support.chat_completions import GROQ, OPENAI, ChatCompletions, Trouble
from tests.support.dialogues import material
from tests.support.waiting import until
from warm_transfer.bootstrap import build_language_models
from warm_transfer.services.briefing.breaker import FAILURES
from warm_transfer.services.briefing.failover import FailoverWriter
from warm_transfer.services.briefing.failures import NobodyWrote
from warm_transfer.services.briefing.local import LocalBriefingWriter


@dataclass
class Pair:
    groq: ChatCompletions
    openai: ChatCompletions
    writer: FailoverWriter
    meter: Counted


@asynccontextmanager
async def pair(data_dir: Path) -> AsyncIterator[Pair]:
    async with ChatCompletions(GROQ) as groq, ChatCompletions(OPENAI) as openai:
        settings = settings_for(
            data_dir,
            briefing_timeout_s=TIMEOUT_S,
            **settings_of(groq),
            **settings_of(openai),
        )
        meter = Counted()
        writer = FailoverWriter(
            [*build_language_models(settings, meter), LocalBriefingWriter()], meter=meter
        )
        yield Pair(groq, openai, writer, meter)
        await writer.close()


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Pair]:
    async with pair(tmp_path) as both:
        yield both


async def test_the_first_one_writes(both: Pair) -> None:
    assert (await both.writer.write(material())).source == "groq"
    assert both.openai.requests == []


@pytest.mark.parametrize("trouble", ["hang", "busy", "broken", "cut", "garbage", "refusal"])
async def test_the_next_one_takes_over_and_local_is_the_last(both: Pair, trouble: Trouble) -> None:
    both.groq.trouble(trouble)
    assert (await both.writer.write(material())).source == "openai"
    both.groq.trouble(trouble)
    both.openai.trouble(trouble)
    briefing = await both.writer.write(material())
    assert briefing.source == "local"
    assert "4528" in [fact.value for fact in briefing.facts]


async def test_one_that_fails_again_and_again_is_left_alone(both: Pair) -> None:
    both.groq.trouble("broken", times=FAILURES)
    for _ in range(FAILURES + 2):
        assert (await both.writer.write(material())).source == "openai"
    assert len(both.groq.requests) == FAILURES
    assert both.meter.open == {"groq": True}
    assert both.meter.outcomes.count(("groq", "left_alone")) == 2


async def test_it_is_asked_again_after_its_pause(both: Pair) -> None:
    now_s = 0.0
    models = FailoverWriter(
        both.writer._writers[:1],
        meter=both.meter,
        clock=lambda: now_s,
    )
    both.groq.retry_after = "30"
    both.groq.trouble("busy")
    with pytest.raises(NobodyWrote) as raised:
        await models.write(material())
    assert raised.value.retry_after_s == 30
    with pytest.raises(NobodyWrote):
        await models.write(material())
    assert len(both.groq.requests) == 1
    now_s = 30.0
    assert (await models.write(material())).source == "groq"
    assert both.meter.open == {"groq": False}


async def test_a_request_that_is_given_up_tells_nothing_of_the_writer(both: Pair) -> None:
    for asked in range(FAILURES):
        both.groq.trouble("hang")
        writing = asyncio.create_task(both.writer.write(material()))
        await until(partial(_has_asked, both.groq, asked + 1), "the request arrives", poll_s=0.01)
        writing.cancel()
        await asyncio.wait([writing])
    both.groq.release()
    assert (await both.writer.write(material())).source == "groq"


async def _has_asked(server: ChatCompletions, times: int) -> bool:
    return len(server.requests) == times
