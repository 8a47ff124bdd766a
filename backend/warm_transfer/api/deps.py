"""Who is asking. Routes take these as parameters; nothing else reads tokens or cookies."""

from __future__ import annotations

from typing import Annotated

from fastapi import Cookie, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from warm_transfer.actions.agents import load_agent
from warm_transfer.actions.context import Context
from warm_transfer.api.cookies import CALLER_COOKIE
from warm_transfer.api.origin import require_own_origin
from warm_transfer.api.rate_limits import client_address, limits_of
from warm_transfer.domain.actor import Actor, AgentActor, CallerActor
from warm_transfer.errors import Unauthenticated
from warm_transfer.services.tokens import TokenKind

_bearer = HTTPBearer(auto_error=False, description="an agent's, a caller's or the worker's token")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
_CallerCookie = Annotated[str | None, Cookie(alias=CALLER_COOKIE, include_in_schema=False)]


def get_context(request: Request) -> Context:
    ctx: Context = request.app.state.ctx
    return ctx


Ctx = Annotated[Context, Depends(get_context)]
ClientAddress = Annotated[str, Depends(client_address)]


async def current_agent(ctx: Ctx, bearer: _Bearer) -> AgentActor:
    """The signed-in agent, looked up anew so that a disabled account is refused at once."""
    if bearer is None:
        raise Unauthenticated("Sign in to continue.")
    claims = ctx.tokens.verify(TokenKind.ACCESS, bearer.credentials)
    return await load_agent(ctx, claims.subject)


async def current_caller(
    request: Request, ctx: Ctx, bearer: _Bearer, cookie: _CallerCookie = None
) -> CallerActor:
    """The caller, by token or by cookie. A cookie alone counts only from our own pages."""
    if bearer is not None:
        token = bearer.credentials
    elif cookie is not None:
        require_own_origin(request, ctx.settings)
        token = cookie
    else:
        raise Unauthenticated("Start a call first.")
    return CallerActor(call_id=ctx.tokens.verify(TokenKind.CALLER, token).subject)


async def agent_or_caller(
    request: Request, ctx: Ctx, bearer: _Bearer, cookie: _CallerCookie = None
) -> Actor:
    """Whoever the token speaks of; the cookie counts only without a token."""
    if bearer is not None:
        try:
            return await current_agent(ctx, bearer)
        except Unauthenticated as not_an_agent:
            if not_an_agent.code != "invalid_token":
                raise
    return await current_caller(request, ctx, bearer, cookie)


async def current_worker(ctx: Ctx, bearer: _Bearer) -> None:
    if bearer is None:
        raise Unauthenticated("A service token is needed.")
    ctx.tokens.verify(TokenKind.WORKER, bearer.credentials)


CurrentAgent = Annotated[AgentActor, Depends(current_agent)]
CurrentCaller = Annotated[CallerActor, Depends(current_caller)]
AgentOrCaller = Annotated[Actor, Depends(agent_or_caller)]
CurrentWorker = Annotated[None, Depends(current_worker)]


async def _limit_room_ids(request: Request, agent: CurrentAgent) -> None:
    await limits_of(request).hit("room_ids", agent.id)


async def _limit_connections(request: Request, actor: AgentOrCaller) -> None:
    who = ("agent", actor.id) if isinstance(actor, AgentActor) else ("call", actor.call_id)
    await limits_of(request).hit("connections", *who)


LimitRoomIds = Depends(_limit_room_ids)
LimitConnections = Depends(_limit_connections)
