"""Who hears whom in each way of handing over, measured in what the pages play."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import expect

from tests.e2e.journeys import (
    all_three_hear_each_other,
    hear_each_other,
    only_bea_is_left,
    talking,
    talking_with_bea_at_hand,
)
from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.ears import Window
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ
from tests.support.waiting import until

# The music has less than 0.002 of full scale at the agents' tones, which are sent at 0.25.
A_SYLLABLE = 0.01
MUSIC = 0.01  # of full scale, now and then: it is quiet, and has pauses
CONSULTS_FOR_S = 3.0


async def consulting(people: People) -> tuple[Caller, Agent, Agent]:
    """Ana consults Bea, and Ines is on hold."""
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await ana.start_transfer("Bea", mode="Consult first")
    await bea.accept()
    await agents_talk_apart(caller, ana, bea)
    return caller, ana, bea


async def agents_talk_apart(caller: Caller, ana: Agent, bea: Agent) -> None:
    await asyncio.gather(ana.ears.hears(AGENT_B_HZ), bea.ears.hears(AGENT_A_HZ))
    await asyncio.gather(ana.ears.silent_of(CALLER_HZ), caller.ears.silent_of(AGENT_A_HZ))
    await caller.sees("On hold")


async def hears_music(caller: Caller) -> list[Window]:
    """What the caller heard while the agents consulted for some seconds."""
    since_s = time.time()

    async def music() -> bool:
        return any(window.peak > MUSIC for window in await caller.ears.windows(since_s))

    await until(music, "hear music")
    await asyncio.sleep(CONSULTS_FOR_S)
    return await caller.ears.windows(since_s)


def loudest_agent(windows: list[Window]) -> float:
    return max(window.amplitudes[hz] for window in windows for hz in (AGENT_A_HZ, AGENT_B_HZ))


async def test_a_caller_on_hold_hears_music_and_not_one_syllable_of_the_consult(
    people: People,
) -> None:
    caller, ana, bea = await consulting(people)
    assert loudest_agent(await hears_music(caller)) < A_SYLLABLE

    for _ in range(2):
        await ana.return_to_caller()
        await hear_each_other(caller, ana)
        await asyncio.gather(ana.ears.silent_of(AGENT_B_HZ), bea.ears.silent_of(AGENT_A_HZ))
        await caller.sees("Connected")
        heard = await caller.ears.windows(time.time() - 1)
        assert max(window.amplitudes[AGENT_B_HZ] for window in heard) < A_SYLLABLE
        await ana.back_to("Bea")
        await agents_talk_apart(caller, ana, bea)
    assert loudest_agent(await hears_music(caller)) < A_SYLLABLE

    await ana.bring_in()
    await all_three_hear_each_other(caller, ana, bea)
    await caller.sees("Connected")
    await ana.leave()
    await only_bea_is_left(caller, bea)
    await bea.sees_history("Ana", "Bea", "Completed")


async def test_a_consult_that_is_handed_over(people: People) -> None:
    caller, ana, bea = await consulting(people)
    await ana.hand_over()
    await ana.is_free()
    await only_bea_is_left(caller, bea)
    await bea.sees_history("Ana", "Bea", "Completed")


async def test_a_consult_from_which_the_caller_is_brought_in_by_whoever_is_with_them(
    people: People,
) -> None:
    caller, ana, bea = await consulting(people)
    await ana.return_to_caller()
    await hear_each_other(caller, ana)
    await ana.bring_in()
    await all_three_hear_each_other(caller, ana, bea)


async def test_a_cancelled_consult_gives_the_caller_back(people: People) -> None:
    caller, ana, bea = await consulting(people)
    await ana.cancel_button.click()
    await hear_each_other(caller, ana)
    await bea.is_free()
    await caller.ears.silent_of(AGENT_B_HZ)
    await caller.sees("Connected")


async def test_a_consult_goes_on_after_a_reload(people: People) -> None:
    caller, ana, bea = await consulting(people)
    since_s = time.time()
    await ana.page.reload()
    await agents_talk_apart(caller, ana, bea)
    assert loudest_agent(await caller.ears.windows(since_s)) < A_SYLLABLE
    await ana.return_to_caller()
    await hear_each_other(caller, ana)


async def test_a_direct_transfer_leaves_the_caller_with_the_target(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    began_s = time.time()
    await ana.start_transfer("Bea", mode="Direct")
    await bea.accept()
    await only_bea_is_left(caller, bea)
    await ana.is_free()
    assert await caller.ears.longest_hole_s([AGENT_A_HZ, AGENT_B_HZ], since_s=began_s) < 1.0


async def test_hold_and_resume(people: People) -> None:
    caller, ana = await talking(people)
    await ana.hold()
    await caller.sees("On hold")
    await asyncio.gather(caller.ears.silent_of(AGENT_A_HZ), ana.ears.silent_of(CALLER_HZ))
    assert loudest_agent(await hears_music(caller)) < A_SYLLABLE
    await ana.resume()
    await hear_each_other(caller, ana)
    await caller.sees("Connected")
    await expect(ana.transfer_button).to_be_enabled()
