"""A backup of the running product, taken while it writes; the same history on another machine."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.backups import Rows, columns_of, contents_of, make_database, rows_of
from tests.support.busy_desk import BusyDesk
from tests.support.participant import Participant
from tests.support.product import RunningProduct
from tests.support.waiting import until
from warm_transfer.backups.checking import unpack

OLD_SEGMENTS = 30_000  # 30 MB, so that writing a backup takes a while
NEVER_CHANGED = ("segments", "events", "audit", "briefings")
LIGHT = {"STT_PROVIDERS": "none"}
OPEN_STATES = ("waiting", "active")
SUPERVISOR = "sofia"  # who may read every transcript


@dataclass
class Taken:
    """A backup, and what was known to be stored when it was begun."""

    file: Path
    before: Rows
    said: dict[str, list[str]]  # by call, as BusyDesk has it
    transcripts: dict[str, Any]
    agents: list[dict[str, Any]]
    cookies: httpx.Cookies
    call_id: str
    transfer_id: str
    caller_token: str


@pytest.fixture(scope="module")
async def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Taken while callers start calls and talk, and while a transfer rings."""
    folder = tmp_path_factory.mktemp("busy")
    database = folder / "data" / "warm-transfer.db"
    await asyncio.to_thread(make_database, database, segments=OLD_SEGMENTS)
    file = folder / "history.zip"
    async with RunningProduct(folder / "data", **LIGHT) as product, AsyncExitStack() as stack:
        await product.run("users", "add", SUPERVISOR, "--role", "supervisor")
        supervisor = await signed_in(product, SUPERVISOR, stack)
        call_id, transfer_id, caller_token = await call_with_an_open_offer(product, stack)
        async with BusyDesk(product) as desk:
            await desk.has_taken(calls=20)
            said = dict(desk.said)
            before = rows_of(database)
            assert (await product.run("backup", str(file))).strip() == str(file)
            assert len(desk.said) > len(said), "nothing was written while the backup was taken"
            await desk.has_taken(calls=5)  # the product goes on
        some = [call_id, *said][:5]
        return Taken(
            file,
            before,
            said,
            {call: await read(supervisor, f"/calls/{call}/transcript") for call in some},
            await read(supervisor, "/agents"),
            supervisor.cookies,
            call_id,
            transfer_id,
            caller_token,
        )


async def signed_in(
    product: RunningProduct, username: str, stack: AsyncExitStack
) -> httpx.AsyncClient:
    token = (await product.sign_in_link(username)).partition("#sign-in=")[2]
    client = await stack.enter_async_context(client_of(product))
    answer = await client.post("/api/auth/link", json={"token": token, "seat": "agent"})
    assert answer.is_success, answer.text
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def client_of(product: RunningProduct, cookies: httpx.Cookies | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=product.base_url, timeout=30, cookies=cookies)


