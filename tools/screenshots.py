"""Take the README's pictures: a real call, spoken turn by turn, transferred from Ana to Bea.

Run by `make screenshots`. Writes docs/images/*.png.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "backend"))

from playwright.async_api import Locator, expect  # noqa: E402
from speakers import Speakers, say, speaking  # noqa: E402

from tests.support.agent import Agent  # noqa: E402
from tests.support.browser import Browsers  # noqa: E402
from tests.support.observer import Observer  # noqa: E402
from tests.support.people import Voices  # noqa: E402
from tests.support.person import Person  # noqa: E402
from tests.support.phone_product import product_for  # noqa: E402
from tests.support.phone_simulator import PhoneSimulator  # noqa: E402
from tests.support.speech import SPEECH, sentences  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LARGEST_PICTURE = 300_000  # bytes; a README is read on phones too
PATIENCE_MS = 120_000

CALLER = "Helen Brown"
TOPIC = "I was charged twice"
PHONE_NUMBER = "(415) 555-1212"
SPOKEN_CHARS_PER_S = 15.0  # as people speak
HELLO, CHARGED, ORDER, PAYMENT, BEFORE_FRIDAY = sentences("caller.wav")
THANKS, BOTH_PAYMENTS, ASK_BILLING = sentences("agent-a.wav")
GOOD_MORNING, REFUND, THREE_DAYS = sentences("agent-b.wav")


@dataclass(frozen=True, slots=True)
class Screen:
    """`suffix` goes into the file's name."""

    suffix: str
    width: int
    height: int


DESKTOP = Screen("", 1440, 900)
PHONE = Screen("-phone", 390, 844)


async def shoot(
    person: Person,
    name: str,
    *screens: Screen,
    dark: bool = False,
    when: Locator | None = None,
) -> None:
    """Write `name` in each size, `when` that is seen, with every animation at its end."""
    page = person.page
    await page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    for screen in screens:
        await page.set_viewport_size({"width": screen.width, "height": screen.height})
        if when is not None:
            await expect(when).to_be_visible()
        path = IMAGES / f"{name}{screen.suffix}{'-dark' if dark else ''}.png"
        await page.screenshot(path=path, animations="disabled", caret="hide")
        size = path.stat().st_size
        if size > LARGEST_PICTURE:
            raise SystemExit(f"{path.name} has {size} bytes, more than {LARGEST_PICTURE}")
        sys.stdout.write(f"{path.relative_to(ROOT)}  {size // 1000} kB\n")
    await page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})


async def talk(listener: Agent, *turns: tuple[Person, str]) -> None:
    """One after the other, each when the one before is written in the listener's transcript."""
    for person, sentence in turns:
        await say(person, sentence)
        await is_written(listener, sentence)


async def is_written(listener: Agent, sentence: str) -> None:
    words = re.findall(r"\w+", sentence)  # where its pauses are taken for stops differs
    written = re.compile(r"\W+".join(words), re.IGNORECASE)
    await expect(listener.transcript).to_contain_text(written)
    await expect(listener.transcript).not_to_contain_text("…")  # it has come to its final words


