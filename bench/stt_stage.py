"""Where speech to text is measured: a LiveKit server, a call worker, and people who speak."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import psutil
from numpy.typing import NDArray

from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.product import KEPT_FROM_ENVIRONMENT
from tests.support.report_desk import ReportDesk
from tests.support.speech import SAMPLE_RATE, recording
from tests.support.voice import Seat, Voice
from tests.support.waiting import until
from warm_transfer.services.livekit.rooms import RoomMetadata

WORKER = Path(__file__).with_name("stt_worker.py")
WARM_UP = recording("agent-a.wav")[: 2 * SAMPLE_RATE]  # "Thank you for calling."
SILENCE = np.zeros(SAMPLE_RATE, np.int16)


@dataclass
class Line:
    """A call with one person who speaks."""

    call_id: str
    started_at: datetime
    voice: Voice
    seat: Seat


@dataclass
class SpeechStage:
    livekit: LiveKitServer
    desk: ReportDesk
    worker: psutil.Process
    log: Path
    lines: list[Line] = field(default_factory=list)

    async def call(self) -> Line:
        """One more call, in which the worker has heard a sentence already."""
        call_id, room, started_at = uuid4().hex, f"room_{uuid4().hex}", datetime.now(UTC)
        await self.livekit.rooms.ensure_room(room, RoomMetadata(call_id, started_at))
        await until(lambda: self.livekit.rooms.has_call_worker(room), self.log.read_text)
        voice = Voice(self.livekit, f"caller-{call_id[:8]}", "caller")
        line = Line(call_id, started_at, voice, await voice.join(room))
        self.lines.append(line)

        async def heard() -> bool:
            await voice.say(np.concatenate([SILENCE, WARM_UP, SILENCE, SILENCE]))
            return bool(self.desk.segments(call_id))

        await until(heard, "have the worker hear a first sentence")
        return line

    def cpu_s(self) -> float:
        """What the worker has spent so far, on all cores."""
        times = self.worker.cpu_times()
        return float(times.user + times.system)

    def memory_mb(self) -> float:
        return float(self.worker.memory_info().rss / 2**20)


@asynccontextmanager
async def speech_stage(engine: str) -> AsyncIterator[SpeechStage]:
    """`engine`: `ours` or `plain`."""
    with tempfile.TemporaryDirectory(prefix="wt-stt-") as folder:
        async with LiveKitServer(Path(folder)) as livekit, ReportDesk() as desk:
            log = Path(folder) / "worker.log"
            process = await _start_worker(engine, log, livekit, desk)
            stage = SpeechStage(livekit, desk, psutil.Process(process.pid), log)
            try:
                yield stage
            finally:
                await asyncio.gather(*(line.voice.leave_all() for line in stage.lines))
                process.terminate()
                await process.wait()


async def _start_worker(
    engine: str, log_path: Path, livekit: LiveKitServer, desk: ReportDesk
) -> Process:
    kept = {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
    settings = {
        "DATA_DIR": str(log_path.parent),
        "LIVEKIT_WS_URL": livekit.url,
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": SECRET,
        "API_URL": desk.url,
        "STT_PROVIDERS": "local",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with log_path.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(WORKER), engine),
            stdout=log,
            stderr=log,
            env=kept | settings,
            cwd=log_path.parent,
        )

    async def reports() -> bool:
        return bool(desk.heartbeats)

    await until(reports, log_path.read_text)
    return process


def loud_stretch(samples: NDArray[np.int16], below_peak_db: float = 30.0) -> tuple[float, float]:
    """From when to when somebody speaks, in seconds: 20 ms windows near the loudest one."""
    window = SAMPLE_RATE // 50
    whole = samples[: len(samples) // window * window].astype(np.float64).reshape(-1, window)
    loudness = np.sqrt((whole**2).mean(axis=1))
    (loud,) = np.nonzero(loudness >= loudness.max() * 10 ** (-below_peak_db / 20))
    return float(loud[0]) * 0.02, float(loud[-1] + 1) * 0.02


def say(line: str) -> None:
    """At once, also where output is collected."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
