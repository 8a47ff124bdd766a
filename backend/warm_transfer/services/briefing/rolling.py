"""Which turns a standing briefing has not read yet, and in which pieces they are read. Pure.

So a call of any length is read once, piece by piece, and a request to a language model is as long
as what was said since the last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warm_transfer.domain.briefing import Briefing
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import Standing

# A segment is reported when it ends, people talk at once, and a report is sent again until it is
# accepted: so one may come after others that ended later.
LATE_S = 60.0

# Some 6,000 tokens: with the instructions, the standing briefing and the answer it fits a context
# of 16,000 tokens, which small local models have.
PIECE_CHARS = 24_000


def unread(segments: Sequence[Segment], standing: Standing | None) -> tuple[Segment, ...]:
    """Those the standing briefing was not written from."""
    if standing is None:
        return tuple(segments)
    since_s = standing.briefing.covers_until - LATE_S
    return tuple(
        segment
        for segment in segments
        if segment.end_s > since_s and segment.id not in standing.recent
    )


def one_piece(segments: Sequence[Segment], standing: Standing | None) -> tuple[Segment, ...] | None:
    """Those that were read, and of the others as many as one request may hold; None: none are."""
    turns = unread(segments, standing)
    piece = next(pieces(turns), None)
    if piece is None:
        return None
    later = {turn.id for turn in turns[len(piece) :]}
    return tuple(segment for segment in segments if segment.id not in later)


def pieces(turns: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    """As many turns as one request may hold, again and again; none is left out or cut apart."""
    piece: list[Segment] = []
    chars = 0
    for turn in turns:
        if piece and chars + len(turn.text) > PIECE_CHARS:
            yield tuple(piece)
            piece, chars = [], 0
        piece.append(turn)
        chars += len(turn.text)
    if piece:
        yield tuple(piece)


def standing_after(briefing: Briefing, read: Sequence[Segment]) -> Standing:
    """`briefing` was written from all that is in `read`, or from what was read before that."""
    since_s = briefing.covers_until - LATE_S
    return Standing(briefing, tuple(turn.id for turn in read if turn.end_s > since_s))
