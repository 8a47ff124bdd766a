"""Finding segments by their words: SQLite's FTS5, PostgreSQL's full text search.

What they need is made by migration 0007; models know nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, column, func, literal_column, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.db.models import Segment

INDEX_NAME = "segment_words"  # all that belongs to the index begins with it

# Its own parser would keep e-mail addresses and host names whole. `simple`: no stemming, since
# people speak any language, and look for names and numbers.
POSTGRES_WORDS = r"to_tsvector('simple', regexp_replace(text, '[\W_]+', ' ', 'g'))"

_SQLITE_WORDS = table("segment_words", column("number"), column("segment_id"))


def has_words(session: AsyncSession, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether each of `words` begins a word of a segment. They hold letters and digits alone."""
    if session.get_bind().dialect.name == "postgresql":
        query = " & ".join(f"{word}:*" for word in words)
        return literal_column(POSTGRES_WORDS).op("@@")(func.to_tsquery("simple", query))
    query = " ".join(f'"{word}"*' for word in words)
    numbers = text("SELECT rowid FROM segment_words_index WHERE segment_words_index MATCH :words")
    return Segment.id.in_(
        select(_SQLITE_WORDS.c.segment_id).where(
            _SQLITE_WORDS.c.number.in_(numbers.bindparams(words=query))
        )
    )
