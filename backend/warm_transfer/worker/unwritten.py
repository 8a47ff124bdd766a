"""The sound of a stream that no final covers yet: what has to be sent again when the stream fails.

Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from livekit import rtc

UTTERANCE_S = 30.0  # none is longer; older sound is given up
ONSET_S = 5.0  # by then a stream has told that somebody speaks
TRIES = 2  # sound at which a stream fails again is given up: it may be the cause


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame, and when it arrived, in seconds since the call's start."""

    frame: rtc.AudioFrame
    at_s: float


class Unwritten:
    """Bounded: of silence the last `ONSET_S` seconds are kept, of speech the last `UTTERANCE_S`."""

    def __init__(self) -> None:
        self._heard: deque[Heard] = deque()
        self._tries = 0

    def keep(self, frame: rtc.AudioFrame, at_s: float, *, speaking: bool) -> None:
        self._heard.append(Heard(frame, at_s))
        self.forget_until(at_s - (UTTERANCE_S if speaking else ONSET_S))

    def written_until(self, call_s: float) -> None:
        """What was said up to then is in a final."""
        self._tries = 0
        self.forget_until(call_s)

    def forget_until(self, call_s: float) -> None:
        while self._heard and self._heard[0].at_s <= call_s:
            self._heard.popleft()

    def again(self) -> Iterator[Heard]:
        """What the next stream is to hear first, as the last one has failed."""
        self._tries += 1
        if self._tries > TRIES:
            self._tries = 0
            self._heard.clear()
        return iter(tuple(self._heard))
