"""What an agent reads when no writer has written anything."""

from __future__ import annotations

from warm_transfer.domain.briefing import NOTHING_SAID, render
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.excerpt import TURN_WORDS, TURNS, excerpt


def material(*texts: str, topic: str | None = None) -> BriefingMaterial:
    segments = (
        Segment(f"s{number}", "caller-1", "caller", "Ines", text, number, number + 1)
        for number, text in enumerate(texts)
    )
    return BriefingMaterial("Ines", topic, tuple(segments))


def test_the_last_turns_are_told_word_for_word() -> None:
    said = [f"This is sentence {number}." for number in range(TURNS + 1)]
    text = render(excerpt(material(*said)))
    assert text.startswith("What was said last\nInes: This is sentence 1. / Ines: ")
    assert "sentence 0" not in text


def test_long_turns_are_cut() -> None:
    briefing = excerpt(material("word " * 100))
    assert len(briefing.reason.split()) == len(["Ines:", "…"]) + TURN_WORDS


def test_the_topic_is_the_headline() -> None:
    assert excerpt(material("Hello.", topic="An invoice")).headline == "An invoice"


def test_before_anything_was_said_it_says_so() -> None:
    assert render(excerpt(material())) == NOTHING_SAID


def test_whatever_is_written_later_takes_its_place() -> None:
    assert excerpt(material("Hello.")).covers_until == 0.0
