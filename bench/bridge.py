"""Measures the phone bridge: the delay it adds, the hole of a move, and phones on one core.

    make bench-bridge

The bridge runs as a process of its own beside a real LiveKit server, with Twilio's end of the
streams and people in rooms played here. Beside it, in the same run, one without its measures
(plain_bridge.py). Prints a table, and writes the figures to bench/results/bridge.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bridge_delay import Delays, measure_delays
from bridge_moves import Holes, measure_holes
from bridge_stage import OURS, PLAIN, BridgeStage, open_bridge
from phone_load import Crowd
from report import percentile

RESULTS = Path(__file__).parent / "results" / "bridge.json"
CLICKS, MOVES = 60, 20
PHONES_MORE = 6
MOST_PHONES = 120
SETTLE_S, HOLD_S = 4.0, 6.0
BETWEEN_PHONES_S = 0.1  # entering a room takes more of the processor than being in it
BAD_PERCENT = 1.0
FRAME_MS = 20
GOAL_DELAY_MS, GOAL_HOLE_MS, GOAL_PHONES = 60, 40, 50


@dataclass
class Measured:
    """`phones`: bad frames in percent, by the number of phones."""

    delays: Delays = field(default_factory=Delays)
    holes: Holes = field(default_factory=Holes)
    phones: dict[int, float] = field(default_factory=dict)

    @property
    def most_phones(self) -> int:
        return max((n for n, bad in self.phones.items() if bad < BAD_PERCENT), default=0)


async def measure(directory: Path, what: str, given: argparse.Namespace) -> Measured:
    command = OURS if what == "ours" else PLAIN
    measured = Measured()
    async with open_bridge(directory / what, command) as stage:
        measured.delays = await measure_delays(stage, given.clicks)
        say(f"{what}: later by {_round(measured.delays.phone_to_room)} ms from phone to room")
        say(f"{what}: later by {_round(measured.delays.room_to_phone)} ms from room to phone")
        measured.holes = await measure_holes(stage, given.moves)
        say(f"{what}: holes of {_round(measured.holes.at_moves)} ms")
    core = max(os.sched_getaffinity(0))
    async with open_bridge(directory / f"{what}-core", command, core=core) as stage:
        measured.phones = await measure_phones(stage, what, given.more, given.most)
    return measured


async def measure_phones(stage: BridgeStage, what: str, more: int, most: int) -> dict[int, float]:
    """More and more phones, until twice in a row too many of their frames are bad."""
    crowd, found, bad_steps = Crowd(stage.port), dict[int, float](), 0
    try:
        while len(crowd.phones) < most:
            for _ in range(more):
                number = len(crowd.phones)
                room = f"room_{number // 2}"
                if number % 2 == 0:
                    await stage.livekit.create_room(room)
                await crowd.add(stage.desk.admit(f"leg-{number}", room))
                await asyncio.sleep(BETWEEN_PHONES_S)
            await asyncio.sleep(SETTLE_S)
            crowd.forget()
            begin_s = time.monotonic()
            await asyncio.sleep(HOLD_S)
            bad = found[len(crowd.phones)] = crowd.bad_percent(begin_s)
            say(f"{what}: {len(crowd.phones)} phones, {bad:.2f} % of frames late or without sound")
            bad_steps = bad_steps + 1 if bad >= BAD_PERCENT else 0
            if bad_steps == 2:
                break
    finally:
        await crowd.close()
    return found


def as_table(ours: Measured, plain: Measured) -> str:
    lines = [f"{'':<52} {'median':>8} {'p95':>8} {'longest':>8} {'n':>5}"]
    rows = (
        ("ms heard later, phone to room", ours.delays.phone_to_room),
        ("ms heard later, phone to room, plain bridge", plain.delays.phone_to_room),
        ("ms heard later, room to phone", ours.delays.room_to_phone),
        ("ms heard later, room to phone, plain bridge", plain.delays.room_to_phone),
        ("ms from person to person, without a bridge", ours.delays.between_people),
        ("ms without sound at a move", ours.holes.at_moves),
        ("ms without sound at a move, plain bridge: leave, join", plain.holes.at_moves),
        ("ms without sound without a move", ours.holes.before),
    )
    for what, values in rows:
        lines.append(
            f"{what:<52} {statistics.median(values):>8.0f} {percentile(values, 95):>8.0f}"
            f" {max(values):>8.0f} {len(values):>5}"
        )
    lines += [
        f"{f'phones on one core, under {BAD_PERCENT:g} % bad frames':<52} {ours.most_phones:>8}",
        f"{'phones on one core, plain bridge':<52} {plain.most_phones:>8}",
        "",
        f"hole: {max(plain.holes.at_moves) / max(*ours.holes.at_moves, 5):.0f} times less; "
        f"phones: {ours.most_phones / max(plain.most_phones, 1):.1f} times more",
        f"goals: p95 of the delay under {GOAL_DELAY_MS} ms beyond the {FRAME_MS} ms of a frame, "
        f"longest hole {GOAL_HOLE_MS} ms, {GOAL_PHONES} phones",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the phone bridge.")
    parser.add_argument("--clicks", type=int, default=CLICKS)
    parser.add_argument("--moves", type=int, default=MOVES)
    parser.add_argument("--more", type=int, default=PHONES_MORE, help="phones at a time, even")
    parser.add_argument("--most", type=int, default=MOST_PHONES, help="phones to try")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wt-bench-") as temporary:
        ours, plain = (
            asyncio.run(measure(Path(temporary), what, given)) for what in ("ours", "plain")
        )
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    figures = {"load_average": os.getloadavg(), "ours": asdict(ours), "plain": asdict(plain)}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    sys.stdout.write(f"{as_table(ours, plain)}\n{RESULTS.resolve()}\n")


def _round(values: Sequence[float]) -> list[int]:
    return [round(value) for value in values]


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
