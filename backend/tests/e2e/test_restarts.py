"""Processes that die in the middle of a call, and come back."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import expect

from tests.e2e.journeys import (
    all_three_hear_each_other,
    hear_each_other,
    offered_to_bea,
    talking,
    talking_with_bea_at_hand,
)
from tests.support.faults import fault
from tests.support.people import People
from tests.support.processes import Part
from tests.support.tones import AGENT_A_HZ

NOTICEABLE_S = 1.0


@fault(
    24,
    done="the API is killed during a call, with every stream, and starts again",
    seen="the pages say so, nobody hears it, nothing that the pages show is lost, and a"
    " transfer goes as ever",
)
async def test_the_backend_restarts_and_nobody_hears_it(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    await bea.decline()
    await ana.sees_history("Bea", "Declined")
    before = await people.observer.the_call()
    killed_s = time.time()

    await people.product.kill(Part.API)
    await expect(ana.page.get_by_text("connection").first).to_be_visible()
    await people.product.wait_until_ready()

    after = await people.observer.the_call()
    assert after["id"] == before["id"]
    assert after["transfers"] == before["transfers"]
    assert await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=killed_s) < NOTICEABLE_S
    assert set(await caller.statuses_since(killed_s)) <= {"Connected"}

    await ana.start_transfer("Bea")
    await bea.accept()
    await all_three_hear_each_other(caller, ana, bea)
    await expect(ana.transfer_history).to_have_count(2)


@fault(
    1,
    done="killed while Bea is rung, with three browsers, and started again by the product",
    seen="Bea accepts, and all three hear each other",
)
async def test_an_offer_outlives_a_restart_of_the_backend(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    await people.product.kill(Part.API)
    await people.product.wait_until_ready()
    await bea.accept()
    await all_three_hear_each_other(caller, ana, bea)


@fault(
    5,
    done="killed during a call, and started again at once by the product",
    seen="the pages say so meanwhile; caller and agent hear each other again, without a click",
)
async def test_livekit_restarts_and_the_pages_recover_by_themselves(people: People) -> None:
    caller, ana = await talking(people)
    killed_s = time.time()
    await people.product.kill(Part.LIVEKIT)
    await asyncio.gather(
        caller.sees("Reconnecting"),
        expect(ana.page.get_by_text("Reconnecting").first).to_be_visible(),
    )
    await people.product.wait_until_ready()

    await caller.sees("Connected")
    await asyncio.gather(
        caller.ears.hears(AGENT_A_HZ, since_s=killed_s + NOTICEABLE_S),
        hear_each_other(caller, ana),
    )
    await ana.sees_participants("Ines", "Ana")
