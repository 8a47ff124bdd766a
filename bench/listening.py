"""What a page plays, followed closely enough to time a gap in a voice to about 3 ms."""

from __future__ import annotations

import json
import time
from pathlib import Path

from playwright.async_api import BrowserContext, Page

from tests import support
from tests.support.waiting import until

# One tone per person, far enough apart to be told from each other within milliseconds.
CALLER_HZ, AGENT_A_HZ, AGENT_B_HZ = TONES_HZ = (1000, 1800, 2600)
# The tones are sent at 0.25 of full scale. Half of it, where the probe's filter crosses as it rises
# and as it falls, so that a gap is measured neither too long nor too short.
AUDIBLE = 0.125
STEADY_S = 0.3

_SUPPORT = Path(support.__file__).parent
_KEEP_CLICKS = """
globalThis.lastClickMs = 0;
addEventListener('click', () => { globalThis.lastClickMs = Date.now(); }, true);
"""


class Listener:
    """At one page's loudspeaker. Times are of the wall clock, in seconds."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @staticmethod
    async def attach(context: BrowserContext) -> None:
        """For every page of `context`, before it is opened; the context must bypass CSP."""
        probe = {
            "tonesHz": TONES_HZ,
            "worklet": (_SUPPORT / "audio_gaps_worklet.js").read_text(),
        }
        script = (_SUPPORT / "audio_probe.js").read_text()
        await context.add_init_script(f"globalThis.audioProbe = {json.dumps(probe)};\n{script}")
        await context.add_init_script(_KEEP_CLICKS)

    async def clicked_s(self) -> float:
        """When the page was last clicked."""
        clicked_ms: float = await self._page.evaluate("globalThis.lastClickMs")
        return clicked_ms / 1000

    async def hears(self, tone_hz: int, since_s: float = 0.0) -> None:
        """Wait until the tone is there steadily, after `since_s`."""

        async def steadily() -> bool:
            moments = await self._moments(tone_hz, max(since_s, time.time() - 2))
            if not moments:
                return False
            recent = [heard for at_s, heard in moments if at_s > moments[-1][0] - STEADY_S]
            return moments[-1][0] - moments[0][0] >= STEADY_S and all(recent)

        await until(steadily, f"hear {tone_hz} Hz")

    async def first_heard_s(self, tone_hz: int, since_s: float) -> float:
        """When the tone began, after `since_s`. AssertionError if it did not."""
        for at_s, heard in await self._moments(tone_hz, since_s):
            if heard:
                return at_s
        raise AssertionError(f"{tone_hz} Hz was not heard")

    async def longest_gap_ms(self, tone_hz: int, since_s: float, until_s: float) -> float:
        """The longest stretch without the tone in that time."""
        longest_s = 0.0
        heard_s = since_s
        for at_s, heard in await self._moments(tone_hz, since_s):
            if at_s > until_s:
                break
            if heard:
                heard_s = at_s
            longest_s = max(longest_s, at_s - heard_s)
        return longest_s * 1000

    async def _moments(self, tone_hz: int, since_s: float) -> list[tuple[float, bool]]:
        """Every 128 samples since then: whether the tone was there all the while."""
        column = 2 + TONES_HZ.index(tone_hz)
        rows: list[list[float]] = await self._page.evaluate(
            "([since, column]) => globalThis.audioProbe.rows"
            ".filter(row => row[0] > since).map(row => [row[0], row[column]])",
            [since_s * 1000, column],
        )
        return [(at_ms / 1000, amplitude >= AUDIBLE) for at_ms, amplitude in rows]
