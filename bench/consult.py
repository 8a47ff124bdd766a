"""Measures how soon caller and agent hear each other again after a consult.

    make bench-consult

Three browsers use the running product: Ana consults Bea while Ines hears music, and comes back.
From each click on "Return to caller" it is measured, in what the pages play, when Ines hears Ana
and Ana hears Ines. Beside it, in the same run, what a return would take that leaves one room and
then joins the other. Prints a table, and writes the figures to bench/results/consult.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from leave_then_join import open_leave_then_join
from listening import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ
from playwright.async_api import expect
from report import percentile
from stage import open_stage, write_voices
from transfers import Call, open_call

from tests.support.browser import Browsers
from tests.support.room_page import build_room_page, served
from tests.support.waiting import PATIENCE_S

RESULTS = Path(__file__).parent / "results" / "consult.json"
RETURNS = 20
GOAL_MS = 300
WITH_CALLER_S = 1.5


async def begin_consult(call: Call) -> None:
    await call.here.agent.start_transfer(call.away.agent.name, mode="Consult first")
    await call.away.agent.accept()
    await call.here.listener.hears(AGENT_B_HZ)


async def come_back(call: Call) -> float:
    """Milliseconds from the click until both hear each other; then to the target again."""
    ana, bea = call.here, call.away
    await ana.agent.return_to_caller()
    clicked_s = await ana.listener.clicked_s()
    await asyncio.gather(
        call.hears.hears(AGENT_A_HZ, clicked_s), ana.listener.hears(CALLER_HZ, clicked_s)
    )
    heard_s = (
        await call.hears.first_heard_s(AGENT_A_HZ, clicked_s),
        await ana.listener.first_heard_s(CALLER_HZ, clicked_s),
    )
    await asyncio.sleep(WITH_CALLER_S)
    await ana.agent.back_to(bea.agent.name)
    since_s = time.time()
    await ana.listener.hears(AGENT_B_HZ, since_s)
    return (max(heard_s) - clicked_s) * 1000


async def measure(returns: int) -> tuple[list[float], list[float]]:
    expect.set_options(timeout=PATIENCE_S * 1000)
    with tempfile.TemporaryDirectory(prefix="wt-bench-") as temporary:
        directory = Path(temporary)
        voices = write_voices(directory)
        back_ms: list[float] = []
        leaving_ms: list[float] = []
        with served(await build_room_page(directory / "page")) as address:
            async with (
                Browsers() as browsers,
                open_stage(directory, browsers, voices, 0) as stage,
            ):
                async with open_call(stage) as call:
                    await begin_consult(call)
                    for number in range(1, returns + 1):
                        back_ms.append(await come_back(call))
                        say(f"return {number} of {returns}: {back_ms[-1]:.0f} ms")
                async with open_leave_then_join(stage, address) as line:
                    for _ in range(returns):
                        leaving_ms.append(max(await line.move()))
    return back_ms, leaving_ms


def as_table(back_ms: list[float], leaving_ms: list[float]) -> str:
    lines = [f"{'milliseconds':<44} {'median':>8} {'p95':>8} {'longest':>8} {'n':>5}"]
    for what, values in (
        ("click on Return to both hearing each other", back_ms),
        ("leaving one room, then joining the other", leaving_ms),
    ):
        lines.append(
            f"{what:<44} {statistics.median(values):>8.0f} {percentile(values, 95):>8.0f}"
            f" {max(values):>8.0f} {len(values):>5}"
        )
    ratio = statistics.median(leaving_ms) / statistics.median(back_ms)
    lines.append(f"ratio {ratio:.1f}; the goal is a median of {GOAL_MS} ms")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the return from a consult.")
    parser.add_argument("--returns", type=int, default=RETURNS)
    back_ms, leaving_ms = asyncio.run(measure(parser.parse_args().returns))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    figures = {"return_ms": back_ms, "leave_then_join_ms": leaving_ms}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    sys.stdout.write(f"{as_table(back_ms, leaving_ms)}\n{RESULTS.resolve()}\n")


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
