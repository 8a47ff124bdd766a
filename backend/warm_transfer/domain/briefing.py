"""What the next agent must know, structured, each fact linked to the segment that said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from warm_transfer.domain.text_changes import Change, text_changes

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
class Note:
    """What an agent adds to a briefing that otherwise stays as it is. `at` is ISO 8601, UTC."""

    text: str
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What agents have changed in a briefing.

    `text` is in their own words, None while only notes were added; `known` are the facts they had
    before them while writing, `changes` what became of the text as it was written. `version` is
    the briefing's with which the last change came. `known_done` is what was done by then; None:
    it was not kept, so that nothing of it is shown as new.
    """

    text: str | None
    known: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    version: int = 0
    known_done: tuple[str, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        lists = {
            "known": tuple(Fact(**fact) for fact in data["known"]),
            "known_done": None if data.get("known_done") is None else tuple(data["known_done"]),
            "changes": tuple(Change(**change) for change in data.get("changes", ())),
            "notes": tuple(Note(**note) for note in data.get("notes", ())),
        }
        return cls(**(data | lists))


def rewritten(briefing: Briefing, before: Edit | None, text: str, version: int) -> Edit:
    """The edit that puts `text` in place of a briefing and of its notes, which it may still hold.

    What is marked as changed counts from what was written before the first edit.
    """
    original = render(briefing)
    if before is not None and before.text is not None:
        original = "".join(change.text for change in before.changes if change.kind != "added")
    changes = text_changes(original, text)
    return Edit(text, briefing.facts, changes, version=version, known_done=briefing.done)


def render(briefing: Briefing, edit: Edit | None = None) -> str:
    """The briefing as plain text, which an agent reads aloud or edits.

    An edited one keeps the agent's words and adds the facts that came up afterwards, and what was
    done. What the agent knew and left out was left out on purpose, and does not come back.
    """
    if edit is None:
        return "\n".join(_written(briefing))
    lines = _written(briefing) if edit.text is None else [edit.text + since_then(briefing, edit)]
    return "\n".join([*lines, *(f"Note by {note.author}: {note.text}" for note in edit.notes)])


def since_then(briefing: Briefing, edit: Edit) -> str:
    """What came up after an agent wrote a briefing anew, to stand below it; may be empty."""
    known = {(fact.label, fact.value) for fact in edit.known}
    fresh = [
        fact
        for fact in briefing.facts
        if (fact.label, fact.value) not in known and fact.value not in (edit.text or "")
    ]
    lines = _bullets(fresh)
    known_done = briefing.done if edit.known_done is None else edit.known_done
    done = [point for point in briefing.done if point not in known_done]
    if done:
        lines.append("Done: " + "; ".join(done))
    return "\n".join(["\n", SINCE_THEN, *lines]) if lines else ""


def _written(briefing: Briefing) -> list[str]:
    lines = [briefing.headline]
    if briefing.reason != briefing.headline:
        lines.append(briefing.reason)
    lines += _bullets(briefing.facts)
    if briefing.done:
        lines.append("Done: " + "; ".join(briefing.done))
    still_open = [each for each in briefing.open if each not in f"{lines[0]}\n{briefing.reason}"]
    if still_open:
        lines.append("Open: " + "; ".join(still_open))
    return [line for line in lines if line]


def _bullets(facts: Sequence[Fact]) -> list[str]:
    """One line a label, however many values it has."""
    values: dict[str, list[str]] = {}
    for fact in facts:
        values.setdefault(fact.label, []).append(fact.value)
    return [f"- {label}: {'; '.join(same)}" for label, same in values.items()]
