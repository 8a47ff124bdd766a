"""Plain 30 s-window streaming, to compare with: what is usually built around faster-whisper.

The same cuts and the same model. Each reading is faster-whisper's own `transcribe` with its
defaults, of the whole utterance so far in the full window, on as many cores as there are. Partials
come as often as ours with time to spare; everything asked for is done, in the order of asking.
"""

from __future__ import annotations

import asyncio
import math
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from faster_whisper import WhisperModel

from warm_transfer.services.stt.base import Heard, Spoken
from warm_transfer.services.stt.local import NEXT_PARTIAL_AFTER_S
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples, Utterance
from warm_transfer.services.stt.whisper import PACKAGED_MODEL


def read(model: WhisperModel, samples: Samples) -> Heard | None:
    segments, info = model.transcribe(samples.astype(np.float32) / 32768)
    said = list(segments)
    text = " ".join(segment.text.strip() for segment in said).strip()
    if not text:
        return None
    logprob = sum(segment.avg_logprob for segment in said) / len(said)
    return Heard(text, info.language, math.exp(logprob))


class PlainProvider:
    name = "plain"
    timeout_s = None

    def __init__(self) -> None:
        cores = os.cpu_count() or 1
        self._model = WhisperModel(
            str(PACKAGED_MODEL),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=cores,
        )
        self._queue = ThreadPoolExecutor(max_workers=cores)

    def begin(self, spoken: Spoken) -> PlainReading:
        return PlainReading(self, spoken)

    async def read(self, samples: Samples) -> Heard | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._queue, read, self._model, samples)

    async def close(self) -> None:
        await asyncio.to_thread(self._queue.shutdown, cancel_futures=True)


class PlainReading:
    def __init__(self, provider: PlainProvider, spoken: Spoken) -> None:
        self._provider = provider
        self._spoken = spoken
        self._heard_s = 0.0
        self._next_at_s = NEXT_PARTIAL_AFTER_S
        self._partials: set[asyncio.Task[None]] = set()
        self._over = False

    def hear(self, samples: Samples) -> None:
        self._heard_s += len(samples) / SAMPLE_RATE
        if self._heard_s >= self._next_at_s:
            self._next_at_s = self._heard_s + NEXT_PARTIAL_AFTER_S
            task = asyncio.create_task(self._tell(self._spoken.look().samples))
            self._partials.add(task)
            task.add_done_callback(self._partials.discard)

    def pause(self) -> None:
        """Nothing is read ahead."""

    def resume(self) -> None:
        """Nothing was read ahead."""

    async def finish(self, utterance: Utterance) -> Heard | None:
        self._over = True
        return await self._provider.read(utterance.samples)

    async def drop(self) -> None:
        """What was asked for is read, though nobody waits for it."""
        self._over = True

    async def _tell(self, samples: Samples) -> None:
        heard = await self._provider.read(samples)
        if heard and not self._over:
            self._spoken.tell(heard.text)
