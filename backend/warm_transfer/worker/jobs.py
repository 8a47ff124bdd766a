"""LiveKit Agents' side of the worker: registration, dispatch, and how much it can take.

The framework gives every job a thread and an event loop of its own. Ours only wait there: the
rooms themselves are all entered in the worker's loop, because a call's session spans two rooms
while it moves.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
from urllib.parse import urlsplit

from livekit.agents import (
    NOT_GIVEN,
    AgentServer,
    JobContext,
    JobExecutorType,
    JobRequest,
    WorkerPermissions,
)

from warm_transfer.config import Settings
from warm_transfer.secrets_store import livekit_credentials
from warm_transfer.services.livekit.addresses import livekit_room_url
from warm_transfer.services.livekit.rooms import CALL_WORKER_NAME
from warm_transfer.stop_budget import ROOMS_LEFT_WITHIN_S
from warm_transfer.worker.call_registry import CallRegistry

NEVER_GIVE_UP = 1_000_000  # tries to reach LiveKit, one every 10 s at most
# What the framework warns of: a connection in the job's own thread, which is made elsewhere, and a
# thread made when it is needed.
NO_TROUBLE_HERE = (
    "The room connection was not established",
    "no warmed process available",
)
# LiveKit offers nothing to a worker with this load or more: `target_load` in its configuration, of
# which this is the default (livekit/livekit `pkg/agent`).
FULL_FOR_LIVEKIT = 0.7
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class JobServer:
    """Takes every job it is offered: a call without a transcript is worse than a slow one."""

    def __init__(self, settings: Settings, registry: CallRegistry) -> None:
        self.registered = asyncio.Event()  # LiveKit knows this worker
        self._registry = registry
        key, secret = livekit_credentials(settings)
        url = livekit_room_url(settings)
        self._server = AgentServer(
            ws_url=url,
            api_key=key,
            api_secret=secret,
            job_executor_type=JobExecutorType.THREAD,
            # A thread is there in no time. One that is still being made ready when the worker stops
            # is waited for without end (livekit-agents 1.8).
            num_idle_processes=0,
            load_fnc=self._load,
            load_threshold=math.inf,  # the load only spreads calls over several workers
            permissions=WorkerPermissions(
                can_publish=False,
                can_subscribe=True,
                can_publish_data=True,
                can_update_metadata=False,
                hidden=True,
            ),
            max_retry=NEVER_GIVE_UP,
            shutdown_process_timeout=ROOMS_LEFT_WITHIN_S,
            host="127.0.0.1",
            port=0,  # the framework's own health page, which nobody asks
            http_proxy=None if urlsplit(url).hostname in LOOPBACK else NOT_GIVEN,
        )
        self._server.rtc_session(self._work, agent_name=CALL_WORKER_NAME, on_request=_accept)
        self._server.on("worker_registered", lambda *_: self.registered.set())
        logging.getLogger("livekit.agents").addFilter(_matters_here)

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.run()

    async def close(self) -> None:
        await self._server.aclose()

    async def _work(self, ctx: JobContext) -> None:
        """Runs in the job's thread."""
        job = next(job for job in self._server.active_jobs if job.job.id == ctx.job.id)
        stay = asyncio.run_coroutine_threadsafe(
            self._registry.attend(job.url, job.token), self._loop
        )
        try:
            await asyncio.wrap_future(stay)
        finally:
            ctx.shutdown("left the room")

    def _load(self) -> float:
        """Grows with the calls per core, and never says that there is no room."""
        per_core = len(self._registry) / (os.cpu_count() or 1)
        return FULL_FOR_LIVEKIT * per_core / (1 + per_core)


async def _accept(request: JobRequest) -> None:
    await request.accept(identity=f"{CALL_WORKER_NAME}-{request.id}")


def _matters_here(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(NO_TROUBLE_HERE)
