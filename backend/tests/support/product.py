"""The product as its users run it: `warm-transfer up`, on free ports, with data of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from tests.support.ports import free_tcp_ports
from tests.support.processes import Part, describe, is_part, processes_of
from tests.support.waiting import until

READY_S = 90.0  # a cold start with the speech model, on two busy cores
STOP_S = 40.0  # more than stop_budget.py gives all parts together
COMMAND_S = 180.0
KEPT_FROM_ENVIRONMENT = ("PATH", "HOME", "LANG", "TMPDIR", "LIVEKIT_SERVER_PATH", "XDG_CACHE_HOME")
# People in tests come and go far faster than people do.
UNLIMITED = {
    f"RATE_LIMIT_{what}": "10000/minute" for what in ("SIGN_IN", "CALLS", "ROOM_IDS", "CONNECTIONS")
}


class RunningProduct:
    """`async with RunningProduct(data_dir, STT_PROVIDERS="none") as product: ...`

    Options are those of `up`, keyword settings environment variables of the product. On leaving,
    the product is stopped as Ctrl-C would stop it; a process that outlives that is killed, and is
    an error.
    """

    def __init__(self, data_dir: Path, *options: str, **settings: str) -> None:
        http, livekit, rtc_tcp, rtc_udp = free_tcp_ports(4)
        self.data_dir = data_dir.resolve()
        self.base_url = f"http://localhost:{http}"
        self.output = self.data_dir / "up.log"
        self.settings = {
            "DATA_DIR": str(self.data_dir),
            "PORT": str(http),
            "LIVEKIT_PORT": str(livekit),
            "LIVEKIT_RTC_TCP_PORT": str(rtc_tcp),
            "LIVEKIT_RTC_UDP_PORT": str(rtc_udp),
            **UNLIMITED,
            **settings,
        }
        self._options = options
        self._process: Process | None = None
        self._added: set[str] = set()

    async def __aenter__(self) -> Self:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *_command("up", *self._options),
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment(),
                cwd=self.data_dir,  # away from any .env of the checkout
                start_new_session=True,
            )
        try:
            await self.wait_until_ready()
            await until(self._has_printed_links, lambda: f"sign-in links\n{self.log_tail()}")
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        leftover = await self._stop()
        if leftover and error is None:
            raise AssertionError(f"these processes outlived `warm-transfer up`:\n{leftover}")

    async def wait_until_ready(self) -> None:
        """Until every part of `/ready` works."""
        async with httpx.AsyncClient(base_url=self.base_url, timeout=5) as client:
            said = ""

            async def ready() -> bool:
                nonlocal said
                self._raise_if_ended()
                try:
                    answer = await client.get("/ready")
                except httpx.TransportError as error:
                    said = str(error)
                    return False
                said = answer.text
                return answer.is_success

            await until(ready, lambda: f"/ready: {said}\n{self.log_tail()}", timeout_s=READY_S)

    async def run(self, *arguments: str, stdin: str | None = None) -> str:
        """What `warm-transfer ARGUMENTS` prints, run with this product's settings."""
        process = await asyncio.create_subprocess_exec(
            *_command(*arguments),
            stdin=PIPE if stdin is not None else DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=self._environment(),
            cwd=self.data_dir,
        )
        out, err = await asyncio.wait_for(
            process.communicate(stdin.encode() if stdin is not None else None), COMMAND_S
        )
        if process.returncode != 0:
            raise AssertionError(f"warm-transfer {' '.join(arguments)}: {err.decode()}")
        return out.decode()

    async def sign_in_link(self, username: str) -> str:
        """A fresh one-time link, as the command prints it in its last line."""
        return (await self.run("sign-in", username)).strip().splitlines()[-1]

    async def add_agent(self, username: str, *, name: str, team: str) -> None:
        """An agent beside the demo's; adding them again is harmless."""
        if username not in self._added:
            await self.run("users", "add", username, "--name", name, "--team", team)
            self._added.add(username)

    async def kill(self, part: Part) -> None:
        """Kill one process with no chance to tidy up. The product is to bring it back."""
        victims = [process for process in processes_of(self.data_dir) if is_part(process, part)]
        if not victims:
            raise AssertionError(
                f"no {part} process among:\n{describe(processes_of(self.data_dir))}"
            )
        for victim in victims:
            victim.kill()
        await asyncio.to_thread(psutil.wait_procs, victims, 10)

    async def _has_printed_links(self) -> bool:
        """The last thing `up` says: the demo's agents are there then."""
        self._raise_if_ended()
        return "/agent-b#sign-in=" in self.output.read_text(errors="replace")

    def log_tail(self, lines: int = 60) -> str:
        if not self.output.exists():
            return ""
        return "\n".join(self.output.read_text(errors="replace").splitlines()[-lines:])

    def logs(self) -> list[Path]:
        """Every log file this product writes."""
        return [self.output, *sorted((self.data_dir / "logs").glob("*"))]

    def _environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
        return {**kept, **self.settings}

    def _raise_if_ended(self) -> None:
        if self._process is not None and self._process.returncode is not None:
            raise AssertionError(
                f"`warm-transfer up` ended with {self._process.returncode}:\n{self.log_tail()}"
            )

    async def _stop(self) -> str:
        """Stop as Ctrl-C would. Returns a description of what had to be killed instead."""
        if self._process is None:
            return ""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            try:
                await asyncio.wait_for(self._process.wait(), STOP_S)
            except TimeoutError:
                pass  # it is among the processes that are left
        left = processes_of(self.data_dir)
        words = describe(left)
        for process in left:
            process.kill()
        await asyncio.to_thread(psutil.wait_procs, left, 10)
        await self._process.wait()
        return words


def _command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("warm-transfer")), *arguments]
