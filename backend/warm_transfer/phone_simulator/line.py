"""The sound of one answered call, both ways, on a clock that counts samples from the answer.

Nothing here waits or ticks: what is to be heard is put at the sample where it begins, so that a
hole between two pieces is as long in the recording as it was.
"""

from __future__ import annotations

import time

from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ
from warm_transfer.phone_simulator.dtmf import DigitFinder, HeardDigit
from warm_transfer.phone_simulator.speech import Silence, Speech
from warm_transfer.services.telephony import g711


class Ear:
    """What the phone hears."""

    def __init__(self) -> None:
        self._heard = bytearray()
        self._finder = DigitFinder()
        self._looked_at = 0

    def play(self, payload: bytes, now: int) -> int:
        """After what is still to be heard, else at once. Returns the sample where it ends."""
        self._fill(now)
        self._heard += payload
        return len(self._heard)

    def stop(self, now: int) -> None:
        """Forget what is still to be heard."""
        del self._heard[now:]

    def heard(self, first: int, until: int) -> bytes:
        """With silence where nothing was to be heard. What is past `until` may yet be stopped."""
        part = bytes(self._heard[first:until])
        return part + g711.SILENCE * (until - first - len(part))

    def digits(self, now: int) -> list[HeardDigit]:
        if now > self._looked_at:
            self._finder.feed(g711.decode(self.heard(self._looked_at, now)))
            self._looked_at = now
        return self._finder.heard

    def _fill(self, now: int) -> None:
        self._heard += g711.SILENCE * (now - len(self._heard))


class Mouth:
    """What the person says. Several streams may listen to the same call."""

    def __init__(self) -> None:
        self._spoken = bytearray()
        self._speech: Speech = Silence()
        self._began = 0

    def speak(self, speech: Speech, now: int) -> None:
        self._say_until(now)
        self._speech, self._began = speech, max(now, len(self._spoken))

    def spoken(self, first: int, until: int) -> bytes:
        self._say_until(until)
        return bytes(self._spoken[first:until])

    def _say_until(self, until: int) -> None:
        missing = until - len(self._spoken)
        if missing > 0:
            self._spoken += self._speech.next(len(self._spoken) - self._began, missing)


class Line:
    def __init__(self) -> None:
        self.ear = Ear()
        self.mouth = Mouth()
        self._answered_at = time.monotonic()
        self._ended_at: int | None = None

    def now(self) -> int:
        """Samples since the answer; after the end, how many there were."""
        if self._ended_at is not None:
            return self._ended_at
        return self.at(time.monotonic())

    def at(self, monotonic_s: float) -> int:
        return int((monotonic_s - self._answered_at) * SAMPLE_RATE_HZ)

    def when(self, sample: int) -> float:
        """The time of a sample, on the clock of `time.monotonic`."""
        return self._answered_at + sample / SAMPLE_RATE_HZ

    def end(self) -> None:
        self._ended_at = self.now()
        self.ear.stop(self._ended_at)
