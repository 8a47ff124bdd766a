"""Windows that are reloaded, closed and opened twice."""

from __future__ import annotations

import time

from playwright.async_api import expect

from tests.e2e.journeys import hear_each_other, talking
from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.faults import fault
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ
from tests.support.waiting import until

SEEN_WITHIN_S = 5.0


@fault(
    13,
    done="the caller reloads during a call",
    seen="caller and Ana hear each other again, without a click",
)
async def test_a_caller_who_reloads_is_back_in_the_call(people: People) -> None:
    caller, ana = await talking(people)
    await caller.reload()
    await caller.sees("Connected")
    await hear_each_other(caller, ana)
    await ana.sees_participants("Ines", "Ana")


async def test_an_agent_who_reloads_is_back_in_the_call(people: People) -> None:
    caller, ana = await talking(people)
    await ana.reload()
    await ana.is_in_the_call()
    await hear_each_other(caller, ana)
    await caller.sees("Connected")


async def test_agents_see_within_seconds_that_the_caller_closed_the_tab(people: People) -> None:
    caller, ana = await talking(people)
    call_id = (await people.observer.the_call())["id"]
    closed_s = time.time()
    await caller.page.close()

    async def noticed_s() -> float | None:
        call = await people.observer.get(f"/api/calls/{call_id}")
        [who] = [p for p in call["participants"] if p["kind"] == "caller"]
        return time.time() if who["state"] in ("away", "left") else None

    assert await until(noticed_s, "the caller is away") - closed_s < SEEN_WITHIN_S
    await expect(ana.participants.filter(has_text="Ines")).to_contain_text("may return")


@fault(
    14,
    done="the caller opens a second tab during a call, and goes on there",
    seen="the second tab says that the call is open in another one and disturbs nothing;"
    " once it is to go on there, the first one says so",
)
async def test_a_second_tab_of_the_caller_says_that_the_call_is_open_elsewhere(
    people: People,
) -> None:
    caller, ana = await talking(people)
    second = await people.at_new_page(Caller, "Ines-second-tab", caller.page.context)
    await second.page.goto(people.product.base_url)
    await second.is_told("open in another tab")
    await caller.sees("Connected")
    await ana.sees_participants("Ines", "Ana")

    await second.page.get_by_role("button", name="Continue here").click()
    await second.sees("Connected")
    await second.ears.hears(AGENT_A_HZ)
    await caller.is_told("open in another tab")


async def test_three_windows_of_one_browser_do_not_disturb_each_other(people: People) -> None:
    """One profile, as who tries the product has it, and the content security policy in force."""
    profile = await people.shared_profile()
    caller = await people.at_new_page(Caller, "Ines", profile)
    ana = await people.at_new_page(Agent, "Ana", profile)
    bea = await people.at_new_page(Agent, "Bea", profile)
    await caller.open()
    await ana.sign_in(await people.product.sign_in_link("agent-a"))
    await bea.sign_in(await people.product.sign_in_link("agent-b"))
    await caller.join()
    await ana.join_waiting_call()
    await ana.start_transfer("Bea")
    await bea.accept()
    await bea.sees_participants("Ines", "Ana", "Bea")
    await expect(ana.transfer_status).to_contain_text("Bea is here")

    await ana.reload()
    await bea.reload()
    await ana.is_in_the_call()
    await bea.is_in_the_call()
    await ana.leave()
    await bea.sees_participants("Ines", "Bea")
    await caller.sees("Connected")
