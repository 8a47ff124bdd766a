"""One clock for all phones."""

from __future__ import annotations

import asyncio

import numpy as np

from tests.support.waiting import until
from warm_transfer.bridge.pacing import Pacer
from warm_transfer.services.telephony import g711


class Phone:
    """Says a level of its own, and notes what it is given."""

    def __init__(self, number: int = 0) -> None:
        self.said: list[bytes] = []
        self.played: list[bytes] = []
        self._level = 1_000 * number

    def spoken(self) -> bytes:
        return g711.encode(np.full(160, self._level, np.int16))

    def say(self, samples: bytes) -> None:
        self.said.append(samples)

    def voices(self) -> list[bytes]:
        return [np.full(320, self._level, np.int16).tobytes()]

    def play(self, payload: bytes, _now_s: float) -> None:
        self.played.append(payload)


async def test_every_phone_is_paced_and_gets_its_own_sound() -> None:
    pacer, phones = Pacer(), [Phone(number) for number in range(9)]
    for phone in phones:
        pacer.add(phone)
    running = asyncio.create_task(pacer.run())
    try:

        async def fifty() -> bool:
            return all(len(phone.played) >= 50 for phone in phones)

        await until(fifty, "pace every phone")
    finally:
        running.cancel()
        await asyncio.wait({running})
    counts = [len(phone.played) for phone in phones]
    assert max(counts) - min(counts) <= 1
    assert pacer.punctuality.frames >= sum(counts)
    for number, phone in enumerate(phones):
        assert phone.said[-1] == g711.decode(phone.spoken()).tobytes()
        assert abs(int(g711.decode(phone.played[-1])[80]) - 1_000 * number) <= 150


async def test_a_phone_that_is_removed_is_paced_no_longer() -> None:
    pacer, kept, removed = Pacer(), Phone(), Phone()
    pacer.add(kept)
    pacer.add(removed)
    pacer.remove(removed)
    running = asyncio.create_task(pacer.run())

    async def paced() -> bool:
        return len(kept.played) >= 5

    await until(paced, "pace the other one")
    running.cancel()
    await asyncio.wait({running})
    assert not removed.played
