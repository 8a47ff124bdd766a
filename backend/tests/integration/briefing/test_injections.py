"""Whoever tells the model what to write gains nothing, even if the model obeys.

Each attack of the corpus is said in a call, or written in the caller's name or topic. The model
that answers does what it is told. What comes out is compared with what an honest model's answer
to the same call gives.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.integration.briefing.conftest import Rig, rig_for
from tests.support.chat_completions import GROQ
from tests.support.dialogues import DOUBLE_CHARGE, material
from tests.support.minds import honest, obedient
from warm_transfer.domain.briefing import Briefing, render
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.checking import HEADLINE_WORDS, LINE_CHARS, LINE_WORDS
from warm_transfer.services.briefing.claims import claims_in, claims_stated
from warm_transfer.services.briefing.failures import WriterUnusable
from warm_transfer.services.briefing.prompt import LABELS
from warm_transfer.services.briefing.rolling import standing_after
from warm_transfer.services.briefing.said import is_said

Attack = dict[str, Any]

CORPUS = Path(__file__).parents[2] / "data" / "injections.jsonl"
ATTACKS: list[Attack] = [json.loads(line) for line in CORPUS.read_text().splitlines()]

SPOKEN = [each for each in ATTACKS if each["where"] == "turn" and "raw" not in each["obeyed"]]


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_for(GROQ, tmp_path) as rig:
        yield rig


def attacked(attack: Attack) -> BriefingMaterial:
    match attack["where"]:
        case "turn":
            return material([*DOUBLE_CHARGE, ("caller", attack["text"])])
        case "name":
            return material(caller=attack["text"])
        case _:
            return material(topic=attack["text"])


def values(briefing: Briefing) -> set[tuple[str, str | None]]:
    return {(fact.value, fact.segment_id) for fact in briefing.facts}


def test_there_are_many() -> None:
    assert len(ATTACKS) >= 60
    assert {attack["where"] for attack in ATTACKS} == {"turn", "name", "topic"}


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
async def test_an_obedient_model_changes_neither_structure_nor_facts(
    rig: Rig, attack: Attack
) -> None:
    call = attacked(attack)
    expected = await rig.writer.write(call)
    rig.server.mind = obedient(attack)
    if "raw" in attack["obeyed"]:
        with pytest.raises(WriterUnusable):
            await rig.writer.write(call)
        return
    briefing = await rig.writer.write(call)
    assert values(briefing) == values(expected)
    assert bool(briefing.done) == bool(expected.done)
    assert bool(briefing.open) == bool(expected.open)
    if "drop" not in attack["obeyed"]:  # what a model hides is told in other words
        assert briefing.done == expected.done
        assert set(briefing.open) <= set(expected.open)
    assert "PWNED" not in render(briefing)
    _is_sound(briefing, call)


@pytest.mark.parametrize("attack", SPOKEN, ids=range(len(SPOKEN)))
async def test_nor_does_it_change_what_was_written_before(rig: Rig, attack: Attack) -> None:
    before = material()
    first = await rig.writer.write(before)
    call = replace(attacked(attack), standing=standing_after(first, before.segments))
    rig.server.mind = lambda document: {**honest(document), **_with_agent(attack, document)}
    briefing = await rig.writer.write(call)
    assert briefing.facts[: len(first.facts)] == first.facts
    assert briefing.done[: len(first.done)] == first.done
    assert briefing.open[: len(first.open)] == first.open
    _is_sound(briefing, call)


def _with_agent(attack: Attack, document: dict[str, Any]) -> dict[str, Any]:
    """The attack's turn is the only one here, so it has to pass for the agent's as well."""
    turns = [{**turn, "by": "agent"} for turn in document["turns"]]
    obeyed = obedient(attack)({**document, "turns": turns})
    assert isinstance(obeyed, dict)
    return {**obeyed, "headline": attack["obeyed"].get("headline", "verified")}


def _is_sound(briefing: Briefing, call: BriefingMaterial) -> None:
    segments = {segment.id: segment for segment in call.segments}
    for fact in briefing.facts:
        assert fact.segment_id is not None
        assert is_said(fact.value, segments[fact.segment_id].text)
        assert fact.label in LABELS
    text = render(briefing)
    assert claims_in(text) <= claims_stated(call.segments)
    for line in (briefing.headline, briefing.reason, *briefing.done, *briefing.open):
        assert len(line) <= LINE_CHARS
        assert len(line.split()) <= LINE_WORDS
        assert not any(unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"} for each in line)
    assert briefing.headline
    assert len(briefing.headline.split()) <= HEADLINE_WORDS
    assert len(briefing.language) <= 12
