"""A LiveKit server, a desk that gives orders, and a bridge in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.bridge_desk import BridgeDesk
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.phone_line import AUTH_TOKEN, PUBLIC_URL
from tests.support.ports import free_tcp_ports
from tests.support.waiting import until

OURS = (sys.executable, "-m", "warm_transfer.cli", "bridge")
PLAIN = (sys.executable, str(Path(__file__).parent / "plain_bridge.py"))
KEPT_FROM_ENVIRONMENT = ("PATH", "HOME", "PYTHONPATH", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class BridgeStage:
    livekit: LiveKitServer
    desk: BridgeDesk
    process: Process
    port: int
    leaves_first: bool  # before it joins the next room


@asynccontextmanager
async def open_bridge(
    directory: Path, command: Sequence[str], *, core: int | None = None
) -> AsyncIterator[BridgeStage]:
    """The bridge of `command`. With a `core`, it has that one, and all else the others."""
    await asyncio.to_thread(directory.mkdir)
    (port,) = free_tcp_ports(1)
    everything = os.sched_getaffinity(0)
    if core is not None:
        os.sched_setaffinity(0, everything - {core})  # before there are threads of LiveKit's
    try:
        async with LiveKitServer(directory) as livekit, BridgeDesk() as desk:
            kept = {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
            settings = {
                "DATA_DIR": str(directory),
                "LIVEKIT_WS_URL": livekit.url,
                "LIVEKIT_API_KEY": KEY,
                "LIVEKIT_API_SECRET": SECRET,
                "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000001",
                "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
                "TWILIO_PHONE_NUMBER": "+14155550100",
                "PUBLIC_URL": PUBLIC_URL,
                "API_URL": desk.url,
                "PHONE_BRIDGE_PORT": str(port),
                "LOG_LEVEL": "WARNING",
            }
            cores = {core} if core is not None else everything
            process = await asyncio.create_subprocess_exec(
                *command,
                env=kept | settings,
                stdout=sys.stderr,
                stderr=sys.stderr,
                cwd=directory,
                preexec_fn=lambda: os.sched_setaffinity(0, cores),
            )
            try:
                await until(lambda: _answers(port), "start the bridge")
                yield BridgeStage(livekit, desk, process, port, leaves_first=command is PLAIN)
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()
    finally:
        os.sched_setaffinity(0, everything)


async def _answers(port: int) -> bool:
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(f"http://127.0.0.1:{port}/health")).is_success
    except httpx.HTTPError:
        return False
