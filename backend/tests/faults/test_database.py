"""A database that cannot be written to. What people say to each other does not go through it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.faults.plans import PLANS, play
from tests.faults.scene import NewScene, Scene
from tests.support.faults import fault
from tests.support.waiting import until
from warm_transfer.db.sqlite import BUSY_TIMEOUT_MS

SLACK_S = 10.0  # for the rest of the request, on a busy machine
SMALL = "4m"
BLOCK = b"\0" * 4096


@fault(
    23,
    done="another program holds the database's write lock for longer than we wait for it",
    seen="a command gets 503 `database_unavailable` after some 5 s and says when to try again;"
    " /ready names the database; caller and agent hear each other throughout; afterwards a"
    " transfer goes as ever",
)
async def test_the_database_is_locked(new_scene: NewScene) -> None:
    async with new_scene() as scene:
        await scene.begin()
        path = scene.api.data_dir / "warm-transfer.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began_s = time.monotonic()
            refused, ready, _ = await asyncio.gather(
                hold(scene), scene.caller.client.get("/ready"), scene.caller_hears_ana()
            )
            assert time.monotonic() - began_s < BUSY_TIMEOUT_MS / 1000 + SLACK_S
            assert_unavailable(refused)
            assert ready.status_code == 503
            assert ready.json()["parts"]["database"]["ok"] is False
            other.execute("ROLLBACK")
        await goes_as_ever(scene)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own for what the scene keeps."""
    folder = tmp_path / "scene"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no small file system to fill: mounting one is not allowed here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@fault(
    23,
    done="the disk that the database is on is full, then has room again",
    seen="a command gets 503 `database_unavailable`; /ready names the disk; caller and agent hear"
    " each other throughout; afterwards a transfer goes as ever",
)
async def test_the_disk_is_full(new_scene: NewScene, small_disk: Path) -> None:
    async with new_scene(small_disk.name) as scene:
        await scene.begin()
        filler = small_disk / "filler"
        await asyncio.to_thread(fill, filler)

        async def refused() -> httpx.Response | None:
            """Into what the database has reserved there may still fit something."""
            answer = await hold(scene)
            return answer if answer.status_code != 200 else None

        assert_unavailable(await until(refused, "a command is refused"))
        await scene.caller_hears_ana()
        ready = await scene.caller.client.get("/ready")
        assert ready.status_code == 503
        assert ready.json()["parts"]["disk"] == {
            "ok": False,
            "detail": "only 0 MB free in DATA_DIR",
        }
        filler.unlink()
        await goes_as_ever(scene)


def fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(BLOCK)
        except OSError:
            return  # it is full


async def hold(scene: Scene) -> httpx.Response:
    """A command that writes, whether it is given for the first time or again."""
    call_id = scene.ana.call_id
    verb = "resume" if scene.ana.call["held_since"] else "hold"
    return await scene.ana.click(f"/calls/{call_id}/{verb}")


def assert_unavailable(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


async def goes_as_ever(scene: Scene) -> None:
    call_id = scene.ana.call_id
    await scene.ana.ask("POST", f"/calls/{call_id}/resume")
    assert (await play(scene, PLANS["introduce"]))["outcome"] == "completed"
    await scene.caller_is_with(scene.bea)
    await scene.hang_up()
    assert scene.complaints == []
