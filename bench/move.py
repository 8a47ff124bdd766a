"""Measures the hole that a transfer leaves in what people hear, beside leaving and then joining.

    make bench-move

Three browsers use the running product: a caller and two agents, who hand the caller to each other.
Each speaks with a tone of their own, and what each page plays is measured as it leaves for the
loudspeaker. Prints a table, and writes the figures to bench/results/move.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from leave_then_join import open_leave_then_join
from playwright.async_api import expect
from report import Measured, as_json, as_table
from stage import open_stage, write_voices
from transfers import open_call

from tests.support.browser import Browsers
from tests.support.people import Voices
from tests.support.room_page import build_room_page, served
from tests.support.waiting import PATIENCE_S

RESULTS = Path(__file__).parent / "results" / "move.json"
TRANSFERS = 20
ROUND_TRIPS_MS = (0, 100)


async def measure(
    directory: Path, voices: Voices, address: str, round_trip_ms: int, transfers: int
) -> Measured:
    measured = Measured(round_trip_ms)
    own = directory / f"{round_trip_ms}-ms"
    own.mkdir()
    async with (
        Browsers() as browsers,
        open_stage(own, browsers, voices, round_trip_ms / 1000) as stage,
    ):
        async with open_call(stage) as call:
            for number in range(1, transfers + 1):
                measured.nothing_happens += await call.nothing_happens()
                figures = await call.transfer()
                measured.holes_caller += figures.holes_caller_ms
                measured.holes_agents += figures.holes_agents_ms
                measured.accept_to_talk.append(figures.accept_to_talk_ms)
                say(f"{round_trip_ms} ms: transfer {number} of {transfers}: {figures}")
        async with open_leave_then_join(stage, address) as line:
            for number in range(1, transfers + 1):
                holes = await line.move()
                measured.leave_then_join += holes
                say(f"{round_trip_ms} ms: leave then join {number} of {transfers}: {holes}")
    return measured


async def measure_all(transfers: int) -> list[Measured]:
    expect.set_options(timeout=PATIENCE_S * 1000)
    with tempfile.TemporaryDirectory(prefix="wt-bench-") as temporary:
        directory = Path(temporary)
        voices = write_voices(directory)
        with served(await build_room_page(directory / "page")) as address:
            return [
                await measure(directory, voices, address, round_trip_ms, transfers)
                for round_trip_ms in ROUND_TRIPS_MS
            ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the hole that a transfer leaves.")
    parser.add_argument("--transfers", type=int, default=TRANSFERS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    measured = asyncio.run(measure_all(arguments.transfers))
    results: Path = arguments.results
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(as_json(measured, arguments.transfers), indent=2) + "\n")
    sys.stdout.write(f"{as_table(measured)}\n{results.resolve()}\n")


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
