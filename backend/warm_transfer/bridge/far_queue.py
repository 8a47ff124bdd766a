"""How much of what was sent to the phone is still to be played there. Pure.

Twilio plays what comes in its order and never catches up: what is sent late is heard late from
then on, unless something is left out.
"""

from __future__ import annotations

FRAME_S = 0.02
MOST_S = 0.1  # with more waiting, a frame is left out
STALE_S = 0.04  # with more waiting, a change of rooms clears it: it is another room's sound


class FarQueue:
    """Times are in seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._played_until_s = 0.0

    def has_room(self, now_s: float) -> bool:
        return self._played_until_s - now_s <= MOST_S

    def is_stale(self, now_s: float) -> bool:
        return self._played_until_s - now_s > STALE_S

    def sent(self, now_s: float) -> None:
        """One more frame."""
        self._played_until_s = max(self._played_until_s, now_s) + FRAME_S

    def cleared(self) -> None:
        self._played_until_s = 0.0
