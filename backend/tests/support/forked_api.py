"""The real API as a process of its own, which can be killed for real, and started at once.

Python's fork server has imported the application before, so that a start takes a moment; it is
used from one thread alone, as its bookkeeping wants it. A process with a `deathbed` kills itself
at a point of its work: see `deathbed.py`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.support.api import settings_for
from tests.support.deathbed import Deathbed
from tests.support.ports import free_tcp_ports
from tests.support.waiting import until
from warm_transfer.main import serve

LOG_LINES = 20

_fork_server = multiprocessing.get_context("forkserver")
_fork_server.set_forkserver_preload(["tests.support.forked_api", "tests.support.api_preload"])


class ForkedApi:
    """On `data_dir`, at `url`; whoever stops it starts it again at the same address."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        (self._port,) = free_tcp_ports(1)
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{self._port}"
        self.settings = {"port": self._port, **settings}
        self._process: ForkServerProcess | None = None

    async def start(self, deathbed: Deathbed | None = None) -> None:
        """Returns when it serves."""
        self.launch(deathbed)
        await until(self._serves, lambda: f"the API serves\n{self.log()}", poll_s=0.05)

    async def died(self) -> None:
        """Wait until it has killed itself."""
        await self._gone()
        assert self.exit_code == -signal.SIGKILL, self.log()

    async def kill(self) -> None:
        """End it with no chance to say goodbye."""
        if self.exit_code is None:
            self.send_kill()
            await self._gone()

    def log(self) -> str:
        """The last lines that it has written."""
        path = self.data_dir / "api.log"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        return "\n".join(lines[-LOG_LINES:])

    def launch(self, deathbed: Deathbed | None) -> None:
        arguments = (self.data_dir, self.settings, deathbed)
        self._process = _fork_server.Process(target=run, args=arguments, daemon=True)
        self._process.start()

    @property
    def exit_code(self) -> int | None:
        """None while it runs; what it ended with, or the signal, negative."""
        return self._process.exitcode if self._process is not None else 0

    def send_kill(self) -> None:
        assert self._process is not None
        self._process.kill()

    async def _serves(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            assert self.exit_code is None, self.log()
            return False
        writer.close()
        await writer.wait_closed()
        return True

    async def _gone(self) -> None:
        async def gone() -> bool:
            return self.exit_code is not None

        await until(gone, lambda: f"the API is gone\n{self.log()}", poll_s=0.02)


def run(data_dir: Path, settings: dict[str, Any], deathbed: Deathbed | None) -> None:
    """Serve, in this process, for good."""
    log = os.open(data_dir / "api.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if deathbed is not None:
        deathbed.watch()
    serve(settings_for(data_dir, **settings))
