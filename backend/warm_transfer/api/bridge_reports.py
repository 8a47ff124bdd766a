"""What the phone bridge asks and reports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, status

from warm_transfer.actions import phone_bridge
from warm_transfer.actions.phone_views import LegsOrders, PhoneOrders
from warm_transfer.api.deps import Ctx, CurrentWorker
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.schemas import (
    LegDigit,
    LegMoved,
    LegMoveFailed,
    LegsInput,
    StreamClaim,
    StreamEnded,
)

router = APIRouter(prefix="/bridge", tags=["phone bridge"], responses=PROBLEM_RESPONSES)

LegId = Annotated[str, Path(min_length=1, max_length=64)]


@router.post("/streams")
async def claim_stream(ctx: Ctx, _bridge: CurrentWorker, body: StreamClaim) -> PhoneOrders:
    """Whose stream this is, by the token in it, which is good once."""
    return await phone_bridge.claim_stream(ctx, body.token, body.call_sid, body.stream_sid)


@router.post("/legs")
async def get_orders(ctx: Ctx, _bridge: CurrentWorker, body: LegsInput) -> LegsOrders:
    """What is to be done with these legs now."""
    return LegsOrders(orders=await phone_bridge.orders_for(ctx, body.leg_ids))


@router.post("/legs/{leg_id}/moved", status_code=status.HTTP_204_NO_CONTENT)
async def report_leg_moved(ctx: Ctx, _bridge: CurrentWorker, leg_id: LegId, body: LegMoved) -> None:
    """The leg hears the others in the destination; 409 until LiveKit agrees."""
    await phone_bridge.leg_moved(ctx, leg_id, body.transfer_id)


@router.post("/legs/{leg_id}/move-failed", status_code=status.HTTP_204_NO_CONTENT)
async def report_leg_move_failed(
    ctx: Ctx, _bridge: CurrentWorker, leg_id: LegId, body: LegMoveFailed
) -> None:
    """The leg could not get to the destination: everybody stays in the origin."""
    await phone_bridge.leg_move_failed(ctx, leg_id, body.transfer_id, body.reason)


@router.post("/legs/{leg_id}/digit", status_code=status.HTTP_204_NO_CONTENT)
async def report_digit(ctx: Ctx, _bridge: CurrentWorker, leg_id: LegId, body: LegDigit) -> None:
    """A key was pressed at the phone."""
    await phone_bridge.leg_pressed(ctx, leg_id, body.digit)


@router.post("/legs/{leg_id}/stream-ended", status_code=status.HTTP_204_NO_CONTENT)
async def report_stream_ended(
    ctx: Ctx, _bridge: CurrentWorker, leg_id: LegId, body: StreamEnded
) -> None:
    """The leg's sound no longer comes: whether it was hung up is asked of the provider."""
    await phone_bridge.stream_ended(ctx, leg_id, body.stream_sid, stopped=body.stopped)
