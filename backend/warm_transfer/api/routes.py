"""All routes, put together once for all applications of a process: it is most of their start."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.routing import BaseRoute

from warm_transfer.api import (
    agents,
    auth,
    bridge_reports,
    briefings,
    calls,
    health,
    me,
    media,
    openapi,
    phones,
    rooms,
    segments,
    speech,
    stream,
    transcripts,
    transfers,
    twilio,
    webhooks,
    worker_reports,
)
from warm_transfer.api.request_log import bind_path_ids

API_ROUTERS = (
    auth.router,
    me.router,
    agents.router,
    calls.router,
    phones.router,
    transfers.router,
    rooms.router,
    transcripts.router,
    segments.router,
    briefings.router,
    speech.router,
    stream.router,
    worker_reports.router,
    bridge_reports.router,
    webhooks.router,
    twilio.router,
    media.router,
    health.worker_router,
)


def _all_routes() -> list[BaseRoute]:
    api = APIRouter()
    for router in API_ROUTERS:
        api.include_router(router)
    whole = APIRouter(
        dependencies=[Depends(bind_path_ids)], generate_unique_id_function=openapi.operation_id
    )
    whole.include_router(api, prefix="/api")
    whole.include_router(health.router)
    whole.include_router(openapi.router)
    return whole.routes


ROUTES = _all_routes()
