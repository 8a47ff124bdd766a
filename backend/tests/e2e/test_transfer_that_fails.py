"""A transfer that comes to nothing: the caller never noticed, and Ana is told why."""

from __future__ import annotations

import time

from playwright.async_api import ViewportSize, expect

from tests.e2e.journeys import hear_each_other, offered_to_bea, talking_with_bea_at_hand
from tests.support.caller import Caller
from tests.support.faults import fault
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ

NOTICEABLE_S = 1.0
PHONE = ViewportSize(width=390, height=844)


async def never_noticed(caller: Caller, since_s: float) -> None:
    """The caller went on hearing Ana, and was told nothing."""
    assert set(await caller.statuses_since(since_s)) <= {"Connected"}
    assert await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=since_s) < NOTICEABLE_S


@fault(
    8,
    done="Bea declines with a reason, with three browsers",
    seen="the caller notices nothing; Ana is told the reason: `declined`",
)
async def test_bea_declines(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    began_s = time.time()
    await offered_to_bea(ana, bea)
    await bea.decline("In a meeting")

    await expect(ana.transfer_status).to_contain_text("declined")
    await expect(ana.transfer_status).to_contain_text("In a meeting")
    await ana.sees_history("Bea", "Declined")
    await expect(bea.incoming).to_have_count(0)
    await hear_each_other(caller, ana)
    await never_noticed(caller, began_s)

    await ana.page.set_viewport_size(PHONE)
    why = ana.page.get_by_role("status").filter(has_text="Bea declined. The reason: In a meeting.")
    await expect(why).to_be_visible()
    await ana.page.get_by_role("button", name="Dismiss").click()
    await expect(why).to_have_count(0)


async def test_ana_cancels_while_bea_is_rung(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    began_s = time.time()
    await offered_to_bea(ana, bea)
    await ana.cancel_button.click()

    await expect(bea.incoming).to_have_count(0)
    await ana.sees_history("Bea", "Cancelled")
    await expect(ana.transfer_button).to_be_enabled()
    await hear_each_other(caller, ana)
    await never_noticed(caller, began_s)


async def test_ana_cancels_while_all_three_talk(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    began_s = time.time()
    await offered_to_bea(ana, bea)
    await bea.accept()
    await ana.sees_participants("Ines", "Ana", "Bea")
    await ana.cancel_button.click()

    await bea.is_free()
    await ana.sees_participants("Ines", "Ana")
    await ana.sees_history("Bea", "Cancelled")
    await hear_each_other(caller, ana)
    assert await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=began_s) < NOTICEABLE_S


@fault(
    8,
    done="Bea does not answer, with three browsers",
    seen="the caller notices nothing; Ana is told: `no_answer`",
)
async def test_bea_does_not_answer(people_in_a_hurry: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people_in_a_hurry)
    began_s = time.time()
    await offered_to_bea(ana, bea)

    await expect(bea.incoming).to_have_count(0)
    await expect(ana.transfer_status).to_contain_text("did not answer")
    await ana.sees_history("Bea", "No answer")
    await hear_each_other(caller, ana)
    await never_noticed(caller, began_s)


@fault(
    10,
    done="the caller hangs up while Bea is rung, with three browsers",
    seen="the ringing stops, Ana is free",
)
async def test_the_caller_hangs_up_while_bea_is_rung(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    await caller.leave_button.click()

    await expect(bea.incoming).to_have_count(0)
    await ana.is_free()
    await caller.sees("Call ended")
