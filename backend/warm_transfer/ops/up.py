"""`warm-transfer up`: everything on one machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from warm_transfer.bootstrap import livekit_api_url
from warm_transfer.config import Settings
from warm_transfer.errors import CannotStart
from warm_transfer.locks import Held, exclusive
from warm_transfer.ops import livekit_server
from warm_transfer.ops.addresses import announce
from warm_transfer.ops.guarding import Guard
from warm_transfer.ops.livekit_config import write_config
from warm_transfer.ops.parts import api, bridge, livekit, ports, worker
from warm_transfer.ops.places import logs_dir, prepare_data_dir
from warm_transfer.ops.ports import require_free
from warm_transfer.ops.progress import Progress
from warm_transfer.ops.simulated_phones import HOST, SimulatedPhones
from warm_transfer.ops.supervisor import Supervisor

LOCK_NAME = "up.lock"
DemoTokens = Callable[[Settings], Awaitable[list[tuple[str, str]]]]
STOPPING = (signal.SIGINT, signal.SIGTERM, *([] if sys.platform == "win32" else [signal.SIGHUP]))


def run_up(
    settings: Settings, demo_tokens: DemoTokens, phones: SimulatedPhones | None = None
) -> None:
    """Run until told to stop. `demo_tokens` makes the demo agents and their sign-in tokens.

    With `phones`, whose environment `settings` were read in, the phone simulator runs too.
    """
    started = time.monotonic()
    progress = Progress(sys.stdout)
    data_dir = prepare_data_dir(settings)
    try:
        with exclusive(data_dir / LOCK_NAME, owner=str(os.getpid())):
            require_free(ports(settings), settings.host)
            if phones is not None:
                require_free([phones.tcp_port], HOST)
            binary = None
            if settings.runs_own_livekit:
                binary = livekit_server.find_or_make(settings, progress)
            with Guard() as guard:
                asyncio.run(_run(settings, binary, guard, demo_tokens, phones, started))
    except Held as held:
        raise CannotStart(
            f"Warm Transfer is running with this data directory already (process {held.owner}). "
            f"Stop that one, or set DATA_DIR to another directory than {data_dir}."
        ) from held


async def _run(
    settings: Settings,
    binary: Path | None,
    guard: Guard,
    demo_tokens: DemoTokens,
    phones: SimulatedPhones | None,
    started: float,
) -> None:
    say = Progress(sys.stdout).say
    show_from = "debug" if settings.debug else "warning"
    supervisor = Supervisor(guard, logs_dir(settings), say, show_from=show_from)
    stopping = _stop_on_signals(supervisor, say)
    starting = asyncio.create_task(
        _start_all(settings, binary, supervisor, demo_tokens, phones, started)
    )
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            await asked
    finally:
        starting.cancel()
        asked.cancel()
        await supervisor.stop()
    say("Stopped.")


async def _start_all(
    settings: Settings,
    binary: Path | None,
    supervisor: Supervisor,
    demo_tokens: DemoTokens,
    phones: SimulatedPhones | None,
    started: float,
) -> None:
    say = Progress(sys.stdout).say
    if binary is not None:
        config = write_config(settings)
        await supervisor.wait_until_ready(supervisor.start(livekit(settings, binary, config)))
    else:
        say(f"· LiveKit server: {livekit_api_url(settings)} is used, none is started")
    # They need a second or more of loading each, so they load side by side.
    parts = [supervisor.start(api(settings)), supervisor.start(worker(settings))]
    if settings.phones_configured:
        parts.append(supervisor.start(bridge(settings)))
    if phones is not None:
        parts.append(supervisor.start(phones.child(settings)))
    await supervisor.wait_until_ready(parts[0])
    tokens = await demo_tokens(settings) if settings.environment == "development" else []
    for part in parts[1:]:
        await supervisor.wait_until_ready(part)
    announce(settings, tokens, say, phone_page=phones.page_url if phones is not None else None)
    took_s = time.monotonic() - started
    say(f"\nReady after {took_s:.1f} s. Ctrl-C stops it. Logs: {logs_dir(settings)}\n")


def _stop_on_signals(supervisor: Supervisor, say: Callable[[str], None]) -> asyncio.Event:
    """The first signal asks everything to end, the second one ends it."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if stopping.is_set():
            supervisor.kill()
        else:
            say("\nStopping … (again to stop at once)")
            stopping.set()

    for number in STOPPING:
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    return stopping
