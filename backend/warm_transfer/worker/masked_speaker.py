"""One speaker's words on their way out of the transcriber, with personal numbers hidden.

Nothing goes on to the room or the API before it went through here. People dictate a number in
pieces, and each may be a segment of its own: a segment that ends in digits is kept until the
speaker goes on or is silent for a while, and then all pieces are hidden together. Partials show
what comes before the digits, and the digits once it is certain that they may be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from warm_transfer.domain.digit_runs import is_nothing_but, open_run
from warm_transfer.domain.masking import mask_parts
from warm_transfer.domain.sensitive import LONGEST_NUMBER, NUMBER_KINDS, MaskKind, growing_from
from warm_transfer.worker.reports import FinalSegment
from warm_transfer.worker.transcriber import Partial

WAITS_S = 5.0  # people who read a number from a card pause for a second or two
FEWEST_DIGITS = 2  # at the end of a sentence; "I need two" is not the beginning of a card's number
GROWING = "[\N{HORIZONTAL ELLIPSIS}]"


class MaskedSpeaker:
    """Between a transcriber and whoever reads it. `call_time` is in seconds since the call's start.

    Everything runs in one event loop.
    """

    def __init__(
        self,
        kinds: frozenset[MaskKind],
        *,
        call_time: Callable[[], float],
        on_partial: Callable[[Partial], None],
        on_final: Callable[[FinalSegment], None],
    ) -> None:
        self._kinds = kinds
        self._call_time = call_time
        self._on_partial = on_partial
        self._on_final = on_final
        self._kept: list[FinalSegment] = []  # they end in a number that may go on
        self._told: tuple[str, str] | None = None  # the last segment's id, and what was told of it
        self._heard_s = 0.0  # when the speaker last said something

    @property
    def kept_from_s(self) -> float | None:
        """When, in the call, the oldest segment began that is not told yet."""
        return self._kept[0].start_s if self._kept else None

    def partial(self, partial: Partial) -> None:
        """Show what is certain. What goes on with a number kept back is read together with it."""
        self._heard_s = self._call_time()
        if self._told is not None and self._told[0] == partial.segment_id:
            # It has its final, which was read with what had been kept back before.
            self._on_partial(replace(partial, text=partial.text and self._told[1]))
            return
        before = [segment.text for segment in self._kept if segment.id != partial.segment_id]
        cut = growing_from(partial.text, self._kinds)
        *_, shown = mask_parts([*before, partial.text[:cut]], self._kinds)
        self._on_partial(replace(partial, text=shown if cut is None else shown + GROWING))

    def final(self, segment: FinalSegment) -> None:
        """Tell it, unless it ends in digits that may go on."""
        self._heard_s = self._call_time()
        if self._kept and segment.start_s - self._kept[-1].end_s > WAITS_S:
            self.release()
        self._kept.append(segment)
        if not self._may_go_on():
            self.release()

    def tick(self) -> None:
        """To be called a few times a second: who is silent has finished their number."""
        if self._kept and self._call_time() - self._heard_s > WAITS_S:
            self.release()

    def release(self) -> None:
        """Tell what was kept back."""
        kept, self._kept = self._kept, []
        masked = mask_parts([segment.text for segment in kept], self._kinds)
        for segment, text in zip(kept, masked, strict=True):
            self._told = segment.id, text
            self._on_final(replace(segment, text=text))

    def _may_go_on(self) -> bool:
        last = self._kept[-1].text
        run = open_run("\n".join(segment.text for segment in self._kept))
        own = open_run(last)
        if not self._kinds & NUMBER_KINDS or run is None or own is None:
            return False
        dictated = is_nothing_but(own, last)
        return len(run.digits) <= LONGEST_NUMBER and (dictated or len(own.digits) >= FEWEST_DIGITS)
