"""An agent at their console, `/agent-a` or `/agent-b`."""

from __future__ import annotations

import re
from typing import Literal

from playwright.async_api import Locator, expect

from tests.support.person import Person

Mode = Literal["Introduce", "Consult first", "Direct"]

ROOM_ID = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")


class Agent(Person):
    @property
    def waiting_calls(self) -> Locator:
        return self.page.get_by_role("region", name="Waiting calls")

    @property
    def call_header(self) -> Locator:
        """Who is on the line, and how the line is."""
        return self.page.get_by_role("region", name="Call", exact=True).locator("header")

    @property
    def transcript(self) -> Locator:
        return self.page.get_by_role("log", name="Transcript")

    @property
    def participants(self) -> Locator:
        return self.page.get_by_role("list", name="Participants").get_by_role("listitem")

    @property
    def briefing(self) -> Locator:
        return self.page.get_by_role("region", name="Briefing")

    @property
    def search(self) -> Locator:
        return self.page.get_by_role("dialog", name="Search calls")

    @property
    def transfer_status(self) -> Locator:
        return self.page.get_by_role("region", name="Transfer status")

    @property
    def transfer_history(self) -> Locator:
        return self.page.get_by_role("list", name="Transfer history").get_by_role("listitem")

    @property
    def transfer_button(self) -> Locator:
        return self.page.get_by_role("button", name="Transfer", exact=True)

    @property
    def hold_button(self) -> Locator:
        return self.page.get_by_role("button", name="Hold", exact=True)

    @property
    def resume_button(self) -> Locator:
        return self.page.get_by_role("button", name="Resume", exact=True)

    @property
    def transfer_controls(self) -> Locator:
        """What can be done about a transfer under way."""
        return self.page.get_by_role("group", name="Transfer controls")

    @property
    def cancel_button(self) -> Locator:
        return self.page.get_by_role("button", name="Cancel transfer")

    @property
    def transfer_dialog(self) -> Locator:
        return self.page.get_by_role("dialog", name="Transfer call")

    @property
    def incoming(self) -> Locator:
        return self.page.get_by_role("dialog", name="Incoming transfer")

    @property
    def recall(self) -> Locator:
        """A caller whom this agent handed over, left alone: rings here."""
        return self.page.get_by_role("dialog", name="A caller comes back to you")

    @property
    def use_this_tab(self) -> Locator:
        """Moves the sound of the call here; there while it is elsewhere."""
        return self.page.get_by_role("button", name="Use this tab")

    async def sign_in(self, link: str) -> None:
        await self.page.goto(link)
        await self.is_at_the_desk()

    async def is_at_the_desk(self) -> None:
        await expect(self.waiting_calls).to_be_visible()

    async def join_waiting_call(self) -> None:
        await self.waiting_calls.get_by_role("button", name="Join").click()
        await self.is_in_the_call()

    async def set_presence(self, word: str) -> None:
        await self.page.get_by_role("button", name="Presence:").click()
        await self.page.get_by_role("menuitem", name=word).click()

    async def is_in_the_call(self) -> None:
        await expect(self.leave_button).to_be_enabled()

    async def is_free(self) -> None:
        await expect(self.leave_button).to_have_count(0)

    async def leave(self) -> None:
        await self.leave_button.click()
        await self.is_free()

    async def sees_participants(self, *names: str) -> None:
        """Exactly these people are in the call, in any order."""
        await expect(self.participants).to_have_count(len(names))
        for name in names:
            await expect(self.participants.filter(has_text=name)).to_have_count(1)

    async def sees_history(self, *words: str) -> None:
        """The latest transfer's line has these words."""
        for word in words:
            await expect(self.transfer_history.last).to_contain_text(word)

    async def turns(self) -> list[tuple[str, str]]:
        """The transcript as the page has it: each turn's speaker and words, oldest first."""
        rows: list[list[str]] = await self.transcript.evaluate(
            "log => Array.from(log.children, turn => Array.from(turn.children, e => e.textContent))"
        )
        return [(row[0], row[1]) for row in rows if len(row) > 1]

    async def add_note(self, text: str) -> None:
        await self.briefing.get_by_role("button", name="Note").click()
        await self.briefing.get_by_role("textbox", name="Note for the next agent").fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.briefing).to_contain_text(text)

    async def edit_briefing(self, text: str) -> None:
        await self.briefing.get_by_role("button", name="Edit").click()
        await self.briefing.get_by_role("textbox", name="Briefing text").fill(text)
        await self.briefing.get_by_role("button", name="Save").click()
        await expect(self.briefing.get_by_role("textbox")).to_have_count(0)

    async def start_transfer(
        self,
        to: str,
        *others: str,
        mode: Mode = "Introduce",
        in_order: bool = False,
        briefing: str | None = None,
    ) -> None:
        """Offer the call through the dialog, with the briefing replaced when given.

        `others` are asked besides, all at once or, `in_order`, one after the other.
        """
        await self.transfer_button.click()
        await self.choose_target(to)
        for other in others:
            await self.add_target(other)
        if in_order:
            await self.transfer_dialog.get_by_role("radio", name="In this order").check()
        await self.transfer_dialog.get_by_role("radio", name=mode).check()
        if briefing is not None:
            await self.transfer_dialog.get_by_role("textbox", name="Briefing").fill(briefing)
        await self.transfer_dialog.get_by_role("button", name="Start transfer").click()
        await expect(self.transfer_dialog).to_have_count(0)

    async def transfer_to_phone(
        self,
        number: str,
        *,
        mode: Mode = "Introduce",
        name: str | None = None,
        extension: str | None = None,
        briefing: str | None = None,
    ) -> None:
        """Through the dialog, with the briefing replaced when given."""
        await self.transfer_button.click()
        await self.choose_target("Phone number")
        dialog = self.transfer_dialog
        await dialog.get_by_role("textbox", name="Phone number").fill(number)
        if name is not None:
            await dialog.get_by_role("textbox", name="Who is this?").fill(name)
        if extension is not None:
            await dialog.get_by_role("textbox", name="Extension").fill(extension)
        await dialog.get_by_role("radio", name=mode).check()
        if briefing is not None:
            await dialog.get_by_role("textbox", name="Briefing, as it is spoken").fill(briefing)
        await dialog.get_by_role("button", name="Transfer to Phone").click()
        await expect(dialog).to_have_count(0)

    @property
    def keypad(self) -> Locator:
        return self.page.get_by_role("dialog", name="Keypad")

    async def choose_target(self, name: str) -> None:
        await self.transfer_dialog.get_by_label("Transfer to").first.fill(name)
        begins_so = re.compile(rf"^{re.escape(name)}\b")  # a team is named beside its agents too
        await self.page.get_by_role("option", name=begins_so).click()

    async def add_target(self, name: str) -> None:
        """One more, beside whom was chosen."""
        add = self.transfer_dialog.get_by_role("button", name="Add another agent")
        if await add.count():  # gone once there are several
            await add.click()
        await self.choose_target(name)

    async def hold(self) -> None:
        await self.hold_button.click()
        await expect(self.resume_button).to_be_visible()

    async def resume(self) -> None:
        await self.resume_button.click()
        await expect(self.hold_button).to_be_visible()

    async def return_to_caller(self) -> None:
        await self.transfer_controls.get_by_role("button", name="Return to caller").click()

    async def back_to(self, name: str) -> None:
        """Go on with the consult."""
        await self.transfer_controls.get_by_role("button", name=f"Back to {name}").click()

    async def bring_in(self) -> None:
        await self.transfer_controls.get_by_role("button", name="Bring caller in").click()

    async def hand_over(self) -> None:
        await self.transfer_controls.get_by_role("button", name="Hand over").click()

    async def room_id(self) -> str:
        """The room ID that the status shows while the transfer is open."""
        await expect(self.transfer_status).to_contain_text(ROOM_ID)
        found = ROOM_ID.search(await self.transfer_status.inner_text())
        assert found is not None
        return found.group()

    async def enter_room_id(self, room_id: str) -> None:
        await self.page.get_by_role("textbox", name="Room ID").fill(room_id)
        await self.page.get_by_role("button", name="Join room").click()

    async def accept(self) -> None:
        await self.incoming.get_by_role("button", name="Accept").click()

    async def decline(self, reason: str | None = None) -> None:
        """Decline, in one click: for one of the reasons on offer, or for none."""
        await self.incoming.get_by_role("button", name=reason or "Decline").click()
