"""Joining a transfer's destination by the room ID that somebody read out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Path

from warm_transfer.actions import transfer_answers
from warm_transfer.actions.views import TransferJoined
from warm_transfer.api.deps import Ctx, CurrentAgent, LimitRoomIds
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.livekit_url import LiveKitUrl

router = APIRouter(
    prefix="/rooms", tags=["transfers"], responses=PROBLEM_RESPONSES, route_class=CommandRoute
)


@router.post("/{room_id}/join", dependencies=[LimitRoomIds])
async def join_room(
    ctx: Ctx,
    agent: CurrentAgent,
    livekit_url: LiveKitUrl,
    room_id: Annotated[str, Path(min_length=1, max_length=64)],
    background: BackgroundTasks,
) -> TransferJoined:
    """Accept the transfer whose room ID this is; any case, with or without hyphen."""
    return await transfer_answers.join_room(ctx, agent, room_id, livekit_url, background.add_task)
