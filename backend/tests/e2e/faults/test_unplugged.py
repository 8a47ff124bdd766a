"""A microphone that is unplugged during a call, and one that is plugged in again."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.journeys import hear_each_other
from tests.support.faults import fault
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, CALLER_HZ

# Chromium's microphone that plays a file has no plug. What a page notices of one: its tracks end,
# there is no device to ask for until there is, and the list of devices changes.
PLUG = """
const captured = [];
let plugged = true;
const ask = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = async function (wish) {
  if (!plugged) throw new DOMException("Requested device not found", "NotFoundError");
  const stream = await ask.call(this, wish);
  captured.push(...stream.getTracks());
  return stream;
};
const { clone } = MediaStreamTrack.prototype;
MediaStreamTrack.prototype.clone = function () {
  const copy = clone.call(this);
  captured.push(copy);
  return copy;
};
globalThis.unplug = () => {
  plugged = false;
  for (const track of captured.splice(0).filter(track => track.readyState === "live")) {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
};
globalThis.plugIn = () => {
  plugged = true;
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
};
"""


@fault(
    28,
    done="the caller's only microphone is unplugged, then plugged in again",
    seen="the page says so and how to go on, the caller hears Ana meanwhile, and is heard again"
    " once it is there, without a click",
)
async def test_the_only_microphone_is_unplugged(people: People) -> None:
    caller, ana = await people.caller("Ines"), await people.ana()
    await caller.page.add_init_script(PLUG)
    await caller.reload()
    await caller.join()
    await ana.join_waiting_call()
    await hear_each_other(caller, ana)

    await caller.page.evaluate("unplug()")
    await caller.is_told("No microphone was found")
    await ana.ears.silent_of(CALLER_HZ)
    await caller.ears.hears(AGENT_A_HZ)

    await caller.page.evaluate("plugIn()")
    await ana.ears.hears(CALLER_HZ)
    await expect(caller.page.get_by_text("No microphone was found")).to_have_count(0)
    await hear_each_other(caller, ana)
