"""What the call worker heard."""

from __future__ import annotations

from fastapi import APIRouter, status

from warm_transfer.actions import transcripts
from warm_transfer.actions.transcripts import HeardSegment
from warm_transfer.api.deps import Ctx, CurrentWorker
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.schemas import CallId, SegmentBatch

router = APIRouter(prefix="/worker", tags=["call worker"], responses=PROBLEM_RESPONSES)


@router.post("/calls/{call_id}/segments", status_code=status.HTTP_204_NO_CONTENT)
async def report_segments(
    ctx: Ctx, _worker: CurrentWorker, call_id: CallId, body: SegmentBatch
) -> None:
    """Add final segments to the transcript. Reporting one again changes nothing."""
    heard = [HeardSegment(**report.model_dump()) for report in body.segments]
    await transcripts.add_segments(ctx, call_id, heard)
