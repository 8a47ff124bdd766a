"""A LiveKit server of one's own, that can be killed and started again."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

from tests.support.ports import free_tcp_ports
from tests.support.waiting import until
from warm_transfer.errors import LiveKitUnavailable
from warm_transfer.services.livekit.rooms import LiveKitRooms, RoomMetadata
from warm_transfer.services.livekit.tokens import LiveKitTokens

KEY, SECRET = "testkey", "a-secret-for-tests-of-at-least-32-characters"
TOKEN_TTL_S = 120

_CONFIG = """\
port: {http}
bind_addresses: ["127.0.0.1"]
rtc:
  {{tcp_port: {tcp}, udp_port: {udp}, node_ip: 127.0.0.1,
   enable_loopback_candidate: true, use_external_ip: false, stun_servers: ["127.0.0.1:{udp}"]}}
room: {{auto_create: false}}
logging: {{level: warn}}
keys: {{{key}: {secret}}}
webhook: {{api_key: {key}, urls: {webhook_urls}}}
"""
# As in deploy/livekit.scaled.yaml.
_ON_REDIS = """\
redis: {{address: "{address}"}}
api: {{enable_psrpc_for_get_list_participants: true}}
"""


def find_livekit_server() -> str:
    """The server's program: LIVEKIT_SERVER_PATH, PATH, or where `warm-transfer` keeps its own."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "warm-transfer"
    candidates = [
        os.environ.get("LIVEKIT_SERVER_PATH"),
        shutil.which("livekit-server"),
        *sorted(map(str, cache.glob("livekit-server-*/livekit-server")), reverse=True),
    ]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return candidate
    raise AssertionError("no LiveKit server found; `make setup` gets one")


class LiveKitServer:
    """`async with LiveKitServer(directory) as server: ...` on free ports, without a call worker.

    `webhook_urls`: who is told what happens in its rooms. `redis_url`: where it keeps them.
    """

    def __init__(
        self, directory: Path, webhook_urls: Sequence[str] = (), redis_url: str | None = None
    ) -> None:
        self.port, tcp, udp = free_tcp_ports(3)
        self.url = f"ws://127.0.0.1:{self.port}"
        self.rooms = LiveKitRooms(f"http://127.0.0.1:{self.port}", KEY, SECRET)
        self.tokens = LiveKitTokens(KEY, SECRET, TOKEN_TTL_S)
        self._config = directory / "livekit.yaml"
        config = _CONFIG.format(
            http=self.port,
            tcp=tcp,
            udp=udp,
            key=KEY,
            secret=SECRET,
            webhook_urls=json.dumps(list(webhook_urls)),
        )
        if redis_url is not None:
            config += _ON_REDIS.format(address=urlsplit(redis_url).netloc)
        self._config.write_text(config)
        self._log = directory / "livekit.log"
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                find_livekit_server(), "--config", str(self._config), stdout=log, stderr=log
            )
        await until(self._answers, lambda: f"LiveKit answers\n{self._log.read_text()}")

    async def kill(self) -> None:
        """End it with no chance to say goodbye."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Meanwhile it takes connections and answers nothing."""
        assert self._process is not None
        process = psutil.Process(self._process.pid)
        process.suspend()
        try:
            await until(lambda: _has_stopped(process), "LiveKit has stopped", poll_s=0.01)
            yield
        finally:
            process.resume()

    async def _end(self) -> None:
        await self.rooms.close()
        await self.kill()

    async def create_room(self, name: str) -> None:
        await self.rooms.ensure_room(name, RoomMetadata("call", datetime.now(UTC)))

    async def _answers(self) -> bool:
        try:
            await self.rooms.ping()
        except LiveKitUnavailable:
            return False
        return True


async def _has_stopped(process: psutil.Process) -> bool:
    return bool(process.status() == psutil.STATUS_STOPPED)
