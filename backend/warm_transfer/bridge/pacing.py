"""One clock for all phones: every 20 ms each of them hears and is heard for 20 ms.

A timer for each phone would cost more than what it is for, and would drift. Here one task wakes
every 5 ms, on a clock that it never sets, and takes a quarter of the phones each time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from warm_transfer.bridge.mixer import PHONE_FRAME, Mixer
from warm_transfer.services.telephony import g711

FRAME_S = 0.02
LINEAR_BYTES = 2 * PHONE_FRAME  # 20 ms of 16-bit samples, as the library takes them
PHASES = 4
STEP_S = FRAME_S / PHASES
LATE_S = 0.02  # a frame that is later than the next one is due leaves a gap


class Paced(Protocol):
    """A phone. Its sound is µ-law, that of rooms is linear."""

    def spoken(self) -> bytes:
        """What the phone says for the next 20 ms."""
        ...

    def say(self, samples: bytes) -> None:
        """Say it in the rooms."""
        ...

    def voices(self) -> Sequence[bytes]:
        """Whom the phone is to hear for the next 20 ms."""
        ...

    def play(self, payload: bytes, now_s: float) -> None:
        """Let the phone hear it."""
        ...


@dataclass(slots=True)
class Punctuality:
    """Since the start. `late`: frames that came too late, and those left out instead."""

    frames: int = 0
    late: int = 0

    def count(self, frames: int, late_by_s: float) -> None:
        self.frames += frames
        if late_by_s > LATE_S:
            self.late += frames


class Phase:
    """Phones whose frames are due at the same moment. What can be done for all at once, is."""

    def __init__(self) -> None:
        self.phones: list[Paced] = []
        self._mixer = Mixer()

    def add(self, phone: Paced) -> None:
        self.phones.append(phone)
        self._mixer.add_row()

    def remove(self, phone: Paced) -> None:
        row = self.phones.index(phone)
        del self.phones[row]
        self._mixer.remove_row(row)

    def tick(self, due_s: float, punctuality: Punctuality) -> None:
        """20 ms of each phone, in both directions."""
        phones = self.phones
        if not phones:
            return
        spoken = g711.decode(b"".join([phone.spoken() for phone in phones])).tobytes()
        for row, phone in enumerate(phones):
            phone.say(spoken[row * LINEAR_BYTES : (row + 1) * LINEAR_BYTES])
        heard = g711.encode(self._mixer.mix([phone.voices() for phone in phones]))
        for row, phone in enumerate(phones):
            now_s = time.monotonic()
            punctuality.count(1, now_s - due_s)
            phone.play(heard[row * PHONE_FRAME : (row + 1) * PHONE_FRAME], now_s)


class Pacer:
    def __init__(self) -> None:
        self.punctuality = Punctuality()
        self._phases = [Phase() for _ in range(PHASES)]

    def add(self, phone: Paced) -> None:
        min(self._phases, key=lambda phase: len(phase.phones)).add(phone)

    def remove(self, phone: Paced) -> None:
        for phase in self._phases:
            if phone in phase.phones:
                phase.remove(phone)

    async def run(self) -> None:
        """Until cancelled."""
        began_s, step = time.monotonic(), 0
        while True:
            step += 1
            due_s = began_s + step * STEP_S
            late_s = time.monotonic() - due_s
            await asyncio.sleep(max(0.0, -late_s))
            if late_s > FRAME_S:  # what is missed is left out: nobody waits for what is late
                missed = int(late_s / FRAME_S)
                phones = sum(len(phase.phones) for phase in self._phases)
                self.punctuality.count(missed * phones, late_s)
                step += missed * PHASES - 1
                continue
            self._phases[step % PHASES].tick(due_s, self.punctuality)
