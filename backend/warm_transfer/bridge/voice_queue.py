"""Frames of one voice of a room, between LiveKit's pace and ours. Pure.

LiveKit's own jitter buffer is before it; what is evened out here is only how busy this machine is.
"""

from __future__ import annotations

from collections import deque

READY_FRAMES = 2  # so many wait when a voice begins to be heard
MOST_FRAMES = 5  # 100 ms; the oldest is dropped for a newer one
SPARE_FRAMES = 2  # so many that wait all the time are too many
SPARE_FOR = 50  # frames: 1 s


class VoiceQueue:
    """`put` is called from another thread."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=MOST_FRAMES)
        self._playing = False
        self._spare = MOST_FRAMES
        self._taken = 0

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, frame: bytes) -> None:
        self._frames.append(frame)

    def next(self) -> bytes | None:
        """20 ms of the voice; None when there is nothing of it now."""
        frames = self._frames
        if not frames or not (self._playing or len(frames) >= READY_FRAMES):
            return None
        self._playing = True
        frame = frames.popleft()
        self._spare = min(self._spare, len(frames))
        self._taken += 1
        if self._taken >= SPARE_FOR:
            if self._spare >= SPARE_FRAMES:
                frame = frames.popleft()
            self._spare, self._taken = MOST_FRAMES, 0
        return frame

    def skim(self) -> bytes | None:
        """Nobody listens: keep what is needed to begin at once, and give the latest."""
        frames = self._frames
        while len(frames) > READY_FRAMES:
            frames.popleft()
        return frames[-1] if frames else None
