"""No page in any state breaks a rule of axe, in light and in dark."""

from __future__ import annotations

from playwright.async_api import Route, ViewportSize, expect

from tests.e2e.journeys import talking
from tests.support.accessibility import violations
from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.people import People
from tests.support.person import Person
from tests.support.waiting import until

PHONE = ViewportSize(width=390, height=844)


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

    async def look_at_dialog(self, state: str, person: Person) -> None:
        """At the one that is open, and close it."""
        await expect(person.page.get_by_role("dialog")).to_be_visible()
        await self.look(state, person)
        await person.page.keyboard.press("Escape")
        await expect(person.page.get_by_role("dialog")).to_have_count(0)

    async def look_at_views(self, state: str, agent: Agent) -> None:
        """At each of those that a small screen shows one at a time."""
        page = agent.page
        width_and_height = page.viewport_size
        await page.set_viewport_size(PHONE)
        for view in ("Briefing", "People", "Waiting", "Call"):
            await page.get_by_role("navigation").get_by_role("button", name=view).click()
            await self.look(f"{state}, {view} on a phone", agent)
        assert width_and_height is not None
        await page.set_viewport_size(width_and_height)


async def no_events_arrive(person: Person) -> None:
    """From the next loading of the page on."""

    async def refuse(route: Route) -> None:
        await route.abort()

    await person.page.route("**/api/events*", refuse)  # an agent's
    await person.page.route("**/api/events/caller*", refuse)


async def test_no_state_of_a_transfer_breaks_a_rule(people: People) -> None:
    inspector = Inspector()
    bea = await people.bea()
    await inspector.look("nobody waiting", bea)
    for name in ("Settings", "Keyboard help", "Search calls"):
        await bea.page.get_by_role("button", name=name).click()
        await inspector.look_at_dialog(name, bea)
    caller = await people.caller("Ines")
    await inspector.look("before joining", caller)
    ana = await people.ana()
    await caller.join()
    await expect(bea.waiting_calls).to_contain_text("Ines")
    await inspector.look("waiting", caller, bea)

    await ana.join_waiting_call()
    await caller.sees("Connected")
    await inspector.look("in the call", caller, ana)
    await ana.page.get_by_role("button", name="Versions").click()
    await inspector.look_at_dialog("versions", ana)
    await ana.transfer_button.click()
    await inspector.look_at_dialog("transfer dialog", ana)
    await ana.page.get_by_role("button", name="More").click()
    await ana.page.get_by_role("menuitem", name="End call for everyone").click()
    await inspector.look_at_dialog("end the call", ana)

    await ana.start_transfer("Bea")
    await expect(bea.incoming).to_be_visible()
    await inspector.look("offered", ana, bea)
    await bea.decline("In a meeting")
    await expect(ana.transfer_status).to_contain_text("declined")
    await inspector.look("declined", ana)
    await inspector.look_at_views("declined", ana)

    await ana.start_transfer("Bea")
    await bea.accept()
    await bea.sees_participants("Ines", "Ana", "Bea")
    await inspector.look("all three", caller, ana, bea)
    await ana.leave()
    await inspector.look("after the transfer", caller, ana, bea)
    await caller.leave_button.click()
    await caller.sees("Call ended")
    await bea.is_free()
    await inspector.look("after the call", caller, bea)
    await bea.page.get_by_role("region", name="Recent calls").get_by_role("button").first.click()
    await inspector.look_at_dialog("past call", bea)
    await no_events_arrive(bea)
    await bea.reload()
    await expect(bea.page.get_by_text("No connection to the server")).to_be_visible()
    await inspector.look("no connection", bea)
    assert not inspector.found


