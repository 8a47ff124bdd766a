"""One log line and one measurement for each request, and an end to errors nobody expected."""

from __future__ import annotations

import time
from secrets import token_hex
from typing import TYPE_CHECKING

import structlog
from fastapi.requests import HTTPConnection
from structlog.contextvars import bind_contextvars, bound_contextvars

from warm_transfer.api.error_handlers import internal_error

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from warm_transfer.metrics import Metrics

log = structlog.get_logger(__name__)

BOUND_IDS = ("call_id", "transfer_id")
NO_OPERATION = "(none)"  # a page, or an address where nothing is


async def bind_path_ids(request: HTTPConnection) -> None:
    """A dependency of every route: what is logged meanwhile says which call it is about."""
    found = {name: request.path_params[name] for name in BOUND_IDS if name in request.path_params}
    bind_contextvars(**found)


class RequestLog:
    """Logs which operation it was, never the path itself: a path may hold a room ID."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = token_hex(8)
        status = 0

        async def noting_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"].append((b"x-request-id", request_id.encode()))
                self._measure(scope, status, time.perf_counter() - started)
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, noting_send)
            except Exception:
                log.exception("request_failed", method=scope["method"], operation=_operation(scope))
                if status:
                    raise  # too late for an answer: the connection is to break
                await internal_error()(scope, receive, noting_send)
            finally:
                self._write_line(scope, status, time.perf_counter() - started)

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        operation = _operation(scope)
        self._metrics.requests.labels(operation, str(status)).inc()
        self._metrics.request_seconds.labels(operation).observe(seconds)

    def _write_line(self, scope: Scope, status: int, seconds: float) -> None:
        ids = {name: scope.get("path_params", {}).get(name) for name in BOUND_IDS}
        log.info(
            "request",
            method=scope["method"],
            operation=_operation(scope),
            status=status,
            duration_ms=round(seconds * 1000, 1),
            **{name: value for name, value in ids.items() if value is not None},
        )


def _operation(scope: Scope) -> str:
    return getattr(scope.get("endpoint"), "__name__", NO_OPERATION)
