"""The call worker's process: registers with LiveKit and sits in every room it is sent to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from warm_transfer.config import Settings
from warm_transfer.secrets_store import livekit_credentials, load_master_secret
from warm_transfer.services.livekit.native_logs import keep_native_logs_native
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.stt.failover import SpeechToText
from warm_transfer.services.stt.providers import create_stt
from warm_transfer.services.tokens import TokenKind, Tokens
from warm_transfer.sigterm import on_sigterm
from warm_transfer.stop_budget import REPORTED_WITHIN_S
from warm_transfer.worker.attendance import Attendance
from warm_transfer.worker.call_registry import CallRegistry
from warm_transfer.worker.heartbeat import Heartbeat
from warm_transfer.worker.jobs import JobServer
from warm_transfer.worker.reports import SegmentReporter

MakeSTT = Callable[[Settings], SpeechToText | None]

SERVICE_TOKEN_TTL_S = 300
LAST_BEAT_WITHIN_S = 1.0

log = structlog.get_logger(__name__)


async def run_worker(settings: Settings, make_stt: MakeSTT = create_stt) -> None:
    """Work until SIGTERM or cancellation, then leave every call and report what was heard."""
    keep_native_logs_native()
    engine = make_stt(settings)  # in this thread, as it wants; nobody waits for the loop yet
    tokens = Tokens(load_master_secret(settings), lambda: datetime.now(UTC))

    def service_token() -> str:
        return tokens.issue(TokenKind.WORKER, "call-worker", SERVICE_TOKEN_TTL_S)

    hurry = asyncio.Event()
    reporter = SegmentReporter(settings.resolved_api_url, service_token, hurry.set)
    attendance = Attendance(reporter.kept_from_s, hurry.set)
    health = engine.health if engine is not None else None
    if health is not None:
        health.on_change = hurry.set
    heartbeat = Heartbeat(settings.resolved_api_url, service_token, attendance, hurry, health)
    key, secret = livekit_credentials(settings)
    livekit_tokens = LiveKitTokens(key, secret, settings.livekit_token_ttl_s)
    registry = CallRegistry(
        engine, reporter.add, attendance, livekit_tokens, mask=frozenset(settings.privacy_mask)
    )
    server = JobServer(settings, registry)
    reporting = asyncio.create_task(reporter.run())
    present = asyncio.create_task(_report_once_registered(server, heartbeat))
    serving = asyncio.create_task(server.run())
    stopping = asyncio.Event()
    try:
        with on_sigterm(stopping.set):
            stopped = asyncio.create_task(stopping.wait())
            await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
        if serving.done():
            serving.result()  # raises what went wrong
    finally:
        await registry.close()
        await reporter.flush(REPORTED_WITHIN_S)  # before what may take its time and loses nothing
        present.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_BEAT_WITHIN_S):
                await heartbeat.beat()
        await server.close()
        reporting.cancel()
        await reporter.close()
        await heartbeat.close()
        if engine is not None:
            await engine.aclose()
        await asyncio.wait({serving, reporting, present})
        log.info("worker_stopped")


async def _report_once_registered(server: JobServer, heartbeat: Heartbeat) -> None:
    """Before, LiveKit would send this worker nowhere, and the API counts on that it does."""
    await server.registered.wait()
    await heartbeat.run()
