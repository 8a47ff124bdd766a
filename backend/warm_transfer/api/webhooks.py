"""What LiveKit tells us by itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request, status

from warm_transfer.actions.webhooks import take_webhook
from warm_transfer.api.deps import Ctx
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=PROBLEM_RESPONSES)


@router.post("/livekit", status_code=status.HTTP_204_NO_CONTENT)
async def livekit_webhook(
    request: Request, ctx: Ctx, authorization: Annotated[str | None, Header()] = None
) -> None:
    """For the LiveKit server alone, which signs the body with its API key."""
    await take_webhook(ctx, await request.body(), authorization)
