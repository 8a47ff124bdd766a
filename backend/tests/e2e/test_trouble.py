"""Microphones that are denied, sound that is blocked: the page says what to do, and goes on."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests.e2e.journeys import hear_each_other, talking
from tests.support.faults import fault
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, CALLER_HZ


@fault(
    28,
    done="the caller does not allow the microphone, then does",
    seen="the page says what to do, and the call begins",
)
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


# Chromium lets a page that uses the microphone play without a touch; Safari does not. This makes it
# as strict: a context begins suspended, and only a touch lets it out.
STRICT = """
let touched = false;
for (const touch of ['pointerdown', 'keydown']) {
  addEventListener(touch, () => { touched = true; }, { capture: true });
}
const { resume } = AudioContext.prototype;
AudioContext.prototype.resume = function () {
  return touched ? resume.call(this) : new Promise(() => {});
};
globalThis.AudioContext = class extends AudioContext {
  constructor(options) {
    super(options);
    if (!touched) this.suspend();
  }
};
"""


@fault(
    28,
    done="the browser holds sound back after a reload, as Safari does",
    seen="a button turns it on, and goes",
)
async def test_sound_that_the_browser_blocks_is_turned_on_by_a_click(people: People) -> None:
    """After a reload nobody has touched the page, so the browser keeps it quiet."""
    caller, _ = await talking(people)
    await caller.page.add_init_script(STRICT)
    await caller.reload()
    await caller.page.get_by_role("button", name="Turn on sound").click()
    await caller.ears.hears(AGENT_A_HZ)
    await expect(caller.page.get_by_role("button", name="Turn on sound")).to_have_count(0)


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