async def test_no_state_of_several_who_are_asked_breaks_a_rule(people: People) -> None:
    inspector = Inspector()
    caller, ana = await people.caller("Ines"), await people.ana()
    bea, carl = await people.bea(), await people.carl()
    await caller.join()
    await ana.join_waiting_call()
    await caller.sees("Connected")
    await ana.transfer_button.click()
    await ana.choose_target("Bea")
    await ana.add_target("Carl")
    await ana.transfer_dialog.get_by_role("radio", name="In this order").check()
    await inspector.look("several in order", ana)
    await ana.transfer_dialog.get_by_role("radio", name="All at once").check()
    await ana.transfer_dialog.get_by_role("button", name="Start transfer").click()
    await expect(bea.incoming).to_contain_text("Also ringing: Carl")
    await inspector.look("several are rung", ana, bea)
    await carl.decline()
    await expect(ana.transfer_status).to_contain_text("Ringing Bea")
    await inspector.look("one has declined", ana)
    assert not inspector.found


async def test_no_state_of_a_hold_and_a_consult_breaks_a_rule(people: People) -> None:
    inspector = Inspector()
    caller, ana, bea = await people.caller("Ines"), await people.ana(), await people.bea()
    await caller.join()
    await ana.join_waiting_call()
    await caller.sees("Connected")
    await ana.hold()
    await caller.sees("On hold")
    await inspector.look("on hold", caller, ana)
    await ana.resume()

    await ana.start_transfer("Bea", mode="Consult first")
    await bea.accept()
    await expect(ana.transfer_status).to_contain_text("You are consulting Bea")
    await caller.sees("On hold")
    await inspector.look("consulting", caller, ana, bea)
    await inspector.look_at_views("consulting", ana)
    await ana.return_to_caller()
    await expect(ana.transfer_status).to_contain_text("Bea is waiting for you")
    await inspector.look("consult paused", ana, bea)

    await ana.hand_over()
    await ana.is_free()
    await bea.sees_participants("Ines", "Bea")
    await bea.leave()
    await expect(ana.recall).to_be_visible()
    await inspector.look("recall", ana, bea)
    assert not inspector.found


async def test_signing_in_breaks_no_rule(people: People) -> None:
    inspector = Inspector()
    stranger = await people.stranger()
    await stranger.page.goto(f"{people.product.base_url}/agent")
    await expect(stranger.page.get_by_role("button", name="Sign in")).to_be_visible()
    await inspector.look("sign-in form", stranger)
    assert not inspector.found


async def test_no_trouble_of_a_caller_breaks_a_rule(people: People) -> None:
    inspector = Inspector()
    caller = await people.caller(microphone_allowed=False)
    page, base_url = caller.page, people.product.base_url
    await caller.join_button.click()
    await caller.is_told("may not use the microphone")
    await inspector.look("microphone denied", caller)

    await page.context.grant_permissions(["microphone"], origin=base_url)
    await caller.join()
    await page.context.clear_permissions()
    await no_events_arrive(caller)
    await caller.reload()
    await caller.is_told("Your call is still open")
    await inspector.look("returning", caller)
    second = await people.at_new_page(Caller, "Ines-second-tab", page.context)
    await second.page.goto(base_url)
    await second.is_told("open in another tab")
    await inspector.look("elsewhere", second)

    await page.context.grant_permissions(["microphone"], origin=base_url)
    await page.get_by_role("button", name="Return to call").click()
    await caller.is_told("You can go on talking")
    await inspector.look("no events", caller)
    assert not inspector.found


async def test_a_transfer_by_keyboard_alone(people: People) -> None:
    """T opens the dialog, typing finds the agent, Enter starts, Escape keeps what was typed."""
    _, ana = await talking(people)
    await expect(ana.page.get_by_role("heading", name="Ines")).to_be_focused()
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
    await expect(ana.transfer_dialog.get_by_role("option", name="Bea")).to_contain_text("Available")
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await expect(bea.incoming).to_contain_text("Typed and kept.")

    async def accepted() -> bool:
        # The key does nothing in the moment the dialog appears: it was meant for something else.
        await bea.page.keyboard.press("a")
        return not await bea.incoming.count()

    await until(accepted, "A accepts")
    await bea.sees_participants("Ines", "Ana", "Bea")
    await expect(bea.page.get_by_role("heading", name="Ines")).to_be_focused()
    await ana.leave_button.press("Enter")
    await expect(ana.page.get_by_role("heading", name="You are free")).to_be_focused()
