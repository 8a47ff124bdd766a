"""What the next agent must know, structured, each fact linked to the segment that said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Sentiment = Literal["positive", "neutral", "negative"]

NOTHING_SAID = "Nothing has been said yet"
SINCE_THEN = "Since then:"


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    segment_id: str | None


@dataclass(frozen=True, slots=True)
class Briefing:
    """`source` names the writer. `covers_until` is in seconds since the call's start."""

    headline: str
    reason: str
    facts: tuple[Fact, ...]
    done: tuple[str, ...]
    open: tuple[str, ...]
    sentiment: Sentiment
    language: str
    source: str
    covers_until: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        lists = {
            "facts": tuple(Fact(**fact) for fact in data["facts"]),
            "done": tuple(data["done"]),
            "open": tuple(data["open"]),
        }
        return cls(**(data | lists))


@dataclass(frozen=True, slots=True)
class Edit:
    """An agent's own words for a briefing, and the facts they had before them while writing."""

    text: str
    known: tuple[Fact, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(data["text"], tuple(Fact(**fact) for fact in data["known"]))


def render(briefing: Briefing, edit: Edit | None = None) -> str:
    """The briefing as plain text, which an agent reads aloud or edits.

    An edited one keeps the agent's words and adds the facts that came up afterwards. A fact
    that the agent knew and left out was left out on purpose, and does not come back.
    """
    if edit is not None:
        known = {(fact.label, fact.value) for fact in edit.known}
        fresh = [
            fact
            for fact in briefing.facts
            if (fact.label, fact.value) not in known and fact.value not in edit.text
        ]
        return "\n".join([edit.text, "", SINCE_THEN, *_bullets(fresh)]) if fresh else edit.text
    lines = [briefing.headline]
    if briefing.reason != briefing.headline:
        lines.append(briefing.reason)
    lines += _bullets(briefing.facts)
    if briefing.done:
        lines.append("Done: " + "; ".join(briefing.done))
    if briefing.open:
        lines.append("Open: " + "; ".join(briefing.open))
    return "\n".join(line for line in lines if line)


def _bullets(facts: Sequence[Fact]) -> list[str]:
    """One line a label, however many values it has."""
    values: dict[str, list[str]] = {}
    for fact in facts:
        values.setdefault(fact.label, []).append(fact.value)
    return [f"- {label}: {'; '.join(same)}" for label, same in values.items()]
