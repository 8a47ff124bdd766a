"""The baseline: everybody leaves the origin and then joins the destination.

Made of the same parts as the product's move, at the same LiveKit server, over the same distance.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from listening import AGENT_A_HZ, CALLER_HZ, Listener
from playwright.async_api import Page
from stage import Stage

from tests.support.room_page import new_room_name

WATCH_S = 2.0

_OPEN = """
async () => {
  await roomLibrary.warmUp('%s');
  const mic = new roomLibrary.Microphone();
  await mic.open();
  globalThis.line = new roomLibrary.LeaveThenJoin(mic);
}
"""


@dataclass(frozen=True, slots=True)
class Person:
    identity: str
    page: Page
    listener: Listener
    stage: Stage

    async def go(self, room: str) -> None:
        """Leave the room one is in, if any, and join this one."""
        token = self.stage.livekit.tokens.mint(self.identity, self.identity, room, {})
        await self.page.evaluate(
            "connection => line.go(connection)",
            {
                "room_name": room,
                "url": self.stage.livekit_url,
                "token": token,
                "identity": self.identity,
            },
        )


@dataclass(frozen=True, slots=True)
class LeaveThenJoin:
    """A caller and an agent who go from room to room together."""

    caller: Person
    agent: Person

    async def begin(self) -> None:
        await self._go_to_new_room()

    async def move(self) -> list[float]:
        """The holes, in milliseconds, that caller and agent hear in each other's voice."""
        since_s = time.time()
        await self._go_to_new_room()
        await asyncio.sleep(WATCH_S)
        until_s = time.time()
        return [
            await self.caller.listener.longest_gap_ms(AGENT_A_HZ, since_s, until_s),
            await self.agent.listener.longest_gap_ms(CALLER_HZ, since_s, until_s),
        ]

    async def _go_to_new_room(self) -> None:
        room = new_room_name()
        await self.caller.stage.livekit.create_room(room)
        await asyncio.gather(self.caller.go(room), self.agent.go(room))
        joined_s = time.time()
        await asyncio.gather(
            self.caller.listener.hears(AGENT_A_HZ, joined_s),
            self.agent.listener.hears(CALLER_HZ, joined_s),
        )


@asynccontextmanager
async def open_leave_then_join(stage: Stage, address: str) -> AsyncIterator[LeaveThenJoin]:
    """Two people in a room, hearing each other, at the page of the room library."""
    async with AsyncExitStack() as pages:
        people = []
        for identity, voice in (("caller", stage.voices.caller), ("agent", stage.voices.agent_a)):
            page = await pages.enter_async_context(stage.page(voice))
            await page.goto(address)
            await page.wait_for_function("globalThis.roomLibrary")
            await page.evaluate(_OPEN % stage.livekit_url)
            people.append(Person(identity, page, Listener(page), stage))
        line = LeaveThenJoin(*people)
        await line.begin()
        yield line
