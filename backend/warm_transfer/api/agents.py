"""The directory of agents."""

from __future__ import annotations

from fastapi import APIRouter

from warm_transfer.actions import agents
from warm_transfer.actions.views import AgentView
from warm_transfer.api.deps import Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES

router = APIRouter(prefix="/agents", tags=["agents"], responses=PROBLEM_RESPONSES)


@router.get("")
async def list_agents(ctx: Ctx, _agent: CurrentAgent) -> list[AgentView]:
    """Everybody who can sign in, with their presence now."""
    return await agents.list_agents(ctx)
