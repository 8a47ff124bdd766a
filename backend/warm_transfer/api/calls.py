"""Calls: a caller starts one, agents join it, everybody can leave it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from warm_transfer.actions import call_queries, calls, connections, holds, recalls, transfers
from warm_transfer.actions.views import (
    CallConnection,
    CallDetail,
    CallerCallView,
    CallJoined,
    CallPage,
    CallStarted,
    TransferView,
)
from warm_transfer.api.cookies import set_caller_cookie
from warm_transfer.api.deps import (
    AgentOrCaller,
    Ctx,
    CurrentAgent,
    CurrentCaller,
    LimitConnections,
)
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.livekit_url import LiveKitUrl
from warm_transfer.api.rate_limits import LimitCalls
from warm_transfer.api.schemas import CallCreate, CallId, TransferCreate, target_of
from warm_transfer.domain.call import CallState
from warm_transfer.domain.transfer import TransferMode

router = APIRouter(
    prefix="/calls", tags=["calls"], responses=PROBLEM_RESPONSES, route_class=CommandRoute
)


@router.post("", status_code=status.HTTP_201_CREATED, dependencies=[LimitCalls])
async def create_call(
    response: Response, ctx: Ctx, livekit_url: LiveKitUrl, body: CallCreate
) -> CallStarted:
    """Start a call as its caller. The token, also set as a cookie, is good for this call alone."""
    started = await calls.start_call(ctx, body.name, body.topic, livekit_url)
    set_caller_cookie(response, started.caller_token, ctx.settings)
    return started


@router.get("")
async def list_calls(
    ctx: Ctx,
    _agent: CurrentAgent,
    state: CallState | None = None,
    q: Annotated[str | None, Query(max_length=100, description="part of name or topic")] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallPage:
    """Waiting calls in the order of the queue, all others newest first."""
    return await call_queries.list_calls(ctx, state=state, query=q, cursor=cursor, limit=limit)


@router.get("/current")
async def get_current_call(ctx: Ctx, caller: CurrentCaller) -> CallerCallView:
    """The call that a caller who comes back can go on with; 404 when it has ended."""
    return await call_queries.get_current_call(ctx, caller)


@router.get("/{call_id}")
async def get_call(ctx: Ctx, agent: CurrentAgent, call_id: CallId) -> CallDetail:
    """A call with its participants and, for agents whom it concerns, its transfers."""
    return await call_queries.get_call_detail(ctx, agent, call_id)


@router.get("/{call_id}/caller")
async def get_caller_call(ctx: Ctx, caller: CurrentCaller, call_id: CallId) -> CallerCallView:
    """The call as its caller sees it."""
    return await call_queries.get_caller_call(ctx, caller, call_id)


@router.post("/{call_id}/join")
async def join_call(
    ctx: Ctx, agent: CurrentAgent, livekit_url: LiveKitUrl, call_id: CallId
) -> CallJoined:
    """Enter a call as an agent; entering it again gives a fresh connection."""
    return await calls.join_call(ctx, agent, call_id, livekit_url)


@router.post("/{call_id}/leave", status_code=status.HTTP_204_NO_CONTENT)
async def leave_call(ctx: Ctx, actor: AgentOrCaller, call_id: CallId) -> None:
    """Leave: with its caller the call ends, with its last agent it goes back to the queue."""
    await calls.leave_call(ctx, actor, call_id)


@router.post("/{call_id}/end", status_code=status.HTTP_204_NO_CONTENT)
async def end_call(ctx: Ctx, agent: CurrentAgent, call_id: CallId) -> None:
    """End a call for everybody in it."""
    await calls.end_call(ctx, agent, call_id)


@router.post("/{call_id}/hold")
async def hold_call(ctx: Ctx, agent: CurrentAgent, call_id: CallId) -> CallDetail:
    """Put the caller on hold: they hear music, and nobody in the call hears anybody."""
    return await holds.hold_call(ctx, agent, call_id)


@router.post("/{call_id}/resume")
async def resume_call(ctx: Ctx, agent: CurrentAgent, call_id: CallId) -> CallDetail:
    """Take the caller off hold."""
    return await holds.resume_call(ctx, agent, call_id)


@router.post("/{call_id}/recall/decline", status_code=status.HTTP_204_NO_CONTENT)
async def decline_recall(ctx: Ctx, agent: CurrentAgent, call_id: CallId) -> None:
    """Do not take back a call that one had handed over; it stays in the queue."""
    await recalls.decline_recall(ctx, agent, call_id)


@router.post("/{call_id}/connection", dependencies=[LimitConnections])
async def renew_connection(
    ctx: Ctx, actor: AgentOrCaller, livekit_url: LiveKitUrl, call_id: CallId
) -> CallConnection:
    """LiveKit tokens for where one belongs now and, during a move, for where one is to go."""
    return await connections.fresh_connection(ctx, actor, call_id, livekit_url)


@router.post("/{call_id}/transfers", status_code=status.HTTP_201_CREATED, tags=["transfers"])
async def create_transfer(
    ctx: Ctx, agent: CurrentAgent, call_id: CallId, body: TransferCreate
) -> TransferView:
    """Offer the call to an agent, to the first of several or of a team, or by room ID."""
    return await transfers.create_transfer(
        ctx,
        agent,
        call_id,
        target_of(body.target),
        mode=TransferMode(body.mode),
        briefing_text=body.briefing,
    )
