"""How well and how soon calls are transcribed, through a real LiveKit room.

    make eval-stt DATA=folder

The folder has recordings, 16 kHz mono, and `transcripts.tsv`: a file's name, a tab, what is said.
Each recording is spoken in real time in a call, once with our local speech to text and once with
plain 30 s-window streaming, and read offline by faster-whisper. Prints word error rates, real-time
factors (seconds of CPU for a second of speech) and latencies, and which goals are reached; ends
with an error unless all are. Needs idle cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import wave
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np
from faster_whisper import WhisperModel
from livekit.local_inference import VAD
from numpy.typing import NDArray
from plain_stt import read
from report import percentile
from stt_stage import Line, SpeechStage, loud_stretch, say, speech_stage

from tests.support.speech import SAMPLE_RATE, words
from tests.support.waiting import until
from warm_transfer.services.stt.segmenter import WINDOW_S, WINDOW_SAMPLES, Segmenter
from warm_transfer.services.stt.whisper import PACKAGED_MODEL

RESULTS = Path(__file__).parent / "results" / "stt_eval.json"
ROUNDS = 4
BEFORE_S, AFTER_S = 1.0, 1.5  # silence around each recording
QUIET_S = 1.0  # after the last final, another one would have come

MAX_WER_RATIO = 1.1
MAX_FIRST_PARTIAL_MS = 900
MAX_FINAL_MS, MAX_FINAL_P95_MS = 300, 500  # after the end was detected
MAX_FINAL_AFTER_WORDS_MS = 900


@dataclass(frozen=True, slots=True)
class Sample:
    """`padded` is what is played; the times are when in it speech begins, ends, and is cut."""

    said: str
    speech: NDArray[np.int16]
    padded: NDArray[np.int16]
    starts_s: float
    ends_s: float
    detected_s: float


@dataclass
class Measured:
    """In milliseconds, one value for each time a recording was spoken."""

    heard: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    first_partial: list[float] = field(default_factory=list)
    final: list[float] = field(default_factory=list)
    final_after_words: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    speech_s: float = 0.0

    @property
    def wer(self) -> float:
        return float(jiwer.wer([words(t) for t in self.said], [words(t) for t in self.heard]))

    @property
    def rtf(self) -> float:
        return self.cpu_s / self.speech_s


def load(data: Path) -> list[Sample]:
    lines = (data / "transcripts.tsv").read_text().splitlines()
    return [_sample(data / name, said) for name, said in (line.split("\t") for line in lines)]


def _sample(path: Path, said: str) -> Sample:
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels()) != (SAMPLE_RATE, 1):
            raise SystemExit(f"{path} is not 16 kHz mono")
        speech = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    before, after = (np.zeros(round(s * SAMPLE_RATE), np.int16) for s in (BEFORE_S, AFTER_S))
    starts_s, ends_s = loud_stretch(speech)
    padded = np.concatenate([before, speech, after])
    return Sample(said, speech, padded, BEFORE_S + starts_s, BEFORE_S + ends_s, _detected(padded))


def _detected(padded: NDArray[np.int16]) -> float:
    """When the last utterance in it is known to have ended: as in the worker, without a network."""
    vad, segmenter, detected_s = VAD(), Segmenter(), 0.0
    for index in range(len(padded) // WINDOW_SAMPLES):
        window = padded[index * WINDOW_SAMPLES : (index + 1) * WINDOW_SAMPLES]
        if segmenter.push(window, vad.predict(window)) is not None:
            detected_s = (index + 1) * WINDOW_S
    return detected_s


def offline(samples: list[Sample]) -> Measured:
    model = WhisperModel(
        str(PACKAGED_MODEL), device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1
    )
    measured, began = Measured(), time.process_time()
    for sample in samples:
        heard = read(model, sample.speech)
        measured.said.append(sample.said)
        measured.heard.append(heard.text if heard else "")
        measured.speech_s += len(sample.speech) / SAMPLE_RATE
    measured.cpu_s = time.process_time() - began
    return measured


async def streamed(engine: str, samples: list[Sample], rounds: int) -> Measured:
    measured = Measured()
    async with speech_stage(engine) as stage:
        line = await stage.call()
        began_s = stage.cpu_s()
        for sample in samples * rounds:
            await _speak(stage, line, sample, measured)
        measured.cpu_s = stage.cpu_s() - began_s
    return measured


async def _speak(stage: SpeechStage, line: Line, sample: Sample, measured: Measured) -> None:
    seen = len(line.seat.partials)
    began_s = time.monotonic()
    await line.voice.say(sample.padded)

    async def settled() -> bool:
        new = line.seat.partials[seen:]
        return bool(new) and new[-1].final and time.monotonic() - new[-1].at_s > QUIET_S

    await until(settled, "have the sentence transcribed")
    new = line.seat.partials[seen:]
    finals = [partial for partial in new if partial.final and partial.text]
    shown = next((partial for partial in new if partial.text), None)
    measured.said.append(sample.said)
    measured.heard.append(" ".join(final.text for final in finals))
    measured.speech_s += len(sample.speech) / SAMPLE_RATE
    if shown is not None and finals:
        measured.first_partial.append((shown.at_s - began_s - sample.starts_s) * 1000)
        measured.final.append((finals[-1].at_s - began_s - sample.detected_s) * 1000)
        measured.final_after_words.append((finals[-1].at_s - began_s - sample.ends_s) * 1000)


def goals(ours: Measured, read_offline: Measured) -> dict[str, bool]:
    return {
        f"word error rate at most {MAX_WER_RATIO} times offline's": (
            ours.wer <= MAX_WER_RATIO * read_offline.wer
        ),
        f"first partial within {MAX_FIRST_PARTIAL_MS} ms (median)": (
            statistics.median(ours.first_partial) < MAX_FIRST_PARTIAL_MS
        ),
        f"final within {MAX_FINAL_MS} ms of the detected end (median)": (
            statistics.median(ours.final) < MAX_FINAL_MS
        ),
        f"final within {MAX_FINAL_P95_MS} ms of the detected end (95th percentile)": (
            percentile(ours.final, 95) < MAX_FINAL_P95_MS
        ),
        f"final within {MAX_FINAL_AFTER_WORDS_MS} ms of the last word (median)": (
            statistics.median(ours.final_after_words) < MAX_FINAL_AFTER_WORDS_MS
        ),
    }


def as_table(measured: dict[str, Measured]) -> str:
    lines = [
        f"{'':<28} {'WER':>6} {'RTF':>6} {'first partial':>15} {'final after end':>16}"
        f" {'after last word':>16}   (ms: median / 95th percentile)"
    ]
    for name, run in measured.items():
        spans = [
            f"{statistics.median(values):.0f} / {percentile(values, 95):.0f}" if values else "-"
            for values in (run.first_partial, run.final, run.final_after_words)
        ]
        lines.append(
            f"{name:<28} {run.wer:>6.1%} {run.rtf:>6.2f} {spans[0]:>15} {spans[1]:>16}"
            f" {spans[2]:>16}"
        )
    return "\n".join(lines)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    samples = load(arguments.data)
    measured = {"offline": offline(samples)}
    for name, engine in (("streamed", "ours"), ("plain 30 s window, streamed", "plain")):
        measured[name] = await streamed(engine, samples, arguments.rounds)
    say(as_table(measured))
    reached = goals(measured["streamed"], measured["offline"])
    for goal, is_reached in reached.items():
        say(f"{'reached    ' if is_reached else 'NOT REACHED'}  {goal}")
    RESULTS.parent.mkdir(exist_ok=True)
    figures = {
        name: {
            "wer": run.wer,
            "rtf": run.rtf,
            "first_partial_ms": run.first_partial,
            "final_ms": run.final,
            "final_after_words_ms": run.final_after_words,
        }
        for name, run in measured.items()
    }
    RESULTS.write_text(json.dumps({"goals": reached, "runs": figures}, indent=2))
    return 0 if all(reached.values()) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
