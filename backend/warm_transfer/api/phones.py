"""Phones, as agents use them."""

from __future__ import annotations

from fastapi import APIRouter, status

from warm_transfer.actions import phones
from warm_transfer.actions.phone_views import PhonesView
from warm_transfer.api.deps import Ctx, CurrentAgent
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.schemas import CallId, DigitsInput

router = APIRouter(tags=["phones"], responses=PROBLEM_RESPONSES, route_class=CommandRoute)


@router.get("/phones")
async def get_phones(ctx: Ctx, _agent: CurrentAgent) -> PhonesView:
    """Whether phone numbers can be dialled, and which; what to set where they cannot."""
    return phones.phones_view(ctx.settings)


@router.post("/calls/{call_id}/digits", status_code=status.HTTP_204_NO_CONTENT)
async def press_digits(ctx: Ctx, agent: CurrentAgent, call_id: CallId, body: DigitsInput) -> None:
    """Press keys for a phone in the call: it hears their tones."""
    await phones.press_digits(ctx, agent, call_id, body.participant_id, body.digits)
