"""For load balancers, operators and Prometheus. Outside /api, as they expect."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST

from warm_transfer.actions.coverage import HeardRoom, note_listening
from warm_transfer.actions.readiness import (
    SharedReadiness,
    backup_status,
    calls_by_state,
    worker_seen,
)
from warm_transfer.actions.speech import speech_of_workers
from warm_transfer.actions.views import HeartbeatAnswer, Readiness
from warm_transfer.api.deps import Ctx, CurrentWorker
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.schemas import WorkerHeartbeat
from warm_transfer.errors import NotFound, Unauthenticated
from warm_transfer.metrics import Metrics

router = APIRouter(tags=["health"])
worker_router = APIRouter(prefix="/worker", tags=["worker"], responses=PROBLEM_RESPONSES)

_metrics_bearer = HTTPBearer(auto_error=False, scheme_name="MetricsToken")


@router.get("/health")
async def health() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"model": Readiness, "description": "a part does not work"}})
async def ready(request: Request, response: Response) -> Readiness:
    """Whether each part works; 503 when one does not, other than backups."""
    shared: SharedReadiness = request.app.state.readiness
    found = await shared.ask()
    if not found.ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return found


@router.get("/metrics", responses={200: {"content": {CONTENT_TYPE_LATEST: {}}}})
async def metrics(
    request: Request,
    ctx: Ctx,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_metrics_bearer)],
) -> Response:
    """Prometheus metrics. With METRICS_TOKEN set it must be sent; production has none without."""
    token = ctx.settings.metrics_token
    if token is not None:
        given = bearer.credentials if bearer else ""
        if not secrets.compare_digest(given.encode(), token.get_secret_value().encode()):
            raise Unauthenticated("Send METRICS_TOKEN as a bearer token.")
    elif ctx.settings.environment == "production":
        raise NotFound("There is nothing at this address.", code="route_not_found")
    registry: Metrics = request.app.state.metrics
    text = registry.render(
        await calls_by_state(ctx),
        await backup_status(ctx),
        {worker.worker_id: worker.providers for worker in await speech_of_workers(ctx)},
    )
    return Response(text, media_type=CONTENT_TYPE_LATEST)


@worker_router.post("/heartbeat")
async def report_heartbeat(
    ctx: Ctx, _worker: CurrentWorker, body: WorkerHeartbeat
) -> HeartbeatAnswer:
    """A call worker says that it is there: every ten seconds, every two while it listens."""
    speech = None if body.speech is None else [each.model_dump() for each in body.speech]
    await worker_seen(ctx, body.worker_id, speech)
    heard = [HeardRoom(**room.model_dump()) for room in body.rooms]
    return HeartbeatAnswer(leave=await note_listening(ctx, body.worker_id, heard))
