"""Brings the people of one test to their pages, and sees them off."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from playwright.async_api import Browser, BrowserContext, ViewportSize

from tests.support.agent import Agent
from tests.support.browser import Browsers
from tests.support.caller import Caller
from tests.support.observer import Observer
from tests.support.person import Person
from tests.support.product import RunningProduct
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ, write_tone
from tests.support.waiting import PATIENCE_S

P = TypeVar("P", bound=Person)

DESKTOP = ViewportSize(width=1280, height=800)


@dataclass(frozen=True, slots=True)
class Voices:
    """What each person's microphone plays."""

    caller: Path
    agent_a: Path
    agent_b: Path

    @classmethod
    def tones(cls, directory: Path) -> Voices:
        return cls(
            write_tone(directory / "caller.wav", CALLER_HZ),
            write_tone(directory / "agent-a.wav", AGENT_A_HZ),
            write_tone(directory / "agent-b.wav", AGENT_B_HZ),
        )

    @classmethod
    def speech(cls, directory: Path) -> Voices:
        return cls(*(directory / f"{who}.wav" for who in ("caller", "agent-a", "agent-b")))


class People:
    """A window of their own, in a browser of their own, for everybody a test needs."""

    def __init__(
        self, product: RunningProduct, observer: Observer, browsers: Browsers, voices: Voices
    ) -> None:
        self.product = product
        self.observer = observer
        self._browsers = browsers
        self._voices = voices
        self._contexts = AsyncExitStack()
        self._present: list[Person] = []

    async def caller(
        self,
        name: str = "Ines",
        *,
        viewport: ViewportSize = DESKTOP,
        microphone_allowed: bool = True,
    ) -> Caller:
        """A caller at the open page, who has not joined."""
        browser = await self._browsers.with_microphone(
            self._voices.caller, allowed=microphone_allowed
        )
        context = await self.context(browser, viewport)
        caller = self._add(Caller(name, self.product.base_url, await context.new_page()))
        await caller.open()
        return caller

    async def ana(self, *, viewport: ViewportSize = DESKTOP) -> Agent:
        return await self._agent("Ana", "agent-a", self._voices.agent_a, viewport)

    async def bea(self, *, viewport: ViewportSize = DESKTOP) -> Agent:
        return await self._agent("Bea", "agent-b", self._voices.agent_b, viewport)

    async def carl(self, *, viewport: ViewportSize = DESKTOP) -> Agent:
        """Of Bea's team; not one of the demo's agents."""
        await self.product.add_agent("carl", name="Carl", team="Billing")
        return await self._agent("Carl", "carl", self._voices.agent_b, viewport)

    async def context(
        self, browser: Browser, viewport: ViewportSize = DESKTOP, *, audible: bool = True
    ) -> BrowserContext:
        """A fresh browser profile. What its pages play is recorded if `audible`; its pages' content
        security policy is held to if not."""
        context = await browser.new_context(viewport=viewport, bypass_csp=audible)
        self._contexts.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE_S * 1000)
        if audible:
            await Caller.prepare(context)
        return context

    async def stranger(self) -> Person:
        """Somebody with an empty window, who is not signed in."""
        browser = await self._browsers.with_microphone(self._voices.agent_b)
        return await self.at_new_page(Person, "Stranger", await self.context(browser))

    async def shared_profile(self) -> BrowserContext:
        """A profile of a browser that several people use in several windows."""
        browser = await self._browsers.with_microphone(self._voices.caller)
        return await self.context(browser, audible=False)

    async def at_new_page(self, kind: type[P], name: str, context: BrowserContext) -> P:
        """Somebody at one more page of a profile that is open already."""
        return self._add(kind(name, self.product.base_url, await context.new_page()))

    async def save_evidence(self, directory: Path) -> None:
        for person in self._present:
            await person.save_evidence(directory)
        for log in self.product.logs():
            if log.is_file():
                (directory / log.name).write_bytes(log.read_bytes())

    async def leave(self) -> None:
        """End what is going on and close every window."""
        for person in self._present:
            if isinstance(person, Caller):
                await person.hang_up()
        await self._contexts.aclose()
        await self.observer.nobody_is_in_a_call()

    def complaints(self) -> Sequence[str]:
        """Errors in pages that nobody caught."""
        return [f"{p.name}: {complaint}" for p in self._present for complaint in p.complaints]

    async def _agent(self, name: str, username: str, voice: Path, viewport: ViewportSize) -> Agent:
        browser = await self._browsers.with_microphone(voice)
        context = await self.context(browser, viewport)
        agent = self._add(Agent(name, self.product.base_url, await context.new_page()))
        await agent.sign_in(await self.product.sign_in_link(username))
        return agent

    def _add(self, person: P) -> P:
        self._present.append(person)
        return person
