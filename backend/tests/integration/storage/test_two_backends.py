"""Two API processes on one database: one alone reconciles, and the other when that one is gone."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.api import settings_for
from tests.support.api_process import ApiProcess
from tests.support.call_center import Agent
from tests.support.event_stream import listening
from tests.support.faults import fault
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.participant import Participant
from tests.support.waiting import until
from warm_transfer.actions.leases import LEASE_S
from warm_transfer.actions.users import create_user, issue_sign_in_link
from warm_transfer.bootstrap import build_context, close_context

BUSY_S = 10.0  # what a busy machine may take on top
OFFER_S = 5
SEVERAL = 3  # rounds, of which there is one a second

Pair = tuple[ApiProcess, ApiProcess]


@pytest.fixture(scope="module")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@asynccontextmanager
async def two_on(database_url: str, data_dir: Path, livekit: LiveKitServer) -> AsyncIterator[Pair]:
    """The one that reconciles, and the one that stands by."""
    settings = {
        "DATABASE_URL": database_url,
        "LIVEKIT_WS_URL": livekit.url,
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": SECRET,
        "STT_PROVIDERS": "none",
        "OFFER_TIMEOUT_S": str(OFFER_S),
    }
    async with ApiProcess(data_dir, settings) as one, ApiProcess(data_dir, settings) as other:
        await goes_on(one)
        assert await other.rounds() == 0
        assert "lease_taken" not in other.log()
        yield one, other


@pytest.fixture
async def pair(tmp_path: Path, livekit: LiveKitServer) -> AsyncIterator[Pair]:
    async with two_on(sqlite_in(tmp_path), tmp_path, livekit) as pair:
        yield pair


def sqlite_in(directory: Path) -> str:
    return f"sqlite+aiosqlite:///{directory / 'calls.db'}"


async def has_reconciled(api: ApiProcess, *, more_than: int = 0) -> bool:
    return await api.rounds() > more_than


async def goes_on(api: ApiProcess) -> None:
    """Wait for several rounds."""
    before = await api.rounds()
    await until(
        lambda: has_reconciled(api, more_than=before + SEVERAL), lambda: f"goes on\n{api.log()}"
    )


@fault(
    4,
    done="of two API processes, the one that reconciles is stopped",
    seen="the other has done nothing before, and goes on at once",
)
async def test_when_it_stops_the_other_one_goes_on_at_once(pair: Pair) -> None:
    holder, standby = pair
    await holder.stop()
    stopped_s = time.monotonic()
    await until(lambda: has_reconciled(standby), "the other one reconciles")
    assert "lease_given_up" in holder.log()
    assert time.monotonic() - stopped_s < LEASE_S


@fault(
    4,
    done="of two API processes, the one that reconciles is killed while Bea is rung",
    seen="the other ends the ringing by its deadline, and the caller is with Ana",
)
async def test_when_it_is_killed_the_other_one_ends_what_has_expired(
    database_url: str, tmp_path: Path, livekit: LiveKitServer
) -> None:
    async with AsyncExitStack() as stack:
        two = two_on(database_url, tmp_path, livekit)
        holder, standby = await stack.enter_async_context(two)
        ana, bea = [
            await stack.enter_async_context(signed_in(standby, name, database_url, tmp_path))
            for name in ("ana", "bea")
        ]
        caller = await stack.enter_async_context(called(standby))
        await ana.join(caller.call_id)
        offer = await ana.offer(bea)
        await holder.kill()
        killed_s = time.monotonic()

        async def over() -> bool:
            return bool((await ana.get(f"/transfers/{offer['id']}"))["state"] == "no_answer")

        await until(over, lambda: f"the offer is over\n{standby.log()}")
        took_s = time.monotonic() - killed_s
        assert took_s < max(LEASE_S, OFFER_S) + BUSY_S

        async def together() -> bool:
            return bool((await caller.get("/calls/current"))["status"] == "connected")

        await until(together, "the caller is with Ana")


@fault(
    4,
    done="of two API processes, the one that reconciles is paused until another has taken over",
    seen="it notices that its lease is lost and leaves all to the other",
)
async def test_one_that_was_paused_notices_that_it_has_lost_it(pair: Pair) -> None:
    holder, standby = pair
    holder.pause()
    await until(lambda: has_reconciled(standby), "the other one reconciles")
    holder.go_on()

    async def noticed() -> bool:
        return "lease_lost" in holder.log()

    await until(noticed, lambda: f"it notices\n{holder.log()}")
    before = await holder.rounds()
    await goes_on(standby)
    assert await holder.rounds() == before


@asynccontextmanager
async def signed_in(
    api: ApiProcess, username: str, database_url: str, data_dir: Path
) -> AsyncIterator[Agent]:
    """A new agent, whose page is open."""
    ctx = build_context(settings_for(data_dir, database_url=database_url))
    account = await create_user(ctx, username, name=username.title())
    token = await issue_sign_in_link(ctx, username)
    await close_context(ctx)
    async with httpx.AsyncClient(base_url=api.url, timeout=30) as client:
        answer = await client.post("/api/auth/link", json={"token": token})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        agent = Agent(client)
        agent.id, agent.name = account.id, username.title()
        async with listening(f"{api.url}/api/events", client.cookies) as page:
            await page.next()
            yield agent
        await agent.close()


@asynccontextmanager
async def called(api: ApiProcess) -> AsyncIterator[Participant]:
    async with httpx.AsyncClient(base_url=api.url, timeout=30) as client:
        started = (await client.post("/api/calls", json={"name": "Ines"})).json()
        client.headers["Authorization"] = f"Bearer {started['caller_token']}"
        caller = Participant(client, started["call"]["id"])
        await caller.connect(started["connection"]["current"])
        yield caller
        await caller.close()
