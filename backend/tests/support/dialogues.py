"""Calls to write briefings of."""

from __future__ import annotations

from collections.abc import Iterable

from warm_transfer.domain.transcript import Segment, SpeakerKind
from warm_transfer.services.briefing.base import BriefingMaterial

Turn = tuple[SpeakerKind, str]

DOUBLE_CHARGE: tuple[Turn, ...] = (
    ("agent", "Hello, this is Ana. How can I help?"),
    ("caller", "Hi, my name is Helen Brown. I was charged twice for my order."),
    ("agent", "I am sorry to hear that. What is the order number?"),
    ("caller", "It is 4528, and it was $49 each time."),
    ("agent", "Thank you. I have opened a case with billing."),
    ("caller", "Please write to helen@example.com when it is done."),
    ("agent", "I will send you a confirmation today."),
)


def spoken(turns: Iterable[Turn], *, every_s: float = 5.0) -> tuple[Segment, ...]:
    """One after the other, as so many segments of two people."""
    return tuple(
        Segment(
            f"seg-{place}",
            f"{kind}-1",
            kind,
            "Helen" if kind == "caller" else "Ana",
            text,
            place * every_s,
            place * every_s + 0.8 * every_s,
        )
        for place, (kind, text) in enumerate(turns)
    )


def material(
    turns: Iterable[Turn] = DOUBLE_CHARGE, *, caller: str = "Helen", topic: str | None = None
) -> BriefingMaterial:
    return BriefingMaterial(caller, topic, spoken(turns))


def long_call(hours: float = 2.0, *, turn_s: float = 5.0) -> list[Turn]:
    """Two people who go on for hours: facts in the first minutes, then talk about each of many
    boxes, which is seldom worth a fact.
    """
    turns: list[Turn] = list(DOUBLE_CHARGE)
    box = 0
    while len(turns) * turn_s < hours * 3600:
        box += 1
        turns += [
            ("agent", "Then let us look at the next box together. What do you find written on it?"),
            (
                "caller",
                f"It has a blue label, and below it stands the word {WORDS[box % len(WORDS)]}.",
            ),
            ("agent", "That one is fine, it belongs to the delivery, so please put it aside."),
            ("caller", "All right, it is on the pile now. It takes a while, they are heavy."),
        ]
    return turns


WORDS = ("maple", "harbor", "violet", "meadow", "copper", "lantern", "willow", "granite")
