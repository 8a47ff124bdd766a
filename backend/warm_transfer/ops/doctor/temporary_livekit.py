"""A LiveKit server for the checks, when ours does not run."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from warm_transfer.config import Settings
from warm_transfer.ops import livekit_server
from warm_transfer.ops.guarding import Guard
from warm_transfer.ops.livekit_config import write_config
from warm_transfer.ops.parts import livekit, ports
from warm_transfer.ops.places import prepare_data_dir
from warm_transfer.ops.ports import require_free
from warm_transfer.ops.progress import Progress

START_TIMEOUT_S = 20
STOP_TIMEOUT_S = 5
POLL_S = 0.1


@asynccontextmanager
async def livekit_to_check(settings: Settings) -> AsyncIterator[str]:
    """Yields words about which server is checked: empty when it is the one in use."""
    if not settings.runs_own_livekit or await _is_running(settings):
        yield ""
        return
    try:
        prepare_data_dir(settings)
        require_free(ports(settings), settings.host)
        binary = await asyncio.to_thread(livekit_server.find, settings, Progress())
        config = write_config(settings)
    except Exception as error:  # whatever it is, the other parts are to be looked at
        yield f"does not run and cannot be started: {error}"
        return
    if binary is None:
        yield "does not run, and none is here: `warm-transfer livekit-server` gets one"
        return
    async with _running(settings, livekit(settings, binary, config).command):
        yield "is not running now; a server was started for these checks"


@asynccontextmanager
async def _running(settings: Settings, command: Sequence[str]) -> AsyncIterator[None]:
    with Guard() as guard:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
        guard.watch(process.pid)
        try:
            with suppress(TimeoutError):  # the check of LiveKit says so
                await asyncio.wait_for(_until_running(settings, process), START_TIMEOUT_S)
            yield
        finally:
            await _stop(process)
            guard.forget(process.pid)


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _until_running(settings: Settings, process: Process) -> None:
    while process.returncode is None and not await _is_running(settings):  # noqa: ASYNC110
        await asyncio.sleep(POLL_S)  # another process sets no event here


async def _is_running(settings: Settings) -> bool:
    """Whether anything answers where our LiveKit server would be."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", settings.livekit_port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
