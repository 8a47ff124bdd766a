"""People at their pages who say one sentence at a time, each when told to."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Browser, BrowserContext, ViewportSize

from tests.support.people import DESKTOP, People
from tests.support.person import Person
from tests.support.speech import SAMPLE_RATE, recording, sentences

MICROPHONE = Path(__file__).with_name("spoken_microphone.js")
RECORDINGS = ("caller.wav", "agent-a.wav", "agent-b.wav")

# The recordings have 0.9 s of silence between sentences, and less than half of that within one.
PAUSE_S = 0.5
WINDOW = SAMPLE_RATE // 50  # 20 ms
LOUD = 300  # of 32767; the pauses are digital silence
BREATH_S = 0.1  # left before and after a sentence


class Speakers(People):
    """As `People`; microphones have nothing but a quiet room in them until somebody speaks."""

    async def context(
        self, browser: Browser, viewport: ViewportSize = DESKTOP, *, audible: bool = True
    ) -> BrowserContext:
        context = await super().context(browser, viewport, audible=audible)
        await context.add_init_script(path=MICROPHONE)
        return context


async def say(person: Person, sentence: str) -> None:
    """Speak one of the recorded sentences, to its end."""
    wav = base64.b64encode(spoken()[sentence]).decode()
    await person.page.evaluate("wav => globalThis.spokenMicrophone.say(wav)", wav)


@asynccontextmanager
async def speaking(person: Person, sentence: str) -> AsyncIterator[None]:
    """While it is being said, over and over; on leaving, to its end."""
    enough = asyncio.Event()

    async def again_and_again() -> None:
        while not enough.is_set():
            await say(person, sentence)

    async with asyncio.TaskGroup() as voices:
        voices.create_task(again_and_again())
        try:
            yield
        finally:
            enough.set()


@cache
def spoken() -> dict[str, bytes]:
    """Every recorded sentence as a WAV file of its own."""
    return {
        sentence: _wav(samples)
        for name in RECORDINGS
        for sentence, samples in zip(sentences(name), _cut(recording(name)), strict=True)
    }


def _cut(samples: NDArray[np.int16]) -> list[NDArray[np.int16]]:
    """The stretches between long pauses."""
    windows = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    loud = np.flatnonzero(np.abs(windows.astype(np.int32)).max(axis=1) > LOUD)
    pauses = np.flatnonzero(np.diff(loud) > PAUSE_S * SAMPLE_RATE / WINDOW)
    breath = int(BREATH_S * SAMPLE_RATE)
    starts = np.concatenate(([loud[0]], loud[pauses + 1])) * WINDOW - breath
    ends = (np.concatenate((loud[pauses], [loud[-1]])) + 1) * WINDOW + breath
    return [samples[max(0, start) : end] for start, end in zip(starts, ends, strict=True)]


def _wav(samples: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(samples.itemsize)
        wav.setframerate(SAMPLE_RATE)
        wav.writeframes(samples.tobytes())
    return file.getvalue()
