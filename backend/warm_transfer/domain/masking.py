"""Personal numbers and addresses in what people say, replaced before anybody else reads it. Pure.

What is left says what was there, and of a card its last four digits, which people compare:
`[card ••4242]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from warm_transfer.domain.sensitive import Hidden, MaskKind, find_hidden

REMEMBERED = 8192  # texts; a briefing's are masked again each time one is added


@lru_cache(REMEMBERED)
def mask(text: str, kinds: frozenset[MaskKind]) -> str:
    return mask_parts([text], kinds)[0]


def mask_parts(parts: Sequence[str], kinds: frozenset[MaskKind]) -> list[str]:
    """Parts that follow each other: a number that goes over several is hidden in all of them."""
    joined = "\n".join(parts)
    hidden = list(find_hidden(joined, kinds)) if kinds else []
    masked: list[str] = []
    begins = 0
    for part in parts:
        ends = begins + len(part)
        masked.append(
            _without(part, begins, [h for h in hidden if h.start < ends and h.end > begins])
        )
        begins = ends + 1
    return masked


def _without(part: str, begins: int, hidden: Sequence[Hidden]) -> str:
    told: list[str] = []
    at = 0
    for each in hidden:
        start, end = max(0, each.start - begins), min(len(part), each.end - begins)
        told += [part[at:start], each.shown]
        at = end
    return "".join([*told, part[at:]])
