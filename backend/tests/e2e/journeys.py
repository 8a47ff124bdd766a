"""What several tests begin with."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ

BRIEFING = "Charged twice for order 4528. Wants 49 dollars back before Friday."


async def talking(people: People) -> tuple[Caller, Agent]:
    """Ines and Ana are in a call and hear each other."""
    caller, ana = await asyncio.gather(people.caller("Ines"), people.ana())
    await caller.join()
    await ana.join_waiting_call()
    await caller.sees("Connected")
    await hear_each_other(caller, ana)
    return caller, ana


async def talking_with_bea_at_hand(people: People) -> tuple[Caller, Agent, Agent]:
    """Ines and Ana are in a call; Bea is at her desk."""
    (caller, ana), bea = await asyncio.gather(talking(people), people.bea())
    return caller, ana, bea


async def hear_each_other(caller: Caller, ana: Agent) -> None:
    await asyncio.gather(caller.ears.hears(AGENT_A_HZ), ana.ears.hears(CALLER_HZ))


async def all_three_hear_each_other(caller: Caller, ana: Agent, bea: Agent) -> None:
    await asyncio.gather(
        caller.ears.hears(AGENT_A_HZ),
        caller.ears.hears(AGENT_B_HZ),
        ana.ears.hears(CALLER_HZ),
        ana.ears.hears(AGENT_B_HZ),
        bea.ears.hears(CALLER_HZ),
        bea.ears.hears(AGENT_A_HZ),
    )


async def offered_to_bea(ana: Agent, bea: Agent, *, briefing: str = BRIEFING) -> None:
    """Ana offers the call to Bea, whose page rings."""
    await ana.start_transfer("Bea", briefing=briefing)
    await expect(bea.incoming).to_be_visible()


async def only_bea_is_left(caller: Caller, bea: Agent) -> None:
    """After Ana left: Ines and Bea hear each other and nobody else."""
    await asyncio.gather(caller.ears.silent_of(AGENT_A_HZ), bea.ears.silent_of(AGENT_A_HZ))
    await asyncio.gather(caller.ears.hears(AGENT_B_HZ), bea.ears.hears(CALLER_HZ))
    await bea.sees_participants("Ines", "Bea")
    await caller.sees("Connected")
