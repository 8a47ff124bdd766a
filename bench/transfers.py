"""Transfers between two agents as people make them, in the running product."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from listening import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ, Listener
from playwright.async_api import expect
from stage import Stage

from tests.support.agent import Agent
from tests.support.caller import Caller

CALLER_NAME = "Ines"
READ_S = 2.0  # how long an agent reads the briefing before they accept; people take longer
WATCH_S = 2.0  # how long to go on listening once everybody is there, and again once one has left


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent, what they sound like, and what they hear."""

    agent: Agent
    tone_hz: int
    listener: Listener


@dataclass(frozen=True, slots=True)
class TransferFigures:
    """Of one transfer. The holes are in voices that were there before, or had begun."""

    holes_caller_ms: list[float]
    holes_agents_ms: list[float]
    accept_to_talk_ms: float


class Call:
    """A caller with one of two agents, who hand them to each other."""

    def __init__(self, caller: Caller, ana: Seat, bea: Seat) -> None:
        self.caller = caller
        self.hears = Listener(caller.page)
        self.here, self.away = ana, bea

    async def begin(self) -> None:
        await self.caller.join(name=CALLER_NAME)
        await self.here.agent.join_waiting_call()
        await asyncio.gather(
            self.hears.hears(self.here.tone_hz), self.here.listener.hears(CALLER_HZ)
        )

    async def nothing_happens(self) -> list[float]:
        """The holes while nobody is transferred: what the machine itself does to sound."""
        since_s = time.time()
        await asyncio.sleep(2 * WATCH_S)
        until_s = time.time()
        return [
            await self.hears.longest_gap_ms(self.here.tone_hz, since_s, until_s),
            await self.here.listener.longest_gap_ms(CALLER_HZ, since_s, until_s),
        ]

    async def transfer(self) -> TransferFigures:
        """The agent who is here hands over to the other one, and leaves."""
        old, new = self.here, self.away
        began_s = time.time()
        await old.agent.start_transfer(new.agent.name)
        await expect(new.agent.incoming).to_be_visible()
        await asyncio.sleep(READ_S)
        await new.agent.accept()
        accepted_s = await new.listener.clicked_s()
        await asyncio.gather(
            self.hears.hears(new.tone_hz, accepted_s),
            new.listener.hears(CALLER_HZ, accepted_s),
            old.listener.hears(new.tone_hz, accepted_s),
        )
        for seat in (old, new):
            await seat.agent.sees_participants(CALLER_NAME, old.agent.name, new.agent.name)
        await asyncio.sleep(WATCH_S)
        together_s = time.time()
        await old.agent.leave()
        await new.agent.sees_participants(CALLER_NAME, new.agent.name)
        await asyncio.sleep(WATCH_S)
        end_s = time.time()
        self.here, self.away = new, old

        new_heard_s = await self.hears.first_heard_s(new.tone_hz, accepted_s)
        caller_heard_s = await new.listener.first_heard_s(CALLER_HZ, accepted_s)
        return TransferFigures(
            holes_caller_ms=[
                await self.hears.longest_gap_ms(old.tone_hz, began_s, together_s),
                await self.hears.longest_gap_ms(new.tone_hz, new_heard_s, end_s),
            ],
            holes_agents_ms=[
                await old.listener.longest_gap_ms(CALLER_HZ, began_s, together_s),
                await new.listener.longest_gap_ms(CALLER_HZ, caller_heard_s, end_s),
            ],
            accept_to_talk_ms=(max(new_heard_s, caller_heard_s) - accepted_s) * 1000,
        )


@asynccontextmanager
async def open_call(stage: Stage) -> AsyncIterator[Call]:
    """A call that has begun, with the second agent at their desk."""
    async with AsyncExitStack() as pages:
        base_url = stage.product.base_url
        page = await pages.enter_async_context(stage.page(stage.voices.caller))
        caller = Caller(CALLER_NAME, base_url, page)
        await caller.open()
        seats = []
        for name, username, voice, tone_hz in (
            ("Ana", "agent-a", stage.voices.agent_a, AGENT_A_HZ),
            ("Bea", "agent-b", stage.voices.agent_b, AGENT_B_HZ),
        ):
            page = await pages.enter_async_context(stage.page(voice))
            agent = Agent(name, base_url, page)
            await agent.sign_in(await stage.product.sign_in_link(username))
            seats.append(Seat(agent, tone_hz, Listener(page)))
        call = Call(caller, *seats)
        await call.begin()
        yield call
        await caller.hang_up()
