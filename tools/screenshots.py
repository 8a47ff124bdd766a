"""Take the README's pictures: a real call, with real speech, transferred from Ana to Bea.

Run by `make screenshots`. Writes docs/images/*.png.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "backend"))

from playwright.async_api import expect  # noqa: E402

from tests.support.browser import Browsers  # noqa: E402
from tests.support.observer import Observer  # noqa: E402
from tests.support.people import People, Voices  # noqa: E402
from tests.support.person import Person  # noqa: E402
from tests.support.product import RunningProduct  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SPEECH = ROOT / "backend" / "tests" / "fixtures" / "speech"
LARGEST_PICTURE = 300_000  # bytes; a README is read on phones too
PATIENCE_MS = 120_000

CALLER = "Helen Brown"
TOPIC = "I was charged twice"


@dataclass(frozen=True, slots=True)
class Screen:
    """`suffix` goes into the file's name."""

    suffix: str
    width: int
    height: int


DESKTOP = Screen("", 1440, 900)
PHONE = Screen("-phone", 390, 844)


async def shoot(person: Person, name: str, *screens: Screen, dark: bool = False) -> None:
    """Write `name` in each size, as the page is now, with every animation at its end."""
    page = person.page
    await page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    for screen in screens:
        await page.set_viewport_size({"width": screen.width, "height": screen.height})
        path = IMAGES / f"{name}{screen.suffix}{'-dark' if dark else ''}.png"
        await page.screenshot(path=path, animations="disabled", caret="hide")
        size = path.stat().st_size
        if size > LARGEST_PICTURE:
            raise SystemExit(f"{path.name} has {size} bytes, more than {LARGEST_PICTURE}")
        sys.stdout.write(f"{path.relative_to(ROOT)}  {size // 1000} kB\n")
    await page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})


async def take_pictures(people: People) -> None:
    caller, ana, bea = await people.caller(CALLER), await people.ana(), await people.bea()
    await caller.page.get_by_role("textbox", name="Your name").fill(CALLER)
    await caller.page.get_by_label("What is it about").fill(TOPIC)
    await shoot(caller, "caller-before", DESKTOP, PHONE)
    await caller.join()
    await expect(ana.waiting_calls).to_contain_text(CALLER)
    await ana.join_waiting_call()
    await caller.sees("Connected")

    await expect(ana.transcript).to_contain_text("before Friday")
    await expect(ana.transcript).to_contain_text("billing team")
    await expect(ana.briefing).to_contain_text("4528")
    await shoot(caller, "caller-in-call", DESKTOP, PHONE)
    await shoot(ana, "agent-in-call", DESKTOP, PHONE)
    await shoot(ana, "agent-in-call", DESKTOP, dark=True)

    await ana.transfer_button.click()
    await ana.choose_target("Bea")
    await shoot(ana, "transfer-dialog", DESKTOP, PHONE)
    await ana.transfer_dialog.get_by_role("button", name="Start transfer").click()
    await expect(bea.incoming).to_be_visible()
    await shoot(bea, "incoming-transfer", DESKTOP, PHONE)
    await shoot(ana, "agent-ringing", DESKTOP)

    await bea.accept()
    await bea.sees_participants(CALLER, "Ana", "Bea")
    await expect(ana.transfer_status).to_contain_text("Bea is here")
    await caller.is_told("Bea")
    await shoot(caller, "caller-transferred", DESKTOP, PHONE)
    await ana.leave()
    await bea.sees_participants(CALLER, "Bea")
    await expect(bea.transcript).to_contain_text("three days")
    await shoot(bea, "after-transfer", DESKTOP, PHONE)


async def main() -> None:
    expect.set_options(timeout=PATIENCE_MS)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        async with (
            RunningProduct(Path(directory) / "data", STT_PROVIDERS="local") as product,
            Observer(product) as observer,
            Browsers() as browsers,
        ):
            people = People(product, observer, browsers, Voices.speech(SPEECH))
            try:
                await take_pictures(people)
            finally:
                await people.leave()


if __name__ == "__main__":
    asyncio.run(main())
