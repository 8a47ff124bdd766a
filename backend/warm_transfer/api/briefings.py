"""The briefing of a call: read it, put it in one's own words."""

from __future__ import annotations

from fastapi import APIRouter

from warm_transfer.actions import briefings
from warm_transfer.actions.views import BriefingView
from warm_transfer.api.deps import Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.schemas import BriefingEdit, CallId

router = APIRouter(
    prefix="/calls", tags=["briefings"], responses=PROBLEM_RESPONSES, route_class=CommandRoute
)


@router.get("/{call_id}/briefing")
async def get_briefing(ctx: Ctx, agent: CurrentAgent, call_id: CallId) -> BriefingView:
    """What the next agent must know, as far as it has been said."""
    return await briefings.current_briefing(ctx, agent, call_id)


@router.put("/{call_id}/briefing")
async def edit_briefing(
    ctx: Ctx, agent: CurrentAgent, call_id: CallId, body: BriefingEdit
) -> BriefingView:
    """Replace its text. Facts that come up later are added below it, under "Since then:"."""
    return await briefings.edit_briefing(ctx, agent, call_id, body.text)
