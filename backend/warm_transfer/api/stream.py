"""Server-sent events: one stream for an agent's page, one for a caller's, both by cookie."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import APIRouter, Cookie, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse

from warm_transfer.actions.agents import agent_connected, load_agent, stream_allowed
from warm_transfer.api.cookies import CALLER_COOKIE, stream_cookie
from warm_transfer.api.deps import Ctx
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.event_frames import OpenStreams, event_frames, starting_position
from warm_transfer.api.schemas import Seat
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.errors import Unauthenticated, Unavailable
from warm_transfer.metrics import Metrics
from warm_transfer.services.events.base import BusEvent
from warm_transfer.services.tokens import TokenKind

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/events", tags=["events"], responses=PROBLEM_RESPONSES)


def _last_seen(
    last_event_id: Annotated[
        str | None,
        Header(max_length=64, description="the last `id` received; what came since is sent first"),
    ] = None,
    in_address: Annotated[
        str | None,
        Query(
            alias="last_event_id",
            max_length=64,
            description="as the header `Last-Event-ID`, for a new `EventSource`, which can send "
            "none; where both are sent the header counts, as the browser keeps it current",
        ),
    ] = None,
) -> str | None:
    return in_address if last_event_id is None else last_event_id


LastSeen = Annotated[str | None, Depends(_last_seen)]
SEES_EVERYTHING = frozenset({Role.SUPERVISOR, Role.ADMIN})


class EventStreamResponse(StreamingResponse):
    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes]) -> None:
        # Proxies must pass each frame on at once.
        super().__init__(frames, headers={"x-accel-buffering": "no"})
        self._frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._frames):  # presence must not wait for the garbage collector
            await super().__call__(scope, receive, send)


STREAM_OPENAPI = {
    **PROBLEM_RESPONSES,
    200: {"description": "An endless stream of events", "content": {"text/event-stream": {}}},
}


@router.get("", status_code=200, response_class=EventStreamResponse, responses=STREAM_OPENAPI)
async def agent_events(
    request: Request,
    ctx: Ctx,
    last_seen: LastSeen,
    seat: Annotated[Seat, Query(description="which of this browser's sign-ins")] = "agent",
    agent_id: Annotated[
        str | None,
        Query(max_length=64, description="refuse with 401 if another agent is signed in there"),
    ] = None,
) -> EventStreamResponse:
    """Everything an agent's page shows changes by these events, each an `EventView`."""
    token = request.cookies.get(stream_cookie(seat))
    if token is None:
        raise Unauthenticated("Sign in to continue.")
    claims = ctx.tokens.verify(TokenKind.STREAM, token)
    if agent_id is not None and agent_id != claims.subject:
        raise Unauthenticated(
            "Somebody else has signed in here. Reload the page.", code="another_agent"
        )
    agent = await load_agent(ctx, claims.subject)
    family = str(claims.extra.get("family", ""))

    async def still_allowed() -> bool:
        return ctx.clock() < claims.expires_at and await stream_allowed(ctx, agent.id, family)

    if not await still_allowed():
        raise Unauthenticated("Sign in to continue.")
    await agent_connected(ctx, agent.id)

    def frame_of(event: BusEvent) -> bytes | None:
        return event.agent_frame if _concerns(agent, event) else None

    start = await starting_position(ctx, last_seen)
    frames = event_frames(ctx, start, frame_of, still_allowed)
    streams: OpenStreams = request.app.state.open_streams

    async def held() -> AsyncGenerator[bytes]:
        with streams.holding(agent.id):
            async for frame in _measured(request, "agent", frames):
                yield frame

    return EventStreamResponse(held())


@router.get(
    "/caller", status_code=200, response_class=EventStreamResponse, responses=STREAM_OPENAPI
)
async def caller_events(
    request: Request,
    ctx: Ctx,
    last_seen: LastSeen,
    cookie: Annotated[str | None, Cookie(alias=CALLER_COOKIE, include_in_schema=False)] = None,
) -> EventStreamResponse:
    """What becomes of the caller's own call, each event a `CallerEventView`."""
    if cookie is None:
        raise Unauthenticated("Start a call first.")
    claims = ctx.tokens.verify(TokenKind.CALLER, cookie)

    async def still_allowed() -> bool:
        return ctx.clock() < claims.expires_at

    def frame_of(event: BusEvent) -> bytes | None:
        return event.caller_frame if event.call_id == claims.subject else None

    start = await starting_position(ctx, last_seen)
    frames = event_frames(ctx, start, frame_of, still_allowed)
    return EventStreamResponse(_measured(request, "caller", frames))


def _concerns(agent: AgentActor, event: BusEvent) -> bool:
    return event.audience == "desk" or agent.id in event.agent_ids or agent.role in SEES_EVERYTHING


async def _measured(
    request: Request, audience: str, frames: AsyncIterator[bytes]
) -> AsyncGenerator[bytes]:
    """Count the stream and its frames; end it quietly when the log cannot be read."""
    metrics: Metrics = request.app.state.metrics
    sent = metrics.frames.labels(audience)
    with metrics.open_streams.labels(audience).track_inprogress():
        try:
            async for frame in frames:
                sent.inc()
                yield frame
        except Unavailable as e:
            # The client comes back by itself and goes on from its last id.
            log.warning("event_stream_ended", code=e.code)
