"""Where transfers are measured: one LiveKit server behind a distance, and people in browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from delay_proxy import DelayProxy
from listening import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ, Listener
from playwright.async_api import Page

from tests.support.browser import Browsers
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.people import DESKTOP, Voices
from tests.support.product import RunningProduct
from tests.support.tones import write_tone

VOICE_S = 60  # long enough for the seam of the repeated file to be rare


def write_voices(directory: Path) -> Voices:
    return Voices(
        caller=write_tone(directory / "caller.wav", CALLER_HZ, VOICE_S),
        agent_a=write_tone(directory / "agent-a.wav", AGENT_A_HZ, VOICE_S),
        agent_b=write_tone(directory / "agent-b.wav", AGENT_B_HZ, VOICE_S),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """`livekit_url` is what browsers are given: the far end of the distance."""

    product: RunningProduct
    livekit: LiveKitServer
    livekit_url: str
    browsers: Browsers
    voices: Voices

    @asynccontextmanager
    async def page(self, voice: Path) -> AsyncIterator[Page]:
        """A page of somebody with this voice, whose loudspeaker can be listened to."""
        browser = await self.browsers.with_microphone(voice)
        context = await browser.new_context(viewport=DESKTOP, bypass_csp=True)
        try:
            # Voice processing would take a steady tone for noise and remove it.
            await context.add_init_script("localStorage.setItem('wt.voiceProcessing', 'off')")
            await Listener.attach(context)
            yield await context.new_page()
        finally:
            await context.close()


@asynccontextmanager
async def open_stage(
    directory: Path, browsers: Browsers, voices: Voices, round_trip_s: float
) -> AsyncIterator[Stage]:
    """The product, running, whose LiveKit server is `round_trip_s` away from browsers."""
    product = RunningProduct(directory / "data", STT_PROVIDERS="none")
    webhook = f"{product.base_url}/api/webhooks/livekit"
    async with (
        LiveKitServer(directory, [webhook]) as livekit,
        DelayProxy(livekit.port, round_trip_s) as proxy,
    ):
        url = f"ws://localhost:{proxy.port}"
        product.settings |= {
            "LIVEKIT_WS_URL": url,
            "LIVEKIT_API_URL": f"http://127.0.0.1:{livekit.port}",
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
        }
        async with product:
            yield Stage(product, livekit, url, browsers, voices)
