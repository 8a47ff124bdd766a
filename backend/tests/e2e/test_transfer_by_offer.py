"""The main job, through the directory: Ana hands Ines over to Bea."""

from __future__ import annotations

import time

from playwright.async_api import expect

from tests.e2e.journeys import (
    BRIEFING,
    all_three_hear_each_other,
    offered_to_bea,
    only_bea_is_left,
    talking_with_bea_at_hand,
)
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ

LONG_HOLE_S = 1.0  # nobody may think the line is dead; how short it really is, the benchmark says


async def test_ana_hands_ines_over_to_bea(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await ana.sees_participants("Ines", "Ana")
    began_s = time.time()

    await ana.transfer_button.click()
    written = ana.transfer_dialog.get_by_role("textbox", name="Briefing")
    await expect(written).not_to_have_value("")
    await ana.choose_target("Bea")
    await written.fill(BRIEFING)
    await ana.transfer_dialog.get_by_role("button", name="Start transfer").click()
    await expect(ana.transfer_status).to_contain_text("Ringing Bea")

    await expect(bea.incoming).to_contain_text(BRIEFING)
    await expect(bea.incoming).to_contain_text("Ines")
    await expect(bea.incoming).to_contain_text("Ana")
    assert set(await caller.statuses_since(began_s)) <= {"Connected"}

    await bea.accept()
    await bea.is_in_the_call()
    await all_three_hear_each_other(caller, ana, bea)
    await ana.sees_participants("Ines", "Ana", "Bea")
    await bea.sees_participants("Ines", "Ana", "Bea")
    await expect(bea.briefing).to_contain_text("4528")
    await caller.is_told("Bea")
    assert "Being transferred" in await caller.statuses_since(began_s)

    await ana.leave()
    await only_bea_is_left(caller, bea)
    await bea.sees_history("Ana", "Bea", "Completed")
    holes_s = {
        "caller": await caller.ears.longest_hole_s([AGENT_A_HZ, AGENT_B_HZ], since_s=began_s),
        "bea": await bea.ears.longest_hole_s([CALLER_HZ], since_s=time.time() - 1),
    }
    assert max(holes_s.values()) < LONG_HOLE_S, holes_s

    await bea.leave_button.click()
    await caller.sees("Waiting for an agent")


async def test_ana_may_leave_as_soon_as_bea_accepts(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await offered_to_bea(ana, bea)
    await bea.accept()
    await ana.leave()
    await only_bea_is_left(caller, bea)
    await bea.sees_history("Ana", "Completed")


async def test_the_call_comes_back_from_a_transfer_and_can_be_transferred_again(
    people: People,
) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await ana.start_transfer("Bea")
    await bea.accept()
    await all_three_hear_each_other(caller, ana, bea)
    await ana.leave()
    await only_bea_is_left(caller, bea)

    await bea.start_transfer("Ana")
    await ana.accept()
    await all_three_hear_each_other(caller, ana, bea)
    await bea.leave()
    await caller.ears.silent_of(AGENT_B_HZ)
    await caller.ears.hears(AGENT_A_HZ)
    await expect(ana.transfer_history).to_have_count(2)
