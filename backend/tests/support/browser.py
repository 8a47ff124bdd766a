"""Real Chromium, one process per person, each with a microphone that plays a WAV file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import Browser, Playwright, async_playwright

# Sources: Chromium's //media/base/media_switches.cc and //content/public/common/content_switches.cc
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--allow-loopback-in-peer-connection",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # A person's window may be behind another one; it must not be slowed down for that.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium(playwright: Playwright) -> str:
    """CHROMIUM_PATH, else Chromium or Chrome on PATH, else the one Playwright downloaded."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return given
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    raise AssertionError(
        "no Chromium found: install one (apt-get install chromium, or "
        "`python -m playwright install chromium`) or set CHROMIUM_PATH"
    )


class Browsers:
    """Starts Chromium, one process per microphone and setting, kept for reuse; ends them all."""

    def __init__(self) -> None:
        self._manager = async_playwright()
        self._playwright: Playwright | None = None
        self._running: dict[tuple[Path | None, bool], Browser] = {}

    async def __aenter__(self) -> Self:
        self._playwright = await self._manager.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.end_all()
        await self._manager.__aexit__(kind, error, traceback)

    async def with_microphone(self, wav: Path | None, *, allowed: bool = True) -> Browser:
        """A browser whose microphone plays `wav` again and again (None: Chromium's own beeps).

        `allowed`: pages get the microphone without asking.
        """
        key = (wav, allowed)
        if key not in self._running:
            self._running[key] = await self._launch(*key)
        return self._running[key]

    async def end_all(self) -> None:
        """End every process; the next one asked for is a fresh one."""
        running = list(self._running.values())
        self._running.clear()
        for browser in running:
            await browser.close()

    async def _launch(self, wav: Path | None, allowed: bool) -> Browser:
        assert self._playwright is not None
        flags = list(_FLAGS)
        if wav is not None:
            flags.append(f"--use-file-for-fake-audio-capture={wav}")
        if allowed:
            flags.append("--use-fake-ui-for-media-stream")
        return await self._playwright.chromium.launch(
            executable_path=find_chromium(self._playwright), args=flags
        )
