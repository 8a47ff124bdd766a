"""The signed-in agent's own profile."""

from __future__ import annotations

from fastapi import APIRouter

from warm_transfer.actions import agents
from warm_transfer.actions.views import AgentView
from warm_transfer.api.deps import Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.schemas import MePatch

router = APIRouter(
    prefix="/me", tags=["agents"], responses=PROBLEM_RESPONSES, route_class=CommandRoute
)


@router.get("")
async def get_me(ctx: Ctx, agent: CurrentAgent) -> AgentView:
    """Who is signed in."""
    return await agents.get_me(ctx, agent)


@router.patch("")
async def update_me(ctx: Ctx, agent: CurrentAgent, body: MePatch) -> AgentView:
    """Take calls (`available`) or not (`away`)."""
    return await agents.set_presence(ctx, agent, away=body.presence == "away")
