"""The simulator's page is a phone: rings, speaks, listens, presses keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.support.accessibility import violations
from tests.support.browser import Browsers
from tests.support.people import Voices
from tests.support.phone_simulator import HEARD_HZ, NUMBER, PhoneSimulator
from tests.support.tones import AGENT_A_HZ
from tests.support.twilio_application import Application, Stream, client, in_thread
from tests.support.waiting import until
from warm_transfer.services.telephony import g711

PHONE = ViewportSize(width=360, height=740)
HEARD_TONE_HZ = 1000
# The page plays at 8 kHz: what goes to the loudspeaker also goes to an analyser.
LISTEN_IN = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode && this instanceof AudioWorkletNode) {
    window.heard = this.context.createAnalyser();
    connect.call(this, window.heard);
  }
  return connect.call(this, to, ...rest);
};
"""
LOUDEST_HZ = """() => {
  if (window.heard === undefined) return 0;
  const levels = new Float32Array(window.heard.frequencyBinCount);
  window.heard.getFloatFrequencyData(levels);
  const loudest = levels.indexOf(Math.max(...levels));
  return levels[loudest] < -60 ? 0 :
    loudest * window.heard.context.sampleRate / window.heard.fftSize;
}"""


@dataclass
class Scene:
    phones: PhoneSimulator
    application: Application
    page: Page

    async def dial(self, to: str) -> str:
        made = await in_thread(
            client(self.phones).calls.create,
            to=to,
            from_=NUMBER,
            url=f"{self.application.url}/answered",
        )
        return str(made.sid)


@pytest.fixture
async def scene(browsers: Browsers, tones: Voices) -> AsyncIterator[Scene]:
    browser = await browsers.with_microphone(tones.agent_a)
    async with Application() as application:
        voice = application.answers("voice", '<Say>Welcome.</Say><Pause length="600"/>')
        async with PhoneSimulator(voice_url=voice) as phones:
            page = await browser.new_page(viewport=PHONE)
            await page.add_init_script(LISTEN_IN)
            await page.goto(phones.url)
            await expect(page.get_by_text("Connected. Calls ring here.")).to_be_visible()
            yield Scene(phones, application, page)
            await page.close()


async def test_a_call_is_answered_and_both_hear_each_other(scene: Scene) -> None:
    page, application = scene.page, scene.application
    application.answers(
        "answered", '<Gather numDigits="1" action="key"><Say>Press one.</Say></Gather>'
    )
    application.answers(
        "key", f'<Connect><Stream url="{application.stream_url}"/></Connect><Hangup/>'
    )
    sid = await scene.dial("+15551230501")
    await expect(page.get_by_role("heading", name=f"{NUMBER} is calling")).to_be_visible()
    await page.get_by_role("button", name="Answer").click()
    await expect(page.get_by_role("listitem").get_by_text("Press one.")).to_be_visible()
    await page.get_by_role("button", name="1", exact=True).click()
    assert (await application.until_sent("key"))[0]["Digits"] == "1"
    stream = await application.stream()

    async def spoken() -> bool:
        return abs(loudest_hz(stream) - AGENT_A_HZ) < 50

    await until(spoken, "the microphone's tone")
    at = np.arange(HEARD_HZ * 4) / HEARD_HZ
    tone = (8000 * np.sin(2 * np.pi * HEARD_TONE_HZ * at)).astype(np.int16)

    async def heard() -> bool:
        loudest_hz: float = await page.evaluate(LOUDEST_HZ)
        return abs(loudest_hz - HEARD_TONE_HZ) < 50

    async def played_and_heard() -> bool:
        await stream.play(g711.encode(tone))
        return await heard()

    await until(played_and_heard, "the tone in the page", poll_s=0.5)
    await page.get_by_role("button", name="Hang up").click()
    assert (await scene.phones.until_over(sid)).view["ended_by"] == "person"
    await expect(page.get_by_role("heading", name="Nobody rings")).to_be_visible()
    assert await scene.phones.problems() == []


async def test_a_call_is_declined(scene: Scene) -> None:
    sid = await scene.dial("+15551230502")
    await scene.page.get_by_role("button", name="Decline").click()
    assert (await scene.phones.until_over(sid)).status == "busy"


async def test_the_page_rings_in(scene: Scene) -> None:
    page = scene.page
    await page.get_by_label("Your number").fill("+15551230503")
    await page.get_by_role("button", name=f"Ring {NUMBER}").click()
    await expect(page.get_by_role("listitem").get_by_text("Welcome.")).to_be_visible()
    (call,) = await scene.phones.calls(from_="+15551230503")
    await page.reload()
    await page.get_by_role("button", name="Hang up").click()
    await scene.phones.until_over(call.sid)


async def test_it_can_be_used_by_everybody(scene: Scene) -> None:
    page = scene.page
    found = await look(page, "idle")
    scene.application.answers("answered", '<Say>Hello.</Say><Pause length="600"/>')
    sid = await scene.dial("+15551230504")
    await expect(page.get_by_role("button", name="Answer")).to_be_focused()
    found += await look(page, "ringing")
    await page.get_by_role("button", name="Answer").click()
    await expect(page.get_by_role("button", name="Hang up")).to_be_visible()
    await page.keyboard.press("5")
    await scene.phones.until_call(sid, lambda call: call.view["pressed"] == "5", "the key")
    found += await look(page, "talking")
    assert found == []
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


async def look(page: Page, state: str) -> list[str]:
    found = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{state}, {scheme}: {violation}" for violation in await violations(page)]
    return found


def loudest_hz(stream: Stream) -> float:
    """Of the last second, or less, of what the application got."""
    latest = stream.sound()[-HEARD_HZ:]
    spectrum = np.abs(np.fft.rfft(latest))
    return (
        float(np.fft.rfftfreq(len(latest), 1 / HEARD_HZ)[spectrum.argmax()])
        if spectrum.any()
        else 0
    )
