"""When, in the call, something in a stream of audio was said.

Pure. A stream holds only the sound that arrived: while a speaker is muted or moves between
rooms its own time stands still, and the call's goes on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

GAP_S = 0.5  # less is jitter of the network
KEPT_GAPS = 64  # an utterance reaches back 20 s at most


@dataclass(frozen=True, slots=True)
class _Anchor:
    stream_s: float
    call_s: float


class AudioClock:
    def __init__(self) -> None:
        self._anchors: deque[_Anchor] = deque(maxlen=KEPT_GAPS)
        self._stream_s = 0.0

    def advance(self, duration_s: float, now_s: float) -> None:
        """A frame of this length arrived now, in seconds since the call's start."""
        began_s = max(0.0, now_s - duration_s)
        if not self._anchors or abs(began_s - self.call_time(self._stream_s)) > GAP_S:
            self._anchors.append(_Anchor(self._stream_s, began_s))
        self._stream_s += duration_s

    def call_time(self, stream_s: float) -> float:
        """Seconds since the call's start, of a moment in seconds since the stream's."""
        if not self._anchors:
            return stream_s
        anchor = next(
            (a for a in reversed(self._anchors) if a.stream_s <= stream_s), self._anchors[0]
        )
        return max(0.0, anchor.call_s + stream_s - anchor.stream_s)
