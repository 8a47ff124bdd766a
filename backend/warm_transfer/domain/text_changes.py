"""What somebody changed in a text, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "added", "removed"]

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text. Those `same` and `added` in order are the new text."""

    kind: ChangeKind
    text: str


def text_changes(before: str, after: str) -> tuple[Change, ...]:
    """How `before` became `after`. What takes another's place comes after it."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    changes: list[Change] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            changes.append(Change("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            changes.append(Change("removed", "".join(old[i1:i2])))
        if j2 > j1:
            changes.append(Change("added", "".join(new[j1:j2])))
    return tuple(changes)
