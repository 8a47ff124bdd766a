"""Browsers whose clocks are wrong."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.journeys import (
    all_three_hear_each_other,
    hear_each_other,
    offered_to_bea,
    only_bea_is_left,
)
from tests.support.faults import fault
from tests.support.people import People
from tests.support.person import Person

OFFER_S = 30
ROUNDED_S = 2  # what a page may be off by, from what the server told it of the time
# No call of this test lasts for so long, and none of these clocks is off by less.
LESS_THAN_S = 80

WRONG_CLOCK = """
globalThis.RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + %(ahead_ms)d);
    else super(...given);
  }
  static now() { return RightDate.now() + %(ahead_ms)d; }
};
"""


async def with_wrong_clock(person: Person, ahead_s: int) -> None:
    await person.page.add_init_script(WRONG_CLOCK % {"ahead_ms": ahead_s * 1000})
    await person.reload()


async def seconds_shown(timer: Locator) -> int:
    """What the first counter there shows."""
    shown = await timer.locator("time").first.get_attribute("datetime")
    found = re.fullmatch(r"PT(\d+)S", shown or "")
    assert found is not None, shown
    return int(found.group(1))


@fault(
    22,
    done="the caller's and Bea's browsers are 90 s ahead and Ana's 90 s behind, and the reverse",
    seen="call and transfer go as ever, and every page shows true durations",
)
@pytest.mark.parametrize("ahead_s", [90, -90])
async def test_browsers_with_wrong_clocks(people: People, ahead_s: int) -> None:
    caller, ana, bea = await people.caller("Ines"), await people.ana(), await people.bea()
    for person in (caller, bea):
        await with_wrong_clock(person, ahead_s)
    await with_wrong_clock(ana, -ahead_s)
    await ana.is_at_the_desk()
    await bea.is_at_the_desk()

    await caller.join()
    await ana.join_waiting_call()
    await caller.sees("Connected")
    await hear_each_other(caller, ana)
    assert await seconds_shown(caller.page.locator("main")) < LESS_THAN_S
    await offered_to_bea(ana, bea)
    assert await seconds_shown(bea.incoming) <= OFFER_S + ROUNDED_S
    await expect(ana.transfer_status.locator("time").first).to_be_visible()
    assert await seconds_shown(ana.transfer_status) <= OFFER_S + ROUNDED_S
    await bea.accept()
    await all_three_hear_each_other(caller, ana, bea)
    await ana.leave()
    await only_bea_is_left(caller, bea)
