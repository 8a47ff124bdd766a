"""What somebody changed in a text, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "added", "removed"]

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text. Those `same` and `added` in order are the new text."""

    kind: ChangeKind
    text: str


def text_changes(before: str, after: str) -> tuple[Change, ...]:
    """How `before` became `after`. What takes another's place comes after it.

    Spaces and marks that two changes have between them belong to both: words, not crumbs.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    changes: list[Change] = []
    removed = added = between = ""
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        same = "".join(new[j1:j2])
        if what == "equal" and _WORD.search(same):
            changes += [*_changed(removed, added), Change("same", between + same)]
            removed = added = between = ""
        elif what == "equal":
            between = same
        else:
            if removed or added:
                removed, added = removed + between, added + between
            elif between:
                changes.append(Change("same", between))
            between = ""
            removed += "".join(old[i1:i2])
            added += same
    changes += _changed(removed, added)
    return tuple([*changes, Change("same", between)] if between else changes)


def _changed(removed: str, added: str) -> list[Change]:
    changes = [Change("removed", removed), Change("added", added)]
    return [change for change in changes if change.text]