async def take_pictures(people: Speakers, phones: PhoneSimulator) -> None:
    caller, ana, bea = await people.caller(CALLER), await people.ana(), await people.bea()
    await caller.page.get_by_role("textbox", name="Your name").fill(CALLER)
    await caller.page.get_by_label("What is it about").fill(TOPIC)
    async with speaking(caller, HELLO):
        await caller.is_told("We can hear you.")
        half_the_meter = caller.page.locator("[data-lit]").nth(12)
        await shoot(caller, "caller-before", DESKTOP, PHONE, when=half_the_meter)
    await caller.join()
    await expect(ana.waiting_calls).to_contain_text(CALLER)
    await ana.join_waiting_call()
    await caller.sees("Connected")

    await talk(ana, (ana, THANKS), (caller, HELLO), (caller, CHARGED), (caller, ORDER))
    await talk(ana, (caller, PAYMENT))
    async with asyncio.TaskGroup() as voices:
        voices.create_task(say(ana, BOTH_PAYMENTS))
        who_speaks = caller.page.locator(".ring-live")
        await shoot(caller, "caller-in-call", DESKTOP, PHONE, when=who_speaks)
    await is_written(ana, BOTH_PAYMENTS)
    await talk(ana, (caller, BEFORE_FRIDAY))
    await expect(ana.briefing).to_contain_text("before Friday")
    await shoot(ana, "agent-in-call", DESKTOP, PHONE)
    await shoot(ana, "agent-in-call", DESKTOP, dark=True)
    await talk(ana, (ana, ASK_BILLING))
    await expect(ana.briefing).to_contain_text("billing team")
    await ana.add_note("Calls from her car, please be brief.")

    await ana.transfer_button.click()
    await ana.choose_target("Bea")
    await shoot(ana, "transfer-dialog", DESKTOP, PHONE)
    await ana.transfer_dialog.get_by_role("button", name="Start transfer").click()
    await expect(bea.incoming).to_be_visible()
    await shoot(bea, "incoming-transfer", DESKTOP, PHONE)
    await shoot(ana, "agent-ringing", DESKTOP)

    await bea.accept()
    await caller.is_told("You are now with Bea")
    await shoot(caller, "caller-transferred", DESKTOP, PHONE)
    await expect(ana.transfer_status).to_contain_text("Bea is here")
    await talk(bea, (bea, GOOD_MORNING))
    await ana.leave()
    await bea.sees_participants(CALLER, "Bea")
    await talk(bea, (bea, REFUND), (bea, THREE_DAYS))
    await expect(bea.briefing).to_contain_text("started the refund")
    await shoot(bea, "after-transfer", DESKTOP, PHONE)
    await look_back(bea)

    await bea.start_transfer("Ana", mode="Consult first")
    await ana.accept()
    await expect(bea.transfer_status).to_contain_text("You are consulting Ana")
    await caller.sees("On hold")
    await shoot(bea, "agent-consult", DESKTOP, PHONE)
    await shoot(caller, "caller-on-hold", DESKTOP, PHONE)
    await transfer_to_phone(bea, phones)


async def look_back(agent: Agent) -> None:
    """At what was said, by search, and at how the briefing came about."""
    page = agent.page
    await page.keyboard.press("/")
    await agent.search.get_by_role("searchbox").fill("charged")
    await shoot(agent, "search", DESKTOP, PHONE, when=agent.search.locator("mark").first)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Versions").click()
    change = page.get_by_role("dialog").locator("ins").first
    await shoot(agent, "briefing-versions", DESKTOP, PHONE, when=change)
    await page.keyboard.press("Escape")


async def transfer_to_phone(agent: Agent, phones: PhoneSimulator) -> None:
    """To somebody who answers, and hears the briefing."""
    await agent.cancel_button.click()
    await expect(agent.transfer_status).to_contain_text("cancelled")
    await agent.transfer_button.click()
    await agent.choose_target("Phone number")
    dialog = agent.transfer_dialog
    await dialog.get_by_role("textbox", name="Phone number").fill(PHONE_NUMBER)
    await dialog.get_by_role("textbox", name="Who is this?").fill("Head of billing")
    known = dialog.get_by_text("United States")
    await shoot(agent, "transfer-to-phone", DESKTOP, PHONE, when=known)
    await dialog.get_by_role("button", name="Transfer to Phone").click()
    await expect(agent.transfer_status).to_contain_text("Playing the briefing")
    await shoot(agent, "phone-transfer", DESKTOP, PHONE)
    for call in await phones.calls():
        await phones.hang_up(call.sid)


async def main() -> None:
    expect.set_options(timeout=PATIENCE_MS)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        async with (
            PhoneSimulator(spoken_chars_per_s=SPOKEN_CHARS_PER_S) as phones,
            product_for(phones, Path(directory) / "data", STT_PROVIDERS="local") as product,
            Observer(product) as observer,
            Browsers() as browsers,
        ):
            people = Speakers(product, observer, browsers, Voices.speech(SPEECH))
            try:
                await take_pictures(people, phones)
            finally:
                await people.leave()


if __name__ == "__main__":
    asyncio.run(main())
