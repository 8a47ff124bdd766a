"""The API killed with SIGKILL at every point of a transfer's way, and started again."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.faults.plans import PLANS, RESTING, Plan, play
from tests.faults.scene import NewScene, Scene
from tests.support.deathbed import Deathbed, Moment
from tests.support.fault_report import Times
from tests.support.faults import fault
from tests.support.robot import Json
from tests.support.waiting import until

EVERY = "FAULTS_EVERY" in os.environ  # `make faults`
SIDE_BY_SIDE = 2  # and as many again where another process of the tests does other plans
RESTS_WITHIN_S = 10.0  # as a rule; on a machine that is busy with other tests it may take longer
RESTS_AT_LAST_S = 60.0
AFTERMATH_S = 5.0
REACHED = 0.8  # of the points of the rehearsal; the others were in another order this time
OUTCOMES = ("completed", "declined", "no_answer", "cancelled", "failed")

# By the last word of the step of the transfer at which it was killed.
BEFORE_ANY_MOVE = ("asked for", "preparing", "offered")
TAKING_BACK = ("reverting", "declined", "cancelled")


@fault(
    1,
    done="killed with SIGKILL before each commit and each request to LiveKit that a transfer makes"
    " until it is accepted (what is after one is before the next), and started again",
    seen="the transfer goes on or has ended with a typed outcome, within 10 s as a rule; the caller"
    " is in a room with an agent throughout; in the end they hear each other and no room is left",
)
@fault(
    2,
    done="killed before each commit and each request to LiveKit from the acceptance on: the move, a"
    " consult to and fro, the introduction, the leaving, in the modes introduce, consult, direct",
    seen="the transfer goes on or has ended with a typed outcome, within 10 s as a rule; the caller"
    " is in a room with an agent throughout; in the end they hear each other and no room is left",
)
@fault(
    3,
    done="killed before each commit and each request to LiveKit while a declined and a cancelled"
    " transfer are taken back",
    seen="it is taken back for good, with its outcome, within 10 s as a rule; caller and Ana were"
    " never apart, hear each other in the end, and no room is left",
)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("plan", PLANS)
async def test_killed_anywhere(
    new_scene: NewScene, tmp_path: Path, times: Times, plan: str
) -> None:
    async with new_scene("rehearsal") as scene:
        points = await rehearse(scene, tmp_path / "points", plan)
    turn = asyncio.Semaphore(SIDE_BY_SIDE)
    failures: list[str] = []
    died: dict[tuple[str, Moment], float] = {}

    async def one(name: str, point: str, moment: Moment) -> None:
        deathbed = Deathbed(tmp_path / f"{name}.points", point, moment)
        async with turn:
            try:
                async with new_scene(name) as scene:
                    took_s = await killed_once(scene, deathbed, plan)
                if took_s is not None:
                    died[point, moment] = took_s
            except Exception as error:  # the other points are of interest too
                failures.append(f"killed {moment} {point}: {error!r}")

    deaths = list(deaths_at(points, plan))
    async with asyncio.TaskGroup() as tasks:
        for number, (point, moment) in enumerate(deaths):
            tasks.create_task(one(f"death-{number}", point, moment))
    assert not failures, f"{len(failures)} of {len(deaths)}:\n" + "\n\n".join(failures)
    assert len(died) > len(deaths) * REACHED, f"of {deaths} only {died} were come to"
    assert median(died.values()) < RESTS_WITHIN_S, died
    counted = Counter(row_of(point) for point, _ in died)
    for row in (1, 2, 3):
        times(counted[row], row=row)


def deaths_at(points: list[str], plan: str) -> Iterator[tuple[str, Moment]]:
    """Where and when to die. What is right after one point is right before the next.

    But an acceptance is answered before the next, and whoever accepted may not get that answer.
    Until then all modes go the same way, which one of them is enough for. With `EVERY` set, all is
    done all the same.
    """
    for point in points:
        accepts = "commit transfer.moving" in point or "commit transfer.consulting" in point
        if EVERY or plan == "introduce" or row_of(point) != 1:
            yield point, "before"
        if EVERY or accepts:
            yield point, "after"


async def rehearse(scene: Scene, notes: Path, plan: str) -> list[str]:
    """The points of an undisturbed transfer."""
    await scene.begin(Deathbed(notes))
    ended = await play(scene, PLANS[plan])
    assert ended["outcome"] in (plan, "completed")
    await checked(scene, ended)
    return (await asyncio.to_thread(notes.read_text)).splitlines()


async def killed_once(scene: Scene, deathbed: Deathbed, plan: str) -> float | None:
    """How long it took to go on, in seconds.

    None if it never came to that point: two commits close to each other may change places.
    """
    await scene.begin(deathbed)
    playing = asyncio.create_task(play(scene, PLANS[plan]))
    took_s: float | None = None
    dying = asyncio.create_task(scene.api.died())
    try:
        await asyncio.wait([playing, dying], return_when=asyncio.FIRST_COMPLETED)
        if playing.done():  # and what is done after a transfer may yet be done
            await asyncio.wait([dying], timeout=AFTERMATH_S)
        if dying.done() or not playing.done():
            await dying
            await scene.api.start()
            took_s = await goes_on(scene, PLANS[plan])
        ended = await playing
    finally:
        playing.cancel()
        dying.cancel()
    assert ended["outcome"] in OUTCOMES
    await checked(scene, ended)
    return took_s


async def goes_on(scene: Scene, plan: Plan) -> float:
    """Wait until the transfer waits for a person or is over, or there is none, after all.

    Gives how long that took, in seconds.
    """
    began_s = time.monotonic()
    await scene.ana.look()
    resting = {*RESTING, "moving"} if plan.caller_hesitates else RESTING

    async def rests() -> bool:
        now = scene.ana.transfer
        return now is None or now["state"] in resting or now["ended_at"] is not None

    await until(
        rests,
        lambda: f"it goes on: {scene.ana.transfer}\n{scene.api.log()}",
        timeout_s=RESTS_AT_LAST_S,
    )
    return time.monotonic() - began_s


async def checked(scene: Scene, ended: Json) -> None:
    """The caller has one agent, both hear each other, and when they go nothing is left."""
    await scene.caller_is_with(scene.bea if ended["outcome"] == "completed" else scene.ana)
    await scene.one_room_is_left()
    await scene.hang_up()
    assert scene.complaints == []


def row_of(point: str) -> int:
    """Which row of the faults it is to die there."""
    step = point.partition(":")[0]
    if any(word in step for word in TAKING_BACK):
        return 3
    return 1 if any(word in step for word in BEFORE_ANY_MOVE) else 2
