"""The briefing of a call: read it, put it in one's own words, add to it, see how it came to be."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from warm_transfer.actions import briefing_edits, briefing_history, briefings
from warm_transfer.actions.views import BriefingVersionPage, BriefingView
from warm_transfer.api.deps import Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.schemas import BriefingEdit, BriefingNote, CallId

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
    return await briefing_edits.edit_briefing(ctx, agent, call_id, body.text, seen=body.version)


@router.post("/{call_id}/briefing/notes", status_code=status.HTTP_201_CREATED)
async def add_briefing_note(
    ctx: Ctx, agent: CurrentAgent, call_id: CallId, body: BriefingNote
) -> BriefingView:
    """Add to it; the rest goes on being written."""
    return await briefing_edits.add_note(ctx, agent, call_id, body.text)


@router.get("/{call_id}/briefing/versions")
async def list_briefing_versions(
    ctx: Ctx,
    agent: CurrentAgent,
    call_id: CallId,
    before: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="only versions below this one")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> BriefingVersionPage:
    """Each version with what it changed, newest first."""
    return await briefing_history.briefing_versions(ctx, agent, call_id, before=before, limit=limit)
