"""Microphones that are denied, sound that is blocked: the page says what to do, and goes on."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests.e2e.journeys import hear_each_other, talking
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, CALLER_HZ


async def test_a_denied_microphone_is_explained_and_can_be_allowed(people: People) -> None:
    caller, ana = await asyncio.gather(people.caller(microphone_allowed=False), people.ana())
    await caller.join_button.click()
    await caller.is_told("may not use the microphone")
    await expect(caller.page.get_by_role("button", name="Try again")).to_be_visible()

    await caller.page.context.grant_permissions(["microphone"], origin=people.product.base_url)
    await caller.page.get_by_role("button", name="Try again").click()
    await caller.join()
    await ana.join_waiting_call()
    await hear_each_other(caller, ana)


async def test_mute_silences_and_unmute_brings_back(people: People) -> None:
    caller, ana = await talking(people)
    await caller.mute_button.click()
    await ana.ears.silent_of(CALLER_HZ)
    await caller.ears.hears(AGENT_A_HZ)
    await caller.unmute_button.click()
    await ana.ears.hears(CALLER_HZ)

    await ana.mute_button.click()
    await caller.ears.silent_of(AGENT_A_HZ)
    await ana.unmute_button.click()
    await caller.ears.hears(AGENT_A_HZ)
