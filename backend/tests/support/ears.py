"""What a page really plays: which tones, how loud, and for how long not."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from playwright.async_api import BrowserContext, Page

from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ
from tests.support.waiting import until

TONES_HZ = (CALLER_HZ, AGENT_A_HZ, AGENT_B_HZ)
WINDOW_S = 0.02  # one Opus frame
AUDIBLE = 0.04  # of full scale; the tones are sent at 0.25
HALF_A_SECOND = 25  # windows
# A tone is "heard" when it is in so many of the last half second's windows: most, and not all,
# since a browser that gets too little of the processor plays with gaps of its own.
STEADY = 20
STALE_S = 5.0  # what was played longer ago says nothing of now

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Window:
    """20 ms of what was played; `at_s` is the wall clock."""

    at_s: float
    peak: float
    amplitudes: dict[int, float]

    def has(self, tones_hz: Collection[int]) -> bool:
        return any(self.amplitudes[hz] > AUDIBLE for hz in tones_hz)


class Ears:
    """Listens at one page's loudspeaker. What was heard before a reload is forgotten."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @staticmethod
    async def attach(context: BrowserContext) -> None:
        """Make every page of `context` record what it plays. Before the pages are opened.

        The context must bypass content security policies: the worklet comes from a blob.
        """
        settings = {
            "tonesHz": TONES_HZ,
            "windowS": WINDOW_S,
            "worklet": (_HERE / "audio_probe_worklet.js").read_text(),
        }
        script = (_HERE / "audio_probe.js").read_text()
        await context.add_init_script(f"globalThis.audioProbe = {json.dumps(settings)};\n{script}")

    async def windows(self, since_s: float = 0.0) -> list[Window]:
        """What was played since that wall clock time, oldest first."""
        rows: list[list[float]] = await self._page.evaluate(
            "since => globalThis.audioProbe.rows.filter(row => row[0] > since)", since_s * 1000
        )
        windows = [
            Window(at / 1000, peak, dict(zip(TONES_HZ, amplitudes, strict=True)))
            for at, peak, *amplitudes in rows
        ]
        return sorted(windows, key=lambda window: window.at_s)

    async def hears(self, tone_hz: int, *, since_s: float = 0.0) -> None:
        """Wait until the tone is there steadily, after `since_s`."""

        recent: list[Window] = []

        async def steadily() -> bool:
            nonlocal recent
            recent = await self._latest(since_s)
            return sum(window.has([tone_hz]) for window in recent) >= STEADY

        await until(steadily, lambda: f"hear {tone_hz} Hz; heard {_loudest(recent)}")

    async def silent_of(self, tone_hz: int) -> None:
        """Wait until the tone is gone while the page goes on playing."""

        recent: list[Window] = []

        async def gone() -> bool:
            nonlocal recent
            recent = await self._latest()
            return len(recent) >= STEADY and not any(w.has([tone_hz]) for w in recent)

        await until(gone, lambda: f"no longer hear {tone_hz} Hz; heard {_loudest(recent)}")

    async def longest_hole_s(self, tones_hz: Collection[int], *, since_s: float) -> float:
        """The longest stretch since then in which none of the tones was played, in seconds.

        A page that played nothing at all, not even silence, has a hole as long as the time passed.
        """
        windows = await self.windows(since_s)
        end_s = windows[-1].at_s if windows else time.time()
        edges = [since_s, *(w.at_s for w in windows if w.has(tones_hz)), end_s]
        return max(after - before for before, after in pairwise(edges))

    async def diary(self) -> str:
        """What was heard, a line per second: how many windows, and how many had each tone."""
        seconds: dict[int, list[Window]] = {}
        for window in await self.windows():
            seconds.setdefault(int(window.at_s), []).append(window)
        lines = [
            f"{second}: {len(windows)} windows; "
            + ", ".join(f"{hz} Hz in {sum(w.has([hz]) for w in windows)}" for hz in TONES_HZ)
            for second, windows in sorted(seconds.items())
        ]
        return "\n".join(lines)

    async def _latest(self, since_s: float = 0.0) -> list[Window]:
        """The latest half second that was played. On a busy machine it may be a while ago."""
        return (await self.windows(max(time.time() - STALE_S, since_s)))[-HALF_A_SECOND:]


def _loudest(windows: Sequence[Window]) -> dict[int, float]:
    """The greatest amplitude of each tone, for an error message."""
    return {hz: max((w.amplitudes[hz] for w in windows), default=0.0) for hz in TONES_HZ}
