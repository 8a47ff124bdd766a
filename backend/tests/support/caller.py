"""The person being helped, at the page `/`."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Locator, expect

from tests.support.person import Person

STATUSES = (
    "Waiting for an agent",
    "Connected",
    "On hold",
    "Being transferred",
    "Reconnecting",
    "Call ended",
)
# A status may be shown for a fraction of a second: keep every one, with the time it appeared.
_KEEP_STATUSES = """
globalThis.statusesSeen = [];
new MutationObserver(() => {
  for (const element of document.querySelectorAll('[role=status]')) {
    const text = element.textContent;
    if (globalThis.statusesSeen.at(-1)?.text !== text) {
      globalThis.statusesSeen.push({ at: (globalThis.RightDate ?? Date).now(), text });
    }
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


class Caller(Person):
    @staticmethod
    async def prepare(context: BrowserContext) -> None:
        await Person.prepare(context)
        await context.add_init_script(_KEEP_STATUSES)

    @property
    def join_button(self) -> Locator:
        return self.page.get_by_role("button", name="Join call")

    def status(self, words: str) -> Locator:
        return self.page.get_by_role("status").filter(has_text=words)

    async def open(self) -> None:
        await self.page.goto(f"{self.base_url}/")
        await expect(self.join_button).to_be_visible()

    async def join(self, *, name: str | None = None) -> None:
        """Join as `name` and wait in line."""
        await self.page.get_by_role("textbox", name="Your name").fill(name or self.name)
        await self.join_button.click()
        await self.sees("Waiting for an agent")

    async def sees(self, words: str) -> None:
        """The status says these words."""
        await expect(self.status(words).first).to_be_visible()

    async def statuses_since(self, since_s: float) -> list[str]:
        """Which of STATUSES the page began to show since then, in order."""
        texts: list[str] = await self.page.evaluate(
            "since => globalThis.statusesSeen.filter(s => s.at > since).map(s => s.text)",
            since_s * 1000,
        )
        return [status for text in texts for status in STATUSES if status in text]

    async def is_told(self, words: str) -> None:
        """These words are somewhere on the page."""
        await expect(self.page.get_by_text(words).first).to_be_visible()

    async def hang_up(self) -> None:
        """End this browser's call if there is one, whatever the page shows."""
        request = self.page.context.request
        current = await request.get(f"{self.base_url}/api/calls/current")
        if current.ok:
            call = await current.json()
            await request.post(f"{self.base_url}/api/calls/{call['id']}/leave")
