"""Sound of the phone, between how it arrives and the even pace at which the room takes it.

Pure. Sound stays µ-law here, a byte a sample; a frame is 20 ms. Twilio sends over TCP: nothing is
out of order, but a stall is followed by a burst, and now and then something is missing.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from warm_transfer.services.telephony import g711

FRAME = 160  # bytes: one a sample, at 8 kHz
FRAME_MS = 20
READY_FRAMES = 2  # so many wait when sound begins: 20 ms to spare
MOST_FRAMES = 8  # 160 ms; more is not kept for later but dropped
SPARE_FRAMES = 2  # after a stall more waits than needed, and this much ...
SPARE_FOR = 50  # ... for so many frames (1 s) is too much
CONCEALED_FRAMES = 3  # G.711 appendix I fades out a gap within 60 ms
MOST_MISSING = 5  # a longer gap in the time stamps is a pause, not a loss
SILENCE = g711.SILENCE * FRAME


class JitterBuffer:
    """`add` what arrives, `next` every 20 ms. Never holds more than `MOST_FRAMES`."""

    def __init__(self) -> None:
        self.dropped = 0
        self._frames: deque[bytes | None] = deque()  # None: this one never came
        self._rest = b""  # less than a frame
        self._expected_ms: int | None = None
        self._playing = False
        self._last = SILENCE
        self._gaps = 0  # in a row
        self._spare = MOST_FRAMES
        self._taken = 0

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, timestamp_ms: int, payload: bytes) -> None:
        self._note_gap(timestamp_ms)
        self._expected_ms = timestamp_ms + len(payload) * FRAME_MS // FRAME
        if len(payload) == FRAME and not self._rest:
            self._frames.append(payload)
        else:
            payload = self._rest + payload
            whole = len(payload) // FRAME * FRAME
            for begin in range(0, whole, FRAME):
                self._frames.append(payload[begin : begin + FRAME])
            self._rest = payload[whole:]
        while len(self._frames) > MOST_FRAMES:
            self._frames.popleft()
            self.dropped += 1

    def next(self) -> bytes:
        """20 ms of sound: silence before the first, and for what is missing something like it."""
        if not self._playing:
            self._playing = len(self._frames) >= READY_FRAMES
            if not self._playing:
                return SILENCE
        frame = self._frames.popleft() if self._frames else None
        self._shed()
        if frame is None:
            return self._conceal()
        self._gaps, self._last = 0, frame
        return frame

    def _note_gap(self, timestamp_ms: int) -> None:
        if self._expected_ms is None:
            return
        missing = (timestamp_ms - self._expected_ms) // FRAME_MS
        if 0 < missing <= MOST_MISSING:
            self._frames.extend([None] * missing)

    def _shed(self) -> None:
        """Give up a frame when for a while more have waited than are needed."""
        self._spare = min(self._spare, len(self._frames))
        self._taken += 1
        if self._taken < SPARE_FOR:
            return
        if self._spare >= SPARE_FRAMES:
            self._frames.popleft()
            self.dropped += 1
        self._spare, self._taken = MOST_FRAMES, 0

    def _conceal(self) -> bytes:
        """The last frame again, more and more quiet; then silence, until enough waits again."""
        self._gaps += 1
        if self._gaps > CONCEALED_FRAMES:
            self._playing = bool(self._frames)
            return SILENCE
        loud, quiet = (1 - (self._gaps - step) / CONCEALED_FRAMES for step in (1, 0))
        fading = g711.decode(self._last) * np.linspace(loud, quiet, FRAME)
        return g711.encode(fading.astype(np.int16))
