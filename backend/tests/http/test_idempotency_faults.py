"""Commands that are slow, whose connection is cut, whose process dies, whose answer is not kept."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from tests.support.api import Api, running_api, served_api
from tests.support.faults import fault
from tests.support.keyed import calls, calls_ended, end_leases, replayed, under_way, with_key
from tests.support.livekit_server import LiveKitServer
from tests.support.ports import free_tcp_ports
from tests.support.waiting import PATIENCE_S, until
from warm_transfer.actions import idempotency
from warm_transfer.db.models import Participant
from warm_transfer.domain.stay import CONNECT_GRACE
from warm_transfer.services.livekit import rooms

WARM_TRANSFER = Path(sys.executable).with_name("warm-transfer")


@pytest.fixture(autouse=True)
def _livekit_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is paused; the product gives it up after five seconds."""
    monkeypatch.setattr(rooms, "REQUEST_TIMEOUT_S", PATIENCE_S)


@pytest.fixture
async def api(tmp_path: Path, with_livekit: dict[str, Any]) -> AsyncIterator[Api]:
    async with running_api(tmp_path, **with_livekit) as api:
        yield api


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for whoever is running the command."""
    monkeypatch.setattr(idempotency, "WAIT_S", 0.2)


async def test_whoever_waited_long_enough_is_told_to_come_again(
    api: Api, livekit: LiveKitServer, impatient: None
) -> None:
    header = with_key()
    async with livekit.paused():
        sent = asyncio.create_task(api.client().post("/api/calls", json={}, headers=header))
        await until(lambda: under_way(api), "the first request is under way")
        early = await api.client().post("/api/calls", json={}, headers=header)
    assert early.status_code == 409
    assert early.json()["code"] == "idempotency_in_progress"
    assert early.headers["retry-after"] == str(early.json()["retry_after_s"]) == "1"
    first = await sent
    assert first.status_code == 201
    later = await api.client().post("/api/calls", json={}, headers=header)
    assert replayed(later)
    assert later.content == first.content


async def test_a_caller_whose_connection_was_cut_finds_the_call_that_was_started(
    tmp_path: Path,
    with_livekit: dict[str, Any],
    livekit: LiveKitServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idempotency, "WAIT_S", PATIENCE_S)
    header = with_key()
    async with served_api(tmp_path, **with_livekit) as api:
        async with livekit.paused():
            async with httpx.AsyncClient(base_url=api.url) as page:
                sent = asyncio.create_task(page.post("/api/calls", json={}, headers=header))
                await until(lambda: under_way(api), "the request is under way")
                sent.cancel()
                await asyncio.wait([sent])
        again = await api.client().post("/api/calls", json={}, headers=header)
        assert again.status_code == 201
        assert replayed(again)
        assert await calls(api) == 1
        current = await api.client(token=again.json()["caller_token"]).get("/api/calls/current")
        assert current.json()["id"] == again.json()["call"]["id"]


@fault(
    12,
    done="the API is killed over a command, which comes again with its key",
    seen="it is done again, and has its effect once",
)
async def test_after_a_process_died_over_a_command_the_next_one_does_it_again(
    api: Api,
    tmp_path: Path,
    with_livekit: dict[str, Any],
    livekit: LiveKitServer,
    impatient: None,
) -> None:
    """It dies once the caller has left and LiveKit is being told: the answer is never kept."""
    async with another_process(tmp_path, with_livekit) as (process, url):
        caller, path = await start_call(api)
        header = with_key() | caller
        async with livekit.paused():
            async with httpx.AsyncClient(base_url=url, timeout=30) as page:
                leaving = asyncio.create_task(page.post(path, headers=header))
                await until(lambda: calls_ended(api), "the call has ended", poll_s=0.02)
                process.kill()
                with pytest.raises(httpx.TransportError):
                    await leaving

    early = await api.client().post(path, headers=header)
    assert early.json()["code"] == "idempotency_in_progress"
    await end_leases(api)
    again = await api.client().post(path, headers=header)
    assert again.status_code == 204
    assert not replayed(again)
    assert await calls_ended(api) == 1
    assert replayed(await api.client().post(path, headers=header))


async def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    api: Api, tmp_path: Path, livekit: LiveKitServer, impatient: None
) -> None:
    caller, path = await start_call(api)
    header = with_key() | caller
    with closing(sqlite3.connect(tmp_path / "warm-transfer.db")) as somebody_else:
        async with livekit.paused():
            leaving = asyncio.create_task(api.client().post(path, headers=header))
            await until(lambda: calls_ended(api), "the call has ended")
            somebody_else.execute("BEGIN IMMEDIATE")
        assert (await leaving).status_code == 204
    early = await api.client().post(path, headers=header)
    assert early.json()["code"] == "idempotency_in_progress"


async def test_a_call_whose_answer_stayed_lost_ends_and_says_so_to_whoever_asks_again(
    tmp_path: Path, with_livekit: dict[str, Any]
) -> None:
    header = with_key()
    in_a_hurry = {"caller_away_timeout_s": 5, "reconcile_interval_s": 0.5}
    async with running_api(tmp_path, **in_a_hurry, **with_livekit) as api:
        await api.client().post("/api/calls", json={}, headers=header)
        async with api.ctx.db.unit_of_work() as uow:
            long_ago = uow.now - 2 * CONNECT_GRACE
            await uow.session.execute(update(Participant).values(created_at=long_ago))
        await until(lambda: calls_ended(api), "the call has ended")
        page = api.client()
        again = await page.post("/api/calls", json={}, headers=header)
        assert replayed(again)
        refused = await page.post(f"/api/calls/{again.json()['call']['id']}/connection")
        assert refused.status_code == 409
        assert refused.json()["code"] == "call_ended"


async def start_call(api: Api) -> tuple[dict[str, str], str]:
    """A caller's credentials, and where they leave their call."""
    started = (await api.client().post("/api/calls", json={})).json()
    caller = {"Authorization": f"Bearer {started['caller_token']}"}
    return caller, f"/api/calls/{started['call']['id']}/leave"


@asynccontextmanager
async def another_process(
    data_dir: Path, with_livekit: dict[str, Any]
) -> AsyncIterator[tuple[Process, str]]:
    """`warm-transfer api` on the same data, and where it listens."""
    (port,) = free_tcp_ports(1)
    settings = {name.upper(): value for name, value in with_livekit.items()}
    log = data_dir / "api.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(WARM_TRANSFER, "api"),
            env={**os.environ, **settings, "DATA_DIR": str(data_dir), "PORT": str(port)},
            cwd=data_dir,  # away from any .env of the checkout
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"

    async def serves() -> bool:
        assert process.returncode is None, log.read_text()
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{url}/health")).status_code == 200
        except httpx.TransportError:
            return False

    try:
        await until(serves, lambda: f"the other process serves\n{log.read_text()}")
        yield process, url
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
