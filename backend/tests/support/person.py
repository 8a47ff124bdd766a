"""Somebody with a browser window, and what to keep of them when a test fails."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Locator, Page

from tests.support.ears import Ears

# Voice processing would take a steady tone for noise and remove it.
_AS_IN_TESTS = "try { localStorage.setItem('wt.voiceProcessing', 'off') } catch {}"
_NEVER_EXPECTED = re.compile(r"Content.Security.Policy|Minified React error|hydrat", re.IGNORECASE)


class Person:
    """One person at one page. Pages are found by their accessible names, as people find things."""

    def __init__(self, name: str, base_url: str, page: Page) -> None:
        self.name = name
        self.base_url = base_url
        self.page = page
        self.ears = Ears(page)
        self.console: list[str] = []
        self.complaints: list[str] = []
        page.on("console", self._keep)
        page.on("pageerror", self._complain)

    @staticmethod
    async def prepare(context: BrowserContext) -> None:
        """What every page of `context` needs before it is opened."""
        await context.add_init_script(_AS_IN_TESTS)
        await Ears.attach(context)

    @property
    def mute_button(self) -> Locator:
        return self.page.get_by_role("button", name="Mute", exact=True)

    @property
    def unmute_button(self) -> Locator:
        return self.page.get_by_role("button", name="Unmute", exact=True)

    @property
    def leave_button(self) -> Locator:
        return self.page.get_by_role("button", name="Leave call")

    async def reload(self) -> None:
        await self.page.reload()

    async def save_evidence(self, directory: Path) -> None:
        """A screenshot, the page as a screen reader has it, and the console, what was heard."""
        (directory / f"{self.name}.console.txt").write_text("\n".join(self.console))
        if self.page.is_closed():
            return
        try:
            await self.page.screenshot(path=directory / f"{self.name}.png", timeout=5_000)
            tree = await self.page.locator("body").aria_snapshot(timeout=5_000)
        except Error as error:
            tree = f"the page could not be read: {error}"
        (directory / f"{self.name}.page.txt").write_text(f"{self.page.url}\n{tree}\n")
        if await self.page.evaluate("() => 'audioProbe' in globalThis"):
            (directory / f"{self.name}.heard.txt").write_text(await self.ears.diary())

    def _keep(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")
        if message.type == "error" and _NEVER_EXPECTED.search(message.text):
            self.complaints.append(message.text)

    def _complain(self, error: Error) -> None:
        self.console.append(f"uncaught: {error}")
        self.complaints.append(str(error))
