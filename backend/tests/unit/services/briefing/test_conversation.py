"""Who is spoken to, when there are more than two."""

from __future__ import annotations

import pytest

from warm_transfer.domain.transcript import Segment, SpeakerKind
from warm_transfer.services.briefing.conversation import Conversation

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