async def read(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api{path}")
    assert answer.is_success, answer.text
    return answer.json()


async def call_with_an_open_offer(
    product: RunningProduct, stack: AsyncExitStack
) -> tuple[str, str, str]:
    """A call in which people really talk, about to be transferred."""
    client = await stack.enter_async_context(client_of(product))
    started = (await client.post("/api/calls", json={"name": "Ines"})).json()
    caller = Participant(client, started["call"]["id"])
    stack.push_async_callback(caller.close)
    await caller.connect(started["connection"]["current"])
    ana = Participant(await signed_in(product, "agent-a", stack), caller.call_id)
    stack.push_async_callback(ana.close)
    joined = await ana.post(f"/calls/{ana.call_id}/join")
    await ana.connect(joined["connection"]["current"])

    async def talking() -> bool:
        stays = (await ana.get(f"/calls/{ana.call_id}"))["participants"]
        return [stay["state"] for stay in stays] == ["present", "present"]

    await until(talking, "both are in the call")
    body = {"target": {"open": True}, "briefing": "Wants a refund."}
    transfer = await ana.post(f"/calls/{ana.call_id}/transfers", body, expect=201)
    return caller.call_id, transfer["id"], started["caller_token"]


def opened(file: Path, folder: Path) -> Path:
    """The database in a good backup."""
    folder.mkdir()
    return unpack(file, folder, threading.Event())[1]


async def test_nothing_committed_before_it_began_is_lost(taken: Taken, tmp_path: Path) -> None:
    found = rows_of(opened(taken.file, tmp_path / "opened"))
    assert found.keys() == taken.before.keys()
    for table, rows in taken.before.items():
        assert rows.keys() <= found[table].keys(), table
        if table in NEVER_CHANGED:
            assert [found[table][key] for key in rows] == list(rows.values()), table
    segments = {str(key[0]) for key in found["segments"]}
    assert {segment for call in taken.said.values() for segment in call} <= segments
    assert len(segments) > OLD_SEGMENTS


async def test_it_shows_one_moment(taken: Taken, tmp_path: Path) -> None:
    """Each call is as the last event that tells of it says, and no event is missing between."""
    database = opened(taken.file, tmp_path / "opened")
    found, columns = rows_of(database), columns_of(database)
    told: dict[object, int] = {}
    for event in found["events"].values():
        data = json.loads(str(event[columns["events"].index("data")]))
        if "call" in data:
            told[data["call"]["id"]] = data["call"]["version"]
    version = columns["calls"].index("version")
    assert {k[0]: row[version] for k, row in found["calls"].items() if k[0] in told} == told
    assert len(told) >= len(taken.said)
    ids = [int(str(key[0])) for key in found["events"]]
    assert ids == list(range(min(ids), max(ids) + 1))


async def test_another_machine_has_the_same_history_and_goes_on_from_there(
    taken: Taken, tmp_path: Path
) -> None:
    other = RunningProduct(tmp_path / "data", CALLER_AWAY_TIMEOUT_S="5", **LIGHT)
    other.data_dir.mkdir()
    database = await other.run("restore", str(taken.file), "--yes")
    assert rows_of(Path(database.strip())) == rows_of(opened(taken.file, tmp_path / "opened"))
    # Whoever was signed in stays so, where the pages have the same name.
    async with other, client_of(other, taken.cookies) as back:
        answer = await back.post("/api/auth/refresh", json={"seat": "agent"})
        assert answer.is_success, answer.text
        back.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        for call, transcript in taken.transcripts.items():
            assert await read(back, f"/calls/{call}/transcript") == transcript
        agents = await read(back, "/agents")
        assert [account(agent) for agent in agents] == [account(agent) for agent in taken.agents]
        # A caller's token rests on the secrets, which stay where they are.
        caller = {"Authorization": f"Bearer {taken.caller_token}"}
        answer = await back.get(f"/api/calls/{taken.call_id}/caller", headers=caller)
        assert answer.status_code == 401

        async def no_call_is_open() -> bool:
            text = (await back.get("/metrics")).text
            return all(f'warm_transfer_calls{{state="{s}"}} 0.0' in text for s in OPEN_STATES)

        await until(no_call_is_open, "calls that were open have ended", timeout_s=180)
        assert (await read(back, f"/calls/{taken.call_id}"))["end_reason"] == "caller_left"
        transfer = await read(back, f"/transfers/{taken.transfer_id}")
        assert transfer["outcome"] == "caller_left"
        async with BusyDesk(other) as desk:  # and new ones go on as ever
            await desk.has_taken(calls=5)


def account(agent: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in agent.items() if key != "presence"}


async def test_a_running_product_is_not_replaced(product: RunningProduct, tmp_path: Path) -> None:
    await product.run("backup", str(tmp_path / "history.zip"))
    with pytest.raises(AssertionError, match=r"Stop it, then restore. \[product_running\]"):
        await product.run("restore", str(tmp_path / "history.zip"), "--yes")
    await product.wait_until_ready()
    assert not list(product.data_dir.glob("before-restore-*"))
    assert "warm-transfer.db" in contents_of(product.data_dir)


async def test_the_product_makes_them_by_itself_while_it_runs(tmp_path: Path) -> None:
    folder = tmp_path / "other-disk"
    async with RunningProduct(
        tmp_path / "data",
        BACKUP_INTERVAL_H="0.0005",  # 1.8 s
        BACKUP_KEEP="2",
        BACKUP_DIR=str(folder),
        **LIGHT,
    ) as product:
        seen: set[str] = set()

        async def made() -> bool:
            there = {path.name for path in folder.glob("warm-transfer-auto-*.zip")}
            seen.update(there)
            assert len(there) <= 3  # one more while the oldest goes
            return len(seen) >= 4

        async with BusyDesk(product), httpx.AsyncClient(base_url=product.base_url) as client:
            await until(made, lambda: f"four backups; seen are {seen}")
            part = (await client.get("/ready")).json()["parts"]["backups"]
            assert part["ok"], part
            metrics = (await client.get("/metrics")).text
            assert "warm_transfer_backup_failing 0.0" in metrics
            assert "warm_transfer_backup_last_good_timestamp_seconds 0.0" not in metrics
    left = sorted(folder.glob("warm-transfer-auto-*.zip"))
    assert len(left) == 2
    for path in left:
        opened(path, tmp_path / path.stem)


async def test_a_failing_backup_is_told_and_takes_no_process_out_of_service(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    async with (
        RunningProduct(
            tmp_path / "data",
            BACKUP_INTERVAL_H="1",
            BACKUP_DIR=str(tmp_path / "file" / "b"),
            **LIGHT,
        ) as product,
        httpx.AsyncClient(base_url=product.base_url) as client,
    ):

        async def told() -> bool:
            answer = await client.get("/ready")
            assert answer.status_code == 200
            return not answer.json()["parts"]["backups"]["ok"]

        await until(told, "the failure is told")
        assert (
            "(backup_failed)" in (await client.get("/ready")).json()["parts"]["backups"]["detail"]
        )
        assert "warm_transfer_backup_failing 1.0" in (await client.get("/metrics")).text
        log = (product.data_dir / "logs" / "api.log").read_text()
        assert "automatic_backup_failed" in log
