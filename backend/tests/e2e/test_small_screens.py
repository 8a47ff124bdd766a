"""Phones, and desktops at 200 % zoom: nothing beyond the edge, everything within reach."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, ViewportSize, expect

from tests.e2e.journeys import BRIEFING, all_three_hear_each_other
from tests.support.people import People
from tests.support.person import Person

SCREENS = {
    "390x844": ViewportSize(width=390, height=844),
    "360x740": ViewportSize(width=360, height=740),
    "1440x900 at 200 %": ViewportSize(width=720, height=450),
}
LONG_NAME = "Maximiliane Konstantinopolitanska-Featherstonehaugh of Wymond"


async def fits(person: Person) -> None:
    """Nothing is wider than the screen."""
    width, visible = await person.page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= visible, f"{person.name}: {width} px wide on a {visible} px screen"


async def within_reach(*controls: Locator) -> None:
    """Each can be clicked, scrolling up or down if need be, with nothing lying over it."""
    for control in controls:
        await control.click(trial=True)


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
async def test_the_whole_transfer_on_a_small_screen(people: People, screen: ViewportSize) -> None:
    caller = await people.caller("Ines", viewport=screen)
    ana = await people.ana(viewport=screen)
    bea = await people.bea(viewport=screen)
    await fits(caller)
    await caller.join(name=LONG_NAME)
    await expect(ana.waiting_calls).to_contain_text(LONG_NAME)
    await fits(caller)
    await fits(ana)

    await ana.join_waiting_call()
    await caller.sees("Connected")
    await fits(caller)
    await within_reach(caller.mute_button, caller.leave_button)
    await fits(ana)
    await within_reach(ana.mute_button, ana.transfer_button, ana.leave_button)

    await ana.transfer_button.click()
    await fits(ana)
    await within_reach(ana.transfer_dialog.get_by_role("button", name="Start transfer"))
    await ana.transfer_dialog.get_by_role("button", name="Close").click()  # a phone has no Escape
    await expect(ana.transfer_dialog).to_have_count(0)
    await ana.start_transfer("Bea", briefing=BRIEFING)
    await expect(bea.incoming).to_contain_text(LONG_NAME)
    await fits(bea)
    await within_reach(
        bea.incoming.get_by_role("button", name="Decline"),
        bea.incoming.get_by_role("button", name="Accept"),
    )
    await bea.accept()
    await bea.is_in_the_call()
    await fits(bea)
    await all_three_hear_each_other(caller, ana, bea)
    await ana.leave()
    await fits(ana)
    await caller.is_told("Bea")
    await fits(caller)


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
async def test_a_consult_on_a_small_screen(people: People, screen: ViewportSize) -> None:
    caller = await people.caller("Ines", viewport=screen)
    ana = await people.ana(viewport=screen)
    bea = await people.bea(viewport=screen)
    await caller.join(name=LONG_NAME)
    await ana.join_waiting_call()
    await caller.sees("Connected")
    await ana.hold()
    await caller.sees("On hold")
    await fits(ana)
    await fits(caller)
    await within_reach(ana.resume_button, caller.leave_button)
    await ana.resume()

    await ana.start_transfer("Bea", mode="Consult first")
    await expect(bea.incoming).to_contain_text("You talk with Ana first")
    await within_reach(ana.cancel_button, bea.incoming.get_by_role("button", name="Accept"))
    await bea.accept()
    await caller.sees("On hold")
    await fits(ana)
    await fits(bea)
    for control in ("Bring caller in", "Hand over", "Return to caller", "Cancel transfer"):
        await within_reach(ana.transfer_controls.get_by_role("button", name=control))
    await within_reach(ana.mute_button, ana.leave_button)
    await ana.return_to_caller()
    await within_reach(ana.transfer_controls.get_by_role("button", name="Back to Bea"))
    await ana.hand_over()
    await ana.is_free()

    await bea.is_in_the_call()
    await caller.sees("Connected")
    await bea.leave()
    await expect(ana.recall).to_contain_text(LONG_NAME)
    await fits(ana)
    await within_reach(
        ana.recall.get_by_role("button", name="Not now"),
        ana.recall.get_by_role("button", name="Take the call"),
    )


async def test_several_are_chosen_and_ordered_on_a_phone(people: People) -> None:
    screen = SCREENS["360x740"]
    caller, ana = await people.caller("Ines"), await people.ana(viewport=screen)
    bea, carl = await people.bea(), await people.carl()
    await caller.join()
    await ana.join_waiting_call()
    await ana.transfer_button.click()
    await ana.choose_target("Bea")
    await ana.add_target("Carl")
    await ana.transfer_dialog.get_by_role("radio", name="In this order").check()
    await ana.transfer_dialog.get_by_role("button", name="Ask Carl earlier").click()
    await fits(ana)
    await ana.transfer_dialog.get_by_role("button", name="Start transfer").click()
    await expect(carl.incoming).to_be_visible()
    await expect(bea.incoming).to_have_count(0)
    await fits(ana)
