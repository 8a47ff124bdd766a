"""When a connection to a room could hear it.

Pure. A connection that is lost and found again may have carried sound all the while: LiveKit
renews its signalling apart from the sound. So what is heard counts, also while it is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Stretch:
    """`ended_s` is None while it goes on."""

    began_s: float
    ended_s: float | None = None


class Hearing:
    """Times are in seconds of any clock that does not go back."""

    def __init__(self, now_s: float) -> None:
        self._stretches = [Stretch(now_s)]
        self._sound_s: float | None = None  # the last that was heard, while the connection is lost

    @property
    def is_lost(self) -> bool:
        return self._sound_s is not None

    @property
    def stretches(self) -> Sequence[Stretch]:
        """Oldest first. While the connection is lost, the last one has ended for the time being."""
        *over, last = self._stretches
        return [*over, Stretch(last.began_s, last.ended_s or self._sound_s)]

    def lost(self, now_s: float) -> None:
        if self._stretches[-1].ended_s is None:
            self._sound_s = now_s

    def heard(self, now_s: float) -> None:
        """Sound has come, not silence."""
        if self._sound_s is not None:
            self._sound_s = now_s

    def found(self, now_s: float) -> None:
        if self._sound_s is not None:
            self.end(self._sound_s)
            self._stretches.append(Stretch(now_s))

    def end(self, now_s: float) -> None:
        """For good. Doing it again changes nothing."""
        last = self._stretches[-1]
        if last.ended_s is None:
            last.ended_s = now_s if self._sound_s is None else self._sound_s
        self._sound_s = None
