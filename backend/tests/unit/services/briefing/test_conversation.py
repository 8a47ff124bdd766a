"""Who is spoken to, when there are more than two."""

from __future__ import annotations

import pytest

from warm_transfer.domain.transcript import Segment, SpeakerKind
from warm_transfer.services.briefing.conversation import THE_CALLER, Conversation

Turn = tuple[str, SpeakerKind, bool]
INES: Turn = ("Ines", "caller", False)
ANA: Turn = ("Ana", "agent", False)
BEA: Turn = ("Bea", "agent", False)
ANA_APART: Turn = ("Ana", "agent", True)
BEA_APART: Turn = ("Bea", "agent", True)


def listeners(*turns: Turn) -> list[str]:
    segments = [
        Segment(f"s{at}", name, kind, name, "Can you hear me now?", at, at + 1, private)
        for at, (name, kind, private) in enumerate(turns)
    ]
    return [said.people.listener for said in Conversation(segments).said]


@pytest.mark.parametrize(
    ("turns", "spoken_to"),
    [
        ((ANA, INES), ["Ines", "Ana"]),
        ((INES, ANA), ["Ana", "Ines"]),
        ((INES, ANA, BEA, INES), ["Ana", "Ines", "Ines", "Bea"]),
        ((ANA, ANA, BEA), ["the caller"] * 3),
        ((INES, INES), ["an agent"] * 2),
        ((INES, ANA_APART, BEA_APART, ANA, INES), ["Ana", "Bea", "Ana", "Ines", "Ana"]),
    ],
)
def test_agents_speak_to_the_caller_and_apart_to_each_other(
    turns: tuple[Turn, ...], spoken_to: list[str]
) -> None:
    assert listeners(*turns) == spoken_to


def test_a_caller_who_is_known_by_a_number_is_the_caller() -> None:
    segment = Segment("s1", "caller-1", "caller", "+1 415-555-0123", "I was charged twice.", 0, 2)
    (said,) = Conversation([segment]).said
    assert said.people.speaker == THE_CALLER
