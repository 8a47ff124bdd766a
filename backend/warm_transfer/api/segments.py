"""Segments across calls: looking for what somebody said."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from warm_transfer.actions import transcript_search
from warm_transfer.actions.transcript_views import FoundPage
from warm_transfer.api.deps import ClientAddress, Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES

router = APIRouter(prefix="/segments", tags=["transcripts"], responses=PROBLEM_RESPONSES)


@router.get("")
async def search_segments(
    ctx: Ctx,
    agent: CurrentAgent,
    address: ClientAddress,
    q: Annotated[
        str, Query(min_length=1, max_length=100, description="words, or their beginnings")
    ],
    cursor: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> FoundPage:
    """Segments that hold every word, of calls that one may read; the newest calls first."""
    return await transcript_search.search_segments(
        ctx, agent, q, cursor=cursor, limit=limit, address=address
    )
