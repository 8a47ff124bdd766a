"""The call worker is killed in the middle of a call, and what it missed is marked.

Everything is as `warm-transfer up` runs it, which also brings the worker back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.support.call_center import Agent, move
from tests.support.event_stream import listening
from tests.support.faults import fault
from tests.support.participant import Participant
from tests.support.processes import Part
from tests.support.product import RunningProduct
from tests.support.speech import GOOD_ENOUGH, lowest_error_rate, recording, sentences
from tests.support.voice import Speaker
from tests.support.waiting import until

REPLACED_WITHIN_S = 60.0  # where the machine is busy; else some ten
SENTENCE_S = 8.0  # the longest in the recordings, and what it takes to read it


@pytest.fixture(scope="module")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningProduct]:
    async with RunningProduct(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="module")
async def ana(product: RunningProduct) -> AsyncIterator[Agent]:
    async with signed_in(product, "agent-a") as agent:
        yield agent


class SpokenCall:
    """A caller who speaks, and an agent who listens and reads what is written."""

    def __init__(self, caller: Participant, agent: Agent, started: dict[str, Any]) -> None:
        self.caller = caller
        self.agent = agent
        self.voice = Speaker()
        self._started_at = datetime.fromisoformat(started["call"]["created_at"])

    def now_s(self) -> float:
        return (datetime.now(UTC) - self._started_at).total_seconds()

    async def gaps(self) -> list[dict[str, float]]:
        return list((await self._transcript())["gaps"])

    async def has(self, words: str, *, after_s: float = 0.0) -> None:
        """Wait for these words among what was said after that second."""
        heard = ""

        async def there() -> bool:
            nonlocal heard
            segments = (await self._transcript())["segments"]
            heard = " ".join(one["text"] for one in segments if one["start_s"] >= after_s)
            return lowest_error_rate(words, heard) < GOOD_ENOUGH

        await until(there, lambda: f"hear {words!r}, got {heard!r}")

    async def gap_that_is_over(self) -> dict[str, float]:
        async def over() -> list[dict[str, float]]:
            gaps = await self.gaps()
            return gaps if gaps and gaps[-1]["end_s"] is not None else []

        (gap,) = await until(over, "one gap, and it is over")
        return gap

    async def _transcript(self) -> dict[str, Any]:
        return await self.agent.get(f"/calls/{self.caller.call_id}/transcript")


@asynccontextmanager
async def signed_in(product: RunningProduct, username: str) -> AsyncIterator[Agent]:
    """One of the demo's agents, whose page is open."""
    async with httpx.AsyncClient(base_url=product.base_url, timeout=10) as client:
        token = (await product.sign_in_link(username)).partition("#sign-in=")[2]
        answer = await client.post("/api/auth/link", json={"token": token})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        agent = Agent(client)
        agent.id = (await agent.get("/me"))["id"]
        async with listening(f"{product.base_url}/api/events", client.cookies) as page:
            await page.next()
            yield agent
        await agent.close()


@asynccontextmanager
async def called(product: RunningProduct) -> AsyncIterator[tuple[Participant, dict[str, Any]]]:
    """A caller who is not connected yet, and what the API said to them."""
    async with httpx.AsyncClient(base_url=product.base_url, timeout=10) as client:
        answer = await client.post("/api/calls", json={"name": "Ines"})
        assert answer.status_code == 201, answer.text
        started = answer.json()
        client.headers["Authorization"] = f"Bearer {started['caller_token']}"
        caller = Participant(client, started["call"]["id"])
        yield caller, started
        await caller.close()
        await client.post(f"/api/calls/{caller.call_id}/leave")


async def is_heard(product: RunningProduct, call_id: str) -> bool:
    written = (product.data_dir / "logs" / "worker.log").read_text()
    return any("speaker_heard" in line and call_id in line for line in written.splitlines())


@pytest.fixture
async def call(product: RunningProduct, ana: Agent) -> AsyncIterator[SpokenCall]:
    async with called(product) as (caller, started):
        call = SpokenCall(caller, ana, started)
        place = started["connection"]["current"]
        await call.voice.enter(place["room_name"], place["url"], place["token"])
        await ana.join(caller.call_id)
        await until(lambda: is_heard(product, caller.call_id), "the worker listens to the caller")
        yield call
        await ana.disconnect()
        await call.voice.leave_all()


@fault(
    17,
    done="the call worker is killed while the caller speaks, alone and with the API",
    seen="another one listens again; the transcript marks what was missed, and has what follows",
)
@pytest.mark.parametrize("killed", [(Part.WORKER,), (Part.WORKER, Part.API)], ids=["worker", "all"])
async def test_what_was_missed_is_marked_and_what_follows_is_written(
    product: RunningProduct, call: SpokenCall, killed: Sequence[Part]
) -> None:
    speaking = asyncio.create_task(call.voice.say(recording("caller.wav")))
    await call.has(sentences("caller.wav")[0])
    for part in killed:
        await product.kill(part)
    killed_s = call.now_s()
    await product.wait_until_ready()
    gap = await call.gap_that_is_over()
    await speaking

    assert killed_s - SENTENCE_S < gap["start_s"] < killed_s + 1
    assert killed_s < gap["end_s"] < killed_s + REPLACED_WITHIN_S
    began_s = call.now_s()
    await call.voice.say(recording("agent-b.wav"))
    await call.has(sentences("agent-b.wav")[-1], after_s=began_s)
    assert await call.gaps() == [gap]


async def test_a_restart_of_the_api_alone_leaves_no_gap(
    product: RunningProduct, call: SpokenCall
) -> None:
    speaking = asyncio.create_task(call.voice.say(recording("caller.wav")))
    await call.has(sentences("caller.wav")[0])
    await product.kill(Part.API)
    await product.wait_until_ready()
    await call.has(sentences("caller.wav")[-1])
    await speaking
    await call.voice.say(recording("agent-b.wav"))  # longer than it takes to miss a worker
    await call.has(sentences("agent-b.wav")[-1])
    assert await call.gaps() == []


async def test_a_transfer_leaves_no_gap(product: RunningProduct, ana: Agent) -> None:
    async with AsyncExitStack() as stack:
        caller, started = await stack.enter_async_context(called(product))
        bea = await stack.enter_async_context(signed_in(product, "agent-b"))
        call = SpokenCall(caller, ana, started)
        await caller.connect(started["connection"]["current"])
        await ana.join(caller.call_id)
        await bea.accept(await ana.offer(bea))
        await move(caller, ana, bea)
        await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
        await ana.disconnect()
        place = (await caller.connection())["current"]
        await call.voice.enter(place["room_name"], place["url"], place["token"])
        await call.voice.say(recording("agent-b.wav"))  # longer than it takes to miss a worker
        await call.has(sentences("agent-b.wav")[-1])
        assert await call.gaps() == []
