"""How many calls are transcribed at once before text comes late.

    make bench-stt

In each call one person speaks, with the pauses people make. Step by step there are more calls,
with plain 30 s-window streaming and then with our local speech to text, until the 95th percentile
of the time from a last word to its text passes 2 s, or a sentence in twenty is missing. Prints how
many calls each could take, and the memory of the worker for a further call; ends with an error
unless ours takes three times as many. LiveKit and the people who speak run on the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from livekit.local_inference import VAD
from numpy.typing import NDArray
from report import percentile
from stt_stage import SILENCE, Line, SpeechStage, say, speech_stage

from tests.support.speech import SAMPLE_RATE, recording
from warm_transfer.services.stt.segmenter import WINDOW_SAMPLES, Segmenter

RESULTS = Path(__file__).parent / "results" / "stt_bench.json"
SPEECH = ("caller.wav", "agent-a.wav", "agent-b.wav")
LIMIT_S = 2.0
ENOUGH = 0.95  # of the sentences
GOAL = 3.0
SPEAK_S = 30.0
DRAIN_S = 10.0  # what comes later than that is as good as missing
STEPS = {"plain": range(1, 100), "ours": range(2, 100, 2)}


@dataclass(frozen=True, slots=True)
class Level:
    calls: int
    expected: int
    came: int
    p50_s: float
    p95_s: float
    memory_mb: float
    cores: float

    @property
    def is_good(self) -> bool:
        return self.p95_s <= LIMIT_S and self.came >= ENOUGH * self.expected


def script(turn: int) -> NDArray[np.int16]:
    """What somebody says: everything there is, each beginning with another recording."""
    order = [SPEECH[(turn + index) % len(SPEECH)] for index in range(len(SPEECH))]
    parts = [part for name in order for part in (recording(name), SILENCE)]
    whole = np.concatenate(parts)
    return np.resize(whole, round(SPEAK_S * SAMPLE_RATE))


def sentences_in(samples: NDArray[np.int16]) -> int:
    vad, segmenter = VAD(), Segmenter()
    whole = samples[: len(samples) // WINDOW_SAMPLES * WINDOW_SAMPLES]
    ended = (segmenter.push(w, vad.predict(w)) for w in whole.reshape(-1, WINDOW_SAMPLES))
    return sum(each is not None for each in ended)


async def level(stage: SpeechStage) -> Level:
    """With the calls that there are now."""
    scripts = [np.concatenate([script(turn), SILENCE]) for turn in range(len(stage.lines))]
    began, began_cpu_s = time.time(), stage.cpu_s()
    speaking = [
        asyncio.create_task(_speak(line, said, turn / len(stage.lines)))
        for turn, (line, said) in enumerate(zip(stage.lines, scripts, strict=True))
    ]
    await asyncio.gather(*speaking)
    cores = (stage.cpu_s() - began_cpu_s) / (time.time() - began)
    await asyncio.sleep(DRAIN_S)
    late = [delay for line in stage.lines for delay in _delays(stage, line, began)]
    expected = sum(sentences_in(said) for said in scripts)
    return Level(
        calls=len(stage.lines),
        expected=expected,
        came=len(late),
        p50_s=percentile(late, 50) if late else DRAIN_S,
        p95_s=percentile(late, 95) if late else DRAIN_S,
        memory_mb=stage.memory_mb(),
        cores=cores,
    )


async def _speak(line: Line, samples: NDArray[np.int16], after_s: float) -> None:
    await asyncio.sleep(after_s)  # people do not begin together
    await line.voice.say(samples)


def _delays(stage: SpeechStage, line: Line, began: float) -> list[float]:
    """From the end of each sentence to its report."""
    call_began = line.started_at.timestamp()
    return [
        report.at - call_began - segment["end_s"]
        for report in stage.desk.accepted
        if report.call_id == line.call_id
        for segment in report.segments
        if call_began + segment["end_s"] > began
    ]


async def climb(engine: str, steps: Sequence[int]) -> list[Level]:
    """Ever more calls, up to the first level that is not good."""
    levels: list[Level] = []
    async with speech_stage(engine) as stage:
        for calls in steps:
            await asyncio.gather(*(stage.call() for _ in range(calls - len(stage.lines))))
            levels.append(await level(stage))
            say(_line(engine, levels[-1]))
            if not levels[-1].is_good:
                return levels
    return levels


def _line(engine: str, at: Level) -> str:
    return (
        f"{engine:<6} {at.calls:>3} calls  {at.came:>3} of {at.expected:>3} sentences"
        f"  median {at.p50_s:>5.2f} s  p95 {at.p95_s:>5.2f} s"
        f"  {at.cores:>4.2f} cores  {at.memory_mb:>4.0f} MB"
    )


def _most(levels: Sequence[Level]) -> int:
    return max((at.calls for at in levels if at.is_good), default=0)


def _memory_per_call_mb(levels: Sequence[Level]) -> float:
    first, last = levels[0], levels[-1]
    return (last.memory_mb - first.memory_mb) / max(1, last.calls - first.calls)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=2, help="calls, of ours")
    first = parser.parse_args().first
    levels = {
        "plain": await climb("plain", STEPS["plain"]),
        "ours": await climb("ours", [step for step in STEPS["ours"] if step >= first]),
    }
    plain, ours = _most(levels["plain"]), _most(levels["ours"])
    times = ours / max(1, plain)
    say(
        f"plain 30 s-window streaming takes {plain} calls at once, ours {ours}: "
        f"{times:.1f} times as many"
    )
    say(f"a further call takes {_memory_per_call_mb(levels['ours']):.1f} MB")
    say(f"{'reached' if times >= GOAL else 'NOT REACHED'}: {GOAL:.0f} times as many")
    RESULTS.parent.mkdir(exist_ok=True)
    figures = {engine: [asdict(at) for at in found] for engine, found in levels.items()}
    RESULTS.write_text(json.dumps(figures, indent=2))
    return 0 if times >= GOAL else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
