"""The LiveKit server is killed, and comes back after a while: a short one, and a long one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import seen_off
from tests.e2e.journeys import hear_each_other, offered_to_bea, talking, talking_with_bea_at_hand
from tests.support.agent import Agent
from tests.support.browser import Browsers
from tests.support.caller import Caller
from tests.support.faults import fault
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.observer import Observer
from tests.support.people import People, Voices
from tests.support.product import RunningProduct
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ
from tests.support.waiting import until

DOWN_S = (2, 15)
BACK_WITHIN_S = 15.0
OVER = ("introducing", "completed", "failed", "cancelled", "no_answer")


@pytest.fixture(scope="module")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    """One that the product does not start again by itself."""
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture(scope="module")
async def apart(
    tmp_path_factory: pytest.TempPathFactory, livekit: LiveKitServer
) -> AsyncIterator[RunningProduct]:
    """A product whose LiveKit server is not its own."""
    settings = {
        "STT_PROVIDERS": "none",
        "LIVEKIT_WS_URL": livekit.url,
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": SECRET,
    }
    async with RunningProduct(tmp_path_factory.mktemp("product-apart"), **settings) as product:
        yield product


@pytest.fixture(scope="module")
async def observer_apart(apart: RunningProduct) -> AsyncIterator[Observer]:
    async with Observer(apart) as observer:
        yield observer


@pytest.fixture
async def people_apart(
    request: pytest.FixtureRequest,
    apart: RunningProduct,
    observer_apart: Observer,
    browsers: Browsers,
    tones: Voices,
) -> AsyncIterator[People]:
    people = People(apart, observer_apart, browsers, tones)
    async with seen_off(request, people) as people:
        yield people


@fault(
    5,
    done="killed during a call, back after 2 s, after 15 s",
    seen="both pages say so meanwhile; caller and agent hear each other within 15 s of its return",
)
@pytest.mark.parametrize("down_s", DOWN_S)
async def test_during_a_call(people_apart: People, livekit: LiveKitServer, down_s: float) -> None:
    caller, ana = await talking(people_apart)
    await livekit.kill()
    await asyncio.gather(
        caller.sees("Reconnecting"),
        expect(ana.page.get_by_text("Reconnecting").first).to_be_visible(),
        asyncio.sleep(down_s),
    )
    await livekit.start()
    back_s = time.time()
    await asyncio.gather(
        caller.ears.hears(AGENT_A_HZ, since_s=back_s), ana.ears.hears(CALLER_HZ, since_s=back_s)
    )
    assert time.time() - back_s < BACK_WITHIN_S
    await caller.sees("Connected")
    await ana.sees_participants("Ines", "Ana")


@fault(
    5,
    done="killed when Bea has just accepted, back after 2 s, after 15 s",
    seen="the caller hears an agent, who hears them, within 15 s of its return; the transfer goes"
    " on or has ended with a typed outcome, and a second one goes as ever",
)
@pytest.mark.parametrize("down_s", DOWN_S)
async def test_during_a_move(people_apart: People, livekit: LiveKitServer, down_s: float) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people_apart)
    await offered_to_bea(ana, bea)
    await bea.accept()
    await livekit.kill()
    await asyncio.sleep(down_s)
    await livekit.start()
    back_s = time.time()
    company = await somebody_is_with(caller, ana, bea, back_s)
    assert time.time() - back_s < BACK_WITHIN_S
    await settled(people_apart)
    if company is ana and (await people_apart.observer.the_call())["open_transfer_id"] is None:
        await offered_to_bea(ana, bea)
        await bea.accept()
    await bea.sees_participants("Ines", "Ana", "Bea")
    await hear_each_other(caller, ana)
    await asyncio.gather(caller.ears.hears(AGENT_B_HZ), bea.ears.hears(CALLER_HZ))


async def somebody_is_with(caller: Caller, ana: Agent, bea: Agent, since_s: float) -> Agent:
    """Whoever first hears the caller and is heard, since then."""

    async def both_ways(agent: Agent, tone_hz: int) -> Agent:
        await caller.ears.hears(tone_hz, since_s=since_s)
        await agent.ears.hears(CALLER_HZ, since_s=since_s)
        return agent

    tries = [
        asyncio.create_task(both_ways(ana, AGENT_A_HZ)),
        asyncio.create_task(both_ways(bea, AGENT_B_HZ)),
    ]
    done, pending = await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
    for trying in pending:
        trying.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


async def settled(people: People) -> None:
    """The transfer waits for a person, or is over."""
    seen: str = ""

    async def over() -> bool:
        nonlocal seen
        seen = (await people.observer.the_call())["transfers"][-1]["state"]
        return seen in OVER

    await until(over, lambda: f"the transfer is over; it is {seen}")
