"""One contract for every writer that asks a service: what it sends, gives, and raises."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.briefing.conftest import Rig, rig_for
from tests.support.chat_completions import COMPATIBLE, GROQ, OPENAI, Dialect, Trouble
from tests.support.dialogues import DOUBLE_CHARGE, material, spoken
from warm_transfer.domain.briefing import Fact
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.failures import (
    WriterBusy,
    WriterFailed,
    WriterMisconfigured,
    WriterRefused,
    WriterTimedOut,
    WriterUnreachable,
    WriterUnusable,
)
from warm_transfer.services.briefing.rolling import standing_after


async def test_it_writes_a_briefing_with_facts_linked_to_their_segments(rig: Rig) -> None:
    briefing = await rig.writer.write(material())
    assert briefing.source == rig.server.dialect.name
    assert briefing.headline == "Hi, my name is Helen Brown. I was charged"
    assert Fact("Name", "Helen Brown", "seg-1") in briefing.facts
    assert Fact("Number", "4528", "seg-3") in briefing.facts
    assert Fact("Number", "helen@example.com", "seg-5") in briefing.facts
    assert briefing.done == ("Thank you. I have opened a case with billing.",)
    assert briefing.open == ("I will send you a confirmation today.",)
    assert briefing.language == "en"
    assert briefing.covers_until == material().segments[-1].end_s


async def test_tokens_and_outcomes_are_counted(rig: Rig) -> None:
    await rig.writer.write(material())
    name = rig.server.dialect.name
    assert rig.meter.outcomes == [(name, "written")]
    ((writer, usage),) = rig.meter.usage
    assert writer == name
    assert usage.tokens_in > 100
    assert usage.tokens_out > 10


async def test_what_was_said_is_sent_as_data_and_once(rig: Rig) -> None:
    first = await rig.writer.write(material())
    standing = standing_after(first, material().segments)
    more = spoken([*DOUBLE_CHARGE, ("caller", "And my phone is 555-0123.")])
    second = await rig.writer.write(BriefingMaterial("Helen", None, more, standing=standing))
    document = rig.server.documents[-1]
    assert [turn["said"] for turn in document["turns"]] == ["And my phone is 555-0123."]
    assert [fact["value"] for fact in document["briefing_so_far"]["facts"]] == [
        fact.value for fact in first.facts
    ]
    assert second.facts == (*first.facts, Fact("Number", "555-0123", "seg-7"))
    assert "555-0123" not in rig.server.requests[-1]["messages"][0]["content"]


async def test_with_nothing_new_nobody_is_asked(rig: Rig) -> None:
    first = await rig.writer.write(material())
    standing = standing_after(first, material().segments)
    assert await rig.writer.write(replace(material(), standing=standing)) == first
    assert len(rig.server.requests) == 1


async def test_before_anything_was_said_nobody_is_asked(rig: Rig) -> None:
    briefing = await rig.writer.write(material([]))
    assert briefing.facts == ()
    assert rig.server.requests == []


FAILURES: list[tuple[Trouble, type[WriterFailed]]] = [
    ("hang", WriterTimedOut),
    ("busy", WriterBusy),
    ("broken", WriterUnreachable),
    ("cut", WriterUnreachable),
    ("garbage", WriterUnusable),
    ("page", WriterUnusable),
    ("not_json", WriterUnusable),
    ("wrong_shape", WriterUnusable),
    ("empty", WriterUnusable),
    ("too_long", WriterUnusable),
    ("no_choices", WriterUnusable),
    ("refusal", WriterRefused),
    ("filtered", WriterRefused),
]


@pytest.mark.parametrize(("trouble", "failure"), FAILURES)
async def test_each_failure_says_what_it_is_and_holds_no_word_of_the_call(
    rig: Rig, trouble: Trouble, failure: type[WriterFailed]
) -> None:
    rig.server.trouble(trouble)
    with pytest.raises(failure) as raised:
        await rig.writer.write(material())
    assert raised.type is failure
    assert raised.value.retryable is (failure is not WriterRefused)
    assert "Helen" not in raised.value.detail
    assert rig.meter.outcomes == [(rig.server.dialect.name, failure.outcome)]
    rig.server.release()
    assert (await rig.writer.write(material())).facts  # and the next time it writes


@pytest.mark.parametrize(("said", "wait_s"), [("7", 7.0), ("0.5", 0.5), (None, None), ("?", None)])
async def test_a_busy_service_says_when_to_try_again(
    rig: Rig, said: str | None, wait_s: float | None
) -> None:
    rig.server.retry_after = said
    rig.server.trouble("busy")
    with pytest.raises(WriterBusy) as raised:
        await rig.writer.write(material())
    assert raised.value.retry_after_s == wait_s


@pytest.mark.parametrize("dialect", [GROQ, OPENAI], ids=lambda dialect: dialect.name)
async def test_a_wrong_key_has_to_be_mended(dialect: Dialect, tmp_path: Path) -> None:
    async with rig_for(replace(dialect, key="another"), tmp_path, **wrong_key(dialect)) as rig:
        with pytest.raises(WriterMisconfigured) as raised:
            await rig.writer.write(material())
    assert not raised.value.retryable
    assert "key" in raised.value.detail


async def test_a_model_that_is_not_there_has_to_be_mended(tmp_path: Path) -> None:
    async with rig_for(GROQ, tmp_path, briefing_groq_model="gone") as rig:
        with pytest.raises(WriterMisconfigured, match="model_not_found"):
            await rig.writer.write(material())
        assert rig.server.requests == []


async def test_nobody_at_the_address(tmp_path: Path) -> None:
    async with rig_for(COMPATIBLE, tmp_path) as rig:
        await rig.server.__aexit__()
        with pytest.raises(WriterUnreachable):
            await rig.writer.write(material())


@pytest.mark.parametrize("formats", [{"json_object", "text"}, {"text"}])
@pytest.mark.parametrize("dialect", [GROQ, OPENAI, COMPATIBLE], ids=lambda each: each.name)
async def test_a_model_without_strict_schemas_is_asked_in_plainer_form(
    dialect: Dialect, formats: set[str], tmp_path: Path
) -> None:
    plainer = replace(dialect, formats=frozenset(formats))
    async with rig_for(plainer, tmp_path) as rig:
        for _ in range(2):
            assert (await rig.writer.write(material())).facts
        accepted = [request.get("response_format") for request in rig.server.requests]
        expected = {"type": "json_object"} if "json_object" in formats else None
        assert accepted == [expected, expected]
        assert '"properties"' in rig.server.requests[0]["messages"][0]["content"]


async def test_a_parameter_that_a_model_does_not_know_is_left_out(tmp_path: Path) -> None:
    plainer = replace(GROQ, parameters=frozenset({"max_completion_tokens"}))
    async with rig_for(plainer, tmp_path) as rig:
        assert (await rig.writer.write(material())).facts
        assert rig.server.requests[0]["response_format"]["type"] == "json_schema"


async def test_the_language_can_be_set(tmp_path: Path) -> None:
    async with rig_for(GROQ, tmp_path, briefing_language="pt-BR") as rig:
        assert (await rig.writer.write(material())).language == "pt-BR"
        assert '"pt-BR"' in rig.server.requests[0]["messages"][0]["content"]


async def test_no_word_of_the_call_gets_into_a_log(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await rig.writer.write(material())
    for trouble, failure in FAILURES[1:]:
        rig.server.trouble(trouble)
        with pytest.raises(failure):
            await rig.writer.write(material())
    lines = [record.getMessage() for record in caplog.records]
    assert not [line for line in lines if "Helen" in line or "4528" in line]


def wrong_key(dialect: Dialect) -> dict[str, str]:
    return {f"{dialect.name}_api_key": "not-the-key"}
