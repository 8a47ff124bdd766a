"""What was said in a call, for the agents it concerns."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from warm_transfer.actions import transcripts
from warm_transfer.actions.transcript_views import TranscriptView
from warm_transfer.api.deps import ClientAddress, Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.schemas import CallId

router = APIRouter(prefix="/calls", tags=["transcripts"], responses=PROBLEM_RESPONSES)

MEDIA_TYPES = {"txt": "text/plain", "vtt": "text/vtt", "srt": "application/x-subrip"}
OTHER_FORMATS = {
    "content": {media: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()}
}


@router.get("/{call_id}/transcript", response_model=TranscriptView, responses={200: OTHER_FORMATS})
async def get_transcript(
    ctx: Ctx,
    agent: CurrentAgent,
    address: ClientAddress,
    call_id: CallId,
    format: Literal["json", "txt", "vtt", "srt"] = "json",
) -> TranscriptView | Response:
    """Final segments in the order of speaking; as text, WebVTT or SubRip to download."""
    if format == "json":
        return await transcripts.get_transcript(ctx, agent, call_id, address=address)
    text = await transcripts.export_transcript(ctx, agent, call_id, format, address=address)
    return Response(
        text,
        media_type=MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="transcript.{format}"'},
    )
