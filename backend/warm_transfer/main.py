"""The API: its routes, what wraps them, and what runs beside them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from warm_transfer.actions.agents import PRESENCE_SWEEP_S, sweep_presence
from warm_transfer.actions.briefing_renewal import run_briefing_renewal
from warm_transfer.actions.context import Context
from warm_transfer.actions.expiry_sweep import ExpirySweep
from warm_transfer.actions.leases import Contender
from warm_transfer.actions.readiness import SharedReadiness
from warm_transfer.actions.reconcile import run_reconciler
from warm_transfer.api import openapi
from warm_transfer.api.body_limit import BodyLimit
from warm_transfer.api.error_handlers import install_error_handlers
from warm_transfer.api.event_frames import OpenStreams
from warm_transfer.api.media import MOST_WAITING
from warm_transfer.api.rate_limits import RateLimits
from warm_transfer.api.request_log import RequestLog
from warm_transfer.api.routes import ROUTES
from warm_transfer.api.security_headers import SecurityHeaders
from warm_transfer.api.static import Pages
from warm_transfer.backups.automatic import run_automatic_backups
from warm_transfer.backups.database import database_in_use
from warm_transfer.bootstrap import build_context, close_context
from warm_transfer.config import Settings, get_settings
from warm_transfer.db.migrate import upgrade_to_head
from warm_transfer.logging import configure_logging
from warm_transfer.metrics import Metrics
from warm_transfer.services.telephony.media_stream import LONGEST_MESSAGE
from warm_transfer.stop_budget import REQUESTS_END_WITHIN_S

log = structlog.get_logger(__name__)

MIN_COMPRESSED_BYTES = 1_400  # what fits into one packet gains nothing
RESTART_S = 1.0  # pause before a background task that failed is started again


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, ready to be served; it migrates its database when it starts."""
    settings = settings or get_settings()
    metrics = Metrics(settings.briefing_prices)
    ctx = build_context(settings, observe=metrics.count_events, meter=metrics.briefings)
    app = FastAPI(
        title=openapi.TITLE,
        version=openapi.VERSION,
        summary=openapi.SUMMARY,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        routes=ROUTES,
    )
    app.state.ctx = ctx
    app.state.metrics = metrics
    app.state.open_streams = OpenStreams()
    app.state.rate_limits = RateLimits(settings)
    app.state.readiness = SharedReadiness(ctx)

    app.router.default = GZipMiddleware(Pages(settings), minimum_size=MIN_COMPRESSED_BYTES)
    install_error_handlers(app)
    _wrap(app, settings, metrics)
    return app


def _wrap(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """What every request passes through; the last one added is the outermost."""
    app.add_middleware(BodyLimit)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
        expose_headers=["Idempotency-Replayed"],
    )
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(SecurityHeaders, settings=settings)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    ctx: Context = app.state.ctx
    streams: OpenStreams = app.state.open_streams
    lease = Contender(ctx.db, "reconciler")
    reconciling = partial(_reconcile, ctx, lease, app.state.metrics)
    await asyncio.to_thread(upgrade_to_head, ctx.settings.resolved_database_url)
    await ctx.bus.start()
    work: dict[str, Callable[[], Awaitable[None]]] = {
        "reconciler": lambda: lease.run(reconciling),
        "sweep": lambda: _sweep(ctx, streams, lease),
        "briefing_renewal": lambda: run_briefing_renewal(ctx, lambda: lease.holds),
    }
    if ctx.settings.backup_interval_h:
        work["backups"] = lambda: run_automatic_backups(ctx.settings, ctx.clock)
    tasks = [asyncio.create_task(_keep_running(name, run)) for name, run in work.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.state.rate_limits.close()
        await close_context(ctx)


async def _reconcile(ctx: Context, lease: Contender, metrics: Metrics) -> None:
    def begin_round() -> bool:
        if not lease.holds:
            return False
        metrics.rounds.inc()
        return True

    await run_reconciler(ctx, begin_round)


async def _sweep(ctx: Context, streams: OpenStreams, lease: Contender) -> None:
    """Each process renews the presence of those whose pages it serves."""
    expired = ExpirySweep()
    while True:
        await sweep_presence(ctx, streams.agent_ids())
        if lease.holds:
            await expired.run(ctx)
        await asyncio.sleep(PRESENCE_SWEEP_S)


async def _keep_running(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """A failure of one background task, say because the database is locked, is not its end."""
    while True:
        try:
            await work()
        except Exception:  # whatever it was, the others and the requests go on
            log.exception("background_task_failed", task=name)
        await asyncio.sleep(RESTART_S)


class ApiServer(uvicorn.Server):
    """Ends the event streams first when it shuts down: they never end by themselves."""

    def __init__(self, config: uvicorn.Config, ctx: Context) -> None:
        super().__init__(config)
        self._ctx = ctx

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._ctx.bus.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    configure_logging(settings)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,  # a request has its own log line, without addresses
        proxy_headers=False,  # TRUSTED_PROXIES decides, not uvicorn's default
        server_header=False,
        timeout_graceful_shutdown=REQUESTS_END_WITHIN_S,
        ws_max_size=LONGEST_MESSAGE,
        ws_max_queue=MOST_WAITING,
        ws_per_message_deflate=False,
    )
    with database_in_use(settings):
        ApiServer(config, app.state.ctx).run()
