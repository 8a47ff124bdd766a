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
