"""What is looked for in transcripts, and where it is in what was said. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MAX_WORDS = 8  # more only make a search slower

_WORD = re.compile(r"[^\W_]+")  # as both databases cut words: letters and digits in a row


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a segment's text; all pieces together are the whole text."""

    text: str
    match: bool


def search_words(query: str) -> tuple[str, ...]:
    """The words of a query, each to be found at the beginning of a word; none if it has none."""
    folded = unicodedata.normalize("NFKC", query).casefold()
    return tuple(dict.fromkeys(_WORD.findall(folded)))[:MAX_WORDS]


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """`text` cut where words begin with one of `words`; accents and case make no difference."""
    beginnings = tuple(_plain(word) for word in words)
    cut: list[Piece] = []
    at = 0
    for found in _WORD.finditer(text):
        if beginnings and _plain(found.group()).startswith(beginnings):
            cut += [Piece(text[at : found.start()], False), Piece(found.group(), True)]
            at = found.end()
    cut.append(Piece(text[at:], False))
    return [piece for piece in cut if piece.text]


def _plain(word: str) -> str:
    """Without case and accents, as SQLite's index has words (`remove_diacritics 2`)."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
