"""How speech to text fares."""

from __future__ import annotations

from fastapi import APIRouter

from warm_transfer.actions import speech
from warm_transfer.actions.speech_views import SpeechView
from warm_transfer.api.deps import Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES

router = APIRouter(tags=["speech"], responses=PROBLEM_RESPONSES)


@router.get("/speech")
async def get_speech(ctx: Ctx, _agent: CurrentAgent) -> SpeechView:
    """Which services transcribe calls, in the order they are asked, and whether they work now."""
    return await speech.get_speech(ctx)
