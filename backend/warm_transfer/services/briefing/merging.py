"""How what was read since goes into a briefing, so that nothing of the first minutes is lost. Pure.

Facts are added and never found anew: one goes only when its own speaker has corrected it, or when
there are more than anybody can read: then numbers stay, and what was said first and last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from warm_transfer.domain.briefing import Briefing, Fact
from warm_transfer.services.briefing.base import Handover
from warm_transfer.services.briefing.checking import Revision
from warm_transfer.services.briefing.prompt import plain
from warm_transfer.services.briefing.said import has_number, tokens_of
from warm_transfer.services.briefing.words import ASKED_ABOUT, MENTIONED

MAX_FACTS = 40
MAX_POINTS = 8  # of what was done, and of what is open
HANDED_OVER = "Handed over from"
MAX_HANDOVERS = 4
NAME_CHARS = 80


def revised(
    so_far: Briefing | None, revision: Revision, *, source: str, covers_until: float
) -> Briefing:
    gone = [fact.replaces for fact in revision.facts if fact.replaces is not None]
    known = [fact for fact in (so_far.facts if so_far else ()) if fact not in gone]
    points = so_far.open if so_far else ()
    return Briefing(
        headline=revision.headline,
        reason=revision.reason,
        facts=with_facts(known, [*(new.fact for new in revision.facts), *revision.left_out]),
        done=_points(so_far.done if so_far else (), revision.done),
        open=_points([point for point in points if point not in revision.closed], revision.open),
        sentiment=revision.sentiment,
        language=revision.language,
        source=source,
        covers_until=covers_until,
    )


def with_turns_since(standing: Briefing, reading: Briefing, new_facts: Iterable[Fact]) -> Briefing:
    """`reading` is what local reading finds in the turns since `standing` was written."""
    worth = [fact for fact in new_facts if fact.label not in {MENTIONED, ASKED_ABOUT}]
    return replace(
        standing,
        facts=with_facts(standing.facts, worth),
        done=_points(standing.done, reading.done),
        open=_points(standing.open, reading.open),
        sentiment=reading.sentiment,
        covers_until=max(standing.covers_until, reading.covers_until),
    )


def with_handovers(briefing: Briefing, handovers: Sequence[Handover]) -> Briefing:
    """Who has handed the call to whom comes first of what was done."""
    completed = [handover for handover in handovers if handover.outcome == "completed"]
    lines = [_handover_line(handover) for handover in completed[-MAX_HANDOVERS:]]
    others = [point for point in briefing.done if not point.startswith(HANDED_OVER)]
    return replace(briefing, done=(*lines, *others))


def with_facts(known: Sequence[Fact], new: Iterable[Fact]) -> tuple[Fact, ...]:
    """All that are known, and of the new ones those that say something else."""
    facts = list(known)
    seen = {_key(fact) for fact in facts}
    for fact in new:
        key = _key(fact)
        if key and not any(f" {key} " in f" {other} " for other in seen):
            seen.add(key)
            facts.append(fact)
    if len(facts) <= MAX_FACTS:
        return tuple(facts)
    numbers = [fact for fact in facts if has_number(fact.value)]
    others = [fact for fact in facts if not has_number(fact.value)]
    kept = _first_and_last(numbers, MAX_FACTS)
    kept += _first_and_last(others, MAX_FACTS - len(kept))
    return tuple(fact for fact in facts if fact in kept)


def _first_and_last(facts: list[Fact], most: int) -> list[Fact]:
    if len(facts) <= most:
        return facts
    return facts[: most - most // 2] + facts[len(facts) - most // 2 :]


def _key(fact: Fact) -> str:
    return " ".join(tokens_of(fact.value))


def _points(earlier: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """The last so many, each once."""
    return tuple(dict.fromkeys([*earlier, *new]))[-MAX_POINTS:]


def _handover_line(handover: Handover) -> str:
    hours, rest = divmod(int(handover.at_s), 3600)
    at = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
    names = [plain(name, NAME_CHARS) for name in (handover.from_name, handover.to_name)]
    return f"{HANDED_OVER} {names[0]} to {names[1]} at {at}"
