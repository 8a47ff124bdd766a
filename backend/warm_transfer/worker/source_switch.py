"""Which of a speaker's tracks is listened to, while a call moves from room to room.

Pure. During a move the same voice arrives from two rooms. The newest track that really carries
sound is used, from its first sound on; when it ends, because the move was reverted, the one
before it takes over again.
"""

from __future__ import annotations

from dataclasses import dataclass

STALLED_AFTER_S = 1.0  # frames come every 20 ms, also from somebody who is silent


@dataclass(slots=True)
class _Source:
    """`heard_at` is when its last frame came; None until one that was not all zeros."""

    heard_at: float | None = None


class SourceSwitch:
    """One per speaker. `now` is in seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}  # oldest first

    def add(self, key: str) -> None:
        self._sources[key] = _Source()

    def remove(self, key: str) -> None:
        self._sources.pop(key, None)

    def accepts(self, key: str, *, silent: bool, now: float) -> bool:
        """Whether a frame of this source is to be listened to. `silent`: nothing but zeros."""
        source = self._sources.get(key)
        if source is None or (silent and source.heard_at is None):
            return False
        source.heard_at = now
        return key == self._chosen(now)

    def _chosen(self, now: float) -> str | None:
        """The newest that delivers. One that stalled counts again with its next frame."""
        return next(
            (
                key
                for key, source in reversed(self._sources.items())
                if source.heard_at is not None and now - source.heard_at <= STALLED_AFTER_S
            ),
            None,
        )
