"""Keeps calls and transfers going with random faults, and looks what is left over afterwards.

    make bench-soak                     ten minutes
    make bench-soak MINUTES=120

In the first half processes are killed too: the API, the call worker, the LiveKit server. In the
second half people alone drop out and hang up, and memory is compared between its beginning and its
end. Ends with an error if a caller was stranded or anything is left.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from soak_people import Desk, Line, Tally

from tests.support.processes import Part, is_part, processes_of
from tests.support.product import RunningProduct
from tests.support.waiting import until
from warm_transfer.services.livekit.native_logs import keep_native_logs_native
from warm_transfer.services.livekit.rooms import LiveKitRooms

RESULTS = Path(__file__).parent / "results" / "soak.json"
MINUTES = 10.0
LINES = 3  # calls at once
KILLED_EVERY_S = (20.0, 40.0)
WARM_S = 60.0  # before memory is first looked at: caches fill
MOST_GROWTH = 1.25  # of memory in the second half
PARTS = (Part.API, Part.WORKER, Part.LIVEKIT)


@dataclass(slots=True)
class Outcome:
    minutes: float
    tally: Tally
    killed: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    memory_mb: dict[str, tuple[float, float]] = field(default_factory=dict)  # before, after

    def faults(self) -> list[str]:
        grown = [
            f"the memory of {part} grew from {before:.0f} to {after:.0f} MB"
            for part, (before, after) in self.memory_mb.items()
            if after > before * MOST_GROWTH
        ]
        return [*self.tally.stranded, *self.left, *grown]


def memory_of(product: RunningProduct) -> dict[str, float]:
    """Resident megabytes by part."""
    found: dict[str, float] = {}
    for process in processes_of(product.data_dir):
        for part in PARTS:
            if is_part(process, part):
                found[part] = found.get(part, 0.0) + process.memory_info().rss / 1e6
    return found


async def kill_now_and_then(
    product: RunningProduct, outcome: Outcome, rng: random.Random, over: asyncio.Event
) -> None:
    while not over.is_set():
        try:
            await asyncio.wait_for(over.wait(), rng.uniform(*KILLED_EVERY_S))
        except TimeoutError:
            part = rng.choice(PARTS)
            await product.kill(part)
            outcome.killed[part.value] = outcome.killed.get(part.value, 0) + 1
            await product.wait_until_ready()


async def what_is_left(product: RunningProduct, desk: Desk) -> list[str]:
    """After everybody has gone: nothing of any call."""
    seen: list[str] = []
    agent = desk.agents[0].robot
    livekit = f"http://127.0.0.1:{product.settings['LIVEKIT_PORT']}"

    async def nothing() -> bool:
        seen.clear()
        for state in ("waiting", "active"):
            calls = (await agent.ask("GET", f"/calls?state={state}")).json()["items"]
            seen.extend(f"call {call['id']} is {state}" for call in calls)
        for each in desk.agents:
            transfers = (await each.robot.ask("GET", "/transfers")).json()
            seen.extend(f"transfer {one['id']} is {one['state']}" for one in transfers)
        seen.extend(f"room {name}" for name in await rooms_of(product, livekit))
        return not seen

    try:
        await until(nothing, "nothing is left", timeout_s=120, poll_s=1)
    except AssertionError:
        return seen
    parts = [part for part in PARTS for p in processes_of(product.data_dir) if is_part(p, part)]
    return [] if sorted(parts) == sorted(PARTS) else [f"these processes: {parts}"]


async def rooms_of(product: RunningProduct, url: str) -> list[str]:
    secrets = json.loads((product.data_dir / "secrets.json").read_text())
    rooms = LiveKitRooms(url, secrets["livekit_api_key"], secrets["livekit_api_secret"])
    try:
        return list(await rooms.list_rooms())
    finally:
        await rooms.close()


async def soak(minutes: float, seed: int) -> Outcome:
    rng = random.Random(seed)  # noqa: S311 - chance, not a secret
    outcome = Outcome(minutes, Tally())
    with tempfile.TemporaryDirectory(prefix="wt-bench-") as temporary:
        product = RunningProduct(
            Path(temporary) / "data",
            STT_PROVIDERS="none",  # tones are no speech
            OFFER_TIMEOUT_S="6",
            CALLER_AWAY_TIMEOUT_S="20",
            AGENT_AWAY_TIMEOUT_S="10",
            ACCESS_TOKEN_TTL_S="3600",  # noqa: S106 - seconds, not a secret
        )
        async with product:
            desk = Desk(2 * LINES + 1)
            await desk.open(product)
            try:
                await hours_of_work(product, desk, outcome, minutes * 60, rng)
                outcome.left = await what_is_left(product, desk)
            finally:
                await desk.close()
    return outcome


async def hours_of_work(
    product: RunningProduct, desk: Desk, outcome: Outcome, seconds: float, rng: random.Random
) -> None:
    over, half = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(LINES):
            line = Line(product, desk, outcome.tally, random.Random(rng.random()))  # noqa: S311
            tasks.create_task(line.run_until(over))
        tasks.create_task(kill_now_and_then(product, outcome, rng, half))
        await asyncio.sleep(seconds / 2)
        half.set()
        await asyncio.sleep(min(WARM_S, seconds / 4))
        before = memory_of(product)
        say(f"half of it: {outcome.tally}")
        await asyncio.sleep(max(0.0, seconds / 2 - WARM_S))
        after = memory_of(product)
        outcome.memory_mb = {part: (before[part], after[part]) for part in PARTS}
        over.set()


def as_table(outcome: Outcome) -> str:
    tally = outcome.tally
    lines = [
        f"{outcome.minutes:g} minutes, {LINES} calls at once",
        f"calls                {tally.calls}",
        f"transfers            {tally.transfers:<4} {_counted(tally.outcomes)}",
        f"people dropped out   {tally.dropped}",
        f"processes killed     {sum(outcome.killed.values()):<4} {_counted(outcome.killed)}",
        f"callers stranded     {len(tally.stranded)}",
        f"left over            {len(outcome.left)}",
    ]
    for part, (before, after) in outcome.memory_mb.items():
        ratio = f"ratio {after / before:.2f}"
        lines.append(f"memory of {part:<10} {before:.0f} MB, then {after:.0f} MB ({ratio})")
    return "\n".join(lines)


def _counted(numbers: dict[str, int]) -> str:
    """Such as "(api 4, worker 1)"."""
    return "(" + ", ".join(f"{name} {number}" for name, number in numbers.items()) + ")"


def main() -> int:
    parser = argparse.ArgumentParser(description="Calls and transfers with random faults.")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    keep_native_logs_native()
    say(f"seed {arguments.seed}")
    outcome = asyncio.run(soak(arguments.minutes, arguments.seed))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps({"seed": arguments.seed, **asdict(outcome)}, indent=2) + "\n")
    sys.stdout.write(f"{as_table(outcome)}\n{RESULTS.resolve()}\n")
    for fault in outcome.faults():
        say(fault)
    return 1 if outcome.faults() else 0


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
