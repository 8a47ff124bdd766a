"""`warm-transfer api` as a process of its own, to be stopped in every way there is."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import httpx

from tests.support.ports import free_tcp_ports
from tests.support.product import KEPT_FROM_ENVIRONMENT, UNLIMITED
from tests.support.waiting import until


class ApiProcess:
    """`async with ApiProcess(data_dir, settings) as api: ...`; several may share a data directory.

    On leaving it is killed, if it still runs.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str]) -> None:
        (port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        self._data_dir = data_dir
        self._log = data_dir / f"api-{port}.log"
        self._settings = {"DATA_DIR": str(data_dir), "PORT": str(port), **UNLIMITED, **settings}
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        kept = {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "warm_transfer.cli", "api"),
                stdout=log,
                stderr=log,
                env=kept | self._settings,
                cwd=self._data_dir,  # away from any .env of the checkout
            )
        await until(self._answers, lambda: f"the API answers\n{self.log()}")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._running.returncode is None:
            await self.kill()

    async def kill(self) -> None:
        self._running.kill()
        await self._running.wait()

    async def stop(self) -> None:
        """As a supervisor stops it."""
        self._running.terminate()
        await self._running.wait()

    def pause(self) -> None:
        self._running.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._running.send_signal(signal.SIGCONT)

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    async def rounds(self) -> int:
        """How often it has begun to reconcile."""
        async with httpx.AsyncClient(base_url=self.url, timeout=10) as client:
            metrics = (await client.get("/metrics")).text
        name = "warm_transfer_reconciler_rounds_total "
        (line,) = [line for line in metrics.splitlines() if line.startswith(name)]
        return int(float(line.removeprefix(name)))

    @property
    def _running(self) -> Process:
        assert self._process is not None
        return self._process

    async def _answers(self) -> bool:
        assert self._running.returncode is None, self.log()
        try:
            async with httpx.AsyncClient(base_url=self.url, timeout=5) as client:
                return (await client.get("/health")).is_success
        except httpx.TransportError:
            return False
