"""No page in any state breaks a rule of axe, in light and in dark."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.journeys import talking
from tests.support.accessibility import violations
from tests.support.people import People
from tests.support.person import Person
from tests.support.waiting import until


class Inspector:
    """Collects what is wrong, so that one run tells everything."""

    def __init__(self) -> None:
        self.found: list[str] = []

    async def look(self, state: str, *persons: Person) -> None:
        for person in persons:
            for scheme in ("light", "dark"):
                await person.page.emulate_media(
                    color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
                )
                self.found += [
                    f"{person.name}, {state}, {scheme}: {violation}"
                    for violation in await violations(person.page)
                ]


async def test_no_state_of_a_transfer_breaks_a_rule(people: People) -> None:
    inspector = Inspector()
    bea = await people.bea()
    await inspector.look("nobody waiting", bea)
    caller = await people.caller("Ines")
    await inspector.look("before joining", caller)
    ana = await people.ana()
    await caller.join()
    await expect(bea.waiting_calls).to_contain_text("Ines")
    await inspector.look("waiting", caller, bea)

    await ana.join_waiting_call()
    await caller.sees("Connected")
    await inspector.look("in the call", caller, ana)
    await ana.transfer_button.click()
    await expect(ana.transfer_dialog).to_be_visible()
    await inspector.look("transfer dialog", ana)
    await ana.page.keyboard.press("Escape")

    await ana.start_transfer("Bea")
    await expect(bea.incoming).to_be_visible()
    await inspector.look("offered", ana, bea)
    await bea.accept()
    await bea.sees_participants("Ines", "Ana", "Bea")
    await inspector.look("all three", caller, ana, bea)
    await ana.leave()
    await inspector.look("after the transfer", caller, ana, bea)
    await caller.leave_button.click()
    await caller.sees("Call ended")
    await bea.is_free()
    await inspector.look("after the call", caller, bea)
    assert not inspector.found


async def test_signing_in_breaks_no_rule(people: People) -> None:
    inspector = Inspector()
    stranger = await people.stranger()
    await stranger.page.goto(f"{people.product.base_url}/agent")
    await expect(stranger.page.get_by_role("button", name="Sign in")).to_be_visible()
    await inspector.look("sign-in form", stranger)
    assert not inspector.found


async def test_the_help_for_a_denied_microphone_breaks_no_rule(people: People) -> None:
    inspector = Inspector()
    caller = await people.caller(microphone_allowed=False)
    await caller.join_button.click()
    await caller.is_told("may not use the microphone")
    await inspector.look("microphone denied", caller)
    assert not inspector.found


async def test_a_transfer_by_keyboard_alone(people: People) -> None:
    """T opens the dialog, typing finds the agent, Enter starts, Escape keeps what was typed."""
    _, ana = await talking(people)
    bea = await people.bea()
    keyboard = ana.page.keyboard
    await keyboard.press("t")
    await expect(ana.transfer_dialog).to_be_visible()
    await ana.transfer_dialog.get_by_role("textbox", name="Briefing").fill("Typed and kept.")
    await keyboard.press("Escape")
    await expect(ana.transfer_dialog).to_have_count(0)

    await keyboard.press("t")
    written = ana.transfer_dialog.get_by_role("textbox", name="Briefing")
    await expect(written).to_have_value("Typed and kept.")
    await ana.transfer_dialog.get_by_label("Transfer to").first.focus()
    await keyboard.type("bea")
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await expect(bea.incoming).to_contain_text("Typed and kept.")

    async def accepted() -> bool:
        # The key does nothing in the moment the dialog appears: it was meant for something else.
        await bea.page.keyboard.press("a")
        return not await bea.incoming.count()

    await until(accepted, "A accepts")
    await bea.sees_participants("Ines", "Ana", "Bea")
