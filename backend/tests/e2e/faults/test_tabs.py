"""Tabs that are closed or reloaded while Bea is rung, or while everybody moves to her."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.journeys import (
    all_three_hear_each_other,
    hear_each_other,
    offered_to_bea,
    only_bea_is_left,
    talking_with_bea_at_hand,
)
from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.faults import fault
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ


async def ana_is_gone_while_bea_is_rung(people: People) -> tuple[Caller, Agent, Agent]:
    """The caller is told that they wait, and is not alone in silence for long."""
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    await ana.page.close()
    await caller.sees("Waiting for an agent")
    return caller, ana, bea


@fault(
    6,
    done="Ana's tab is closed while Bea is rung; Bea accepts",
    seen="the caller is told that they wait; then caller and Bea hear each other",
)
async def test_ana_closes_her_tab_and_bea_accepts(people: People) -> None:
    caller, _, bea = await ana_is_gone_while_bea_is_rung(people)
    await bea.accept()
    await only_bea_is_left(caller, bea)


@fault(
    6,
    done="Ana's tab is closed while Bea is rung; Ana opens it again; Bea declines",
    seen="caller and Ana hear each other again, also after Bea has declined",
)
async def test_ana_closes_her_tab_and_returns(people: People) -> None:
    caller, ana, bea = await ana_is_gone_while_bea_is_rung(people)
    back = await people.at_new_page(Agent, "Ana-again", ana.page.context)
    await back.page.goto(f"{people.product.base_url}/agent-a")
    await back.is_in_the_call()
    await hear_each_other(caller, back)
    await expect(bea.incoming).to_be_visible()
    await bea.decline()
    await back.sees_history("Bea", "Declined")
    await hear_each_other(caller, back)
    await caller.sees("Connected")


@fault(
    6,
    done="Ana's tab is closed while Bea is rung; Ana stays away; Bea declines, then takes the call"
    " from the line",
    seen="the caller waits first in line, and is with whoever takes the call",
)
async def test_ana_closes_her_tab_and_nobody_accepts(people: People) -> None:
    caller, _, bea = await ana_is_gone_while_bea_is_rung(people)
    await bea.decline()
    await expect(bea.waiting_calls).to_contain_text("Ines")
    await bea.join_waiting_call()
    await only_bea_is_left(caller, bea)


@fault(
    13,
    done="the caller reloads while Bea is rung, and while everybody moves to her",
    seen="all three hear each other, and the caller is in the call once",
)
@pytest.mark.parametrize("when", ["rung", "moving"])
async def test_the_caller_reloads_during_a_transfer(people: People, when: str) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    if when == "rung":
        await caller.reload()
        await caller.sees("Connected")
        await hear_each_other(caller, ana)
        await bea.accept()
    else:
        await asyncio.gather(bea.accept(), caller.reload())
    await caller.sees("Connected")
    await all_three_hear_each_other(caller, ana, bea)
    for agent in (ana, bea):
        await agent.sees_participants("Ines", "Ana", "Bea")


@fault(
    14,
    done="the caller opens a second tab while Bea is rung, and goes on there; Bea accepts",
    seen="the first tab says that the call is open elsewhere, and stays out of it; all three hear"
    " each other",
)
async def test_a_second_tab_during_a_transfer(people: People) -> None:
    first, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    second = await people.at_new_page(Caller, "Ines-second-tab", first.page.context)
    await second.page.goto(people.product.base_url)
    await second.page.get_by_role("button", name="Continue here").click()
    await second.sees("Connected")
    await first.is_told("open in another tab")
    await bea.accept()
    await all_three_hear_each_other(second, ana, bea)
    await first.is_told("open in another tab")
    await asyncio.gather(first.ears.silent_of(AGENT_A_HZ), first.ears.silent_of(AGENT_B_HZ))
    await asyncio.gather(ana.ears.hears(CALLER_HZ), bea.ears.hears(CALLER_HZ))
