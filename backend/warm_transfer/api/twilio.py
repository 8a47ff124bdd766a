"""What Twilio asks and tells. Every request is signed, over the address that Twilio knows."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    Header,
    Path,
    Query,
    Request,
    Response,
    status,
)

from warm_transfer.actions import phone_answers, phone_arrivals, phone_calls
from warm_transfer.actions.phone_arrivals import RingingIn
from warm_transfer.api.deps import Ctx
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.domain.phone_script import Script
from warm_transfer.errors import Forbidden, InvalidInput
from warm_transfer.services.telephony.base import Telephony
from warm_transfer.services.telephony.twilio import requests
from warm_transfer.services.telephony.twilio.addresses import Addresses

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"], responses=PROBLEM_RESPONSES)

LegId = Annotated[str, Path(min_length=1, max_length=64)]
Attempt = Annotated[int, Query(ge=1, le=100)]


async def signed_form(
    request: Request,
    ctx: Ctx,
    signature: Annotated[str, Header(alias="X-Twilio-Signature", include_in_schema=False)] = "",
) -> requests.Form:
    """The request's fields. Raises Forbidden unless Twilio made it, for our account."""
    if ctx.telephony is None or ctx.settings.public_url is None:
        raise Forbidden("Phones are not set up here.", code="phones_not_set_up")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        form = requests.read_form(await request.body())
    except ValueError as error:
        raise InvalidInput("This is not a form.", code="not_a_form") from error
    address = Addresses(ctx.settings.public_url).of(asked)
    ours = form.get("AccountSid") == ctx.settings.twilio_account_sid
    if not ours or not ctx.telephony.is_signed(address, form, signature):
        log.warning("twilio_request_refused", ours=ours, signed=bool(signature))
        raise Forbidden("This was not signed by Twilio.", code="not_signed")
    return form


SignedForm = Annotated[requests.Form, Depends(signed_form)]


@router.post("/voice")
async def voice(ctx: Ctx, form: SignedForm) -> Response:
    """A caller rings in."""
    with_number = RingingIn(
        provider_call_id=_sid(form),
        number=requests.number_of(form),
        called=form.get("To", ""),
        status=form.get("CallStatus", ""),
        caller_id_token=form.get("CallToken"),
    )
    leg_id, script = await phone_arrivals.ring_in(ctx, with_number)
    return _twiml(ctx.telephony, script, leg_id)


@router.post("/status", status_code=status.HTTP_204_NO_CONTENT)
async def number_status(ctx: Ctx, form: SignedForm) -> None:
    """What becomes of a caller who rang in."""
    leg_id = await phone_arrivals.leg_of(ctx, _sid(form))
    if leg_id is not None:
        await _take_report(ctx, leg_id, form)


@router.post("/legs/{leg_id}/status", status_code=status.HTTP_204_NO_CONTENT)
async def leg_status(ctx: Ctx, form: SignedForm, leg_id: LegId) -> None:
    """What becomes of a call that was made."""
    await _take_report(ctx, leg_id, form)


@router.post("/legs/{leg_id}/answered")
async def leg_answered(ctx: Ctx, form: SignedForm, leg_id: LegId) -> Response:
    """Somebody picked up: what they are to hear."""
    script = await phone_answers.answered(ctx, leg_id, _sid(form))
    return _twiml(ctx.telephony, script, leg_id)


@router.post("/legs/{leg_id}/key")
async def leg_key(
    ctx: Ctx, form: SignedForm, leg_id: LegId, background: BackgroundTasks, attempt: Attempt = 1
) -> Response:
    """A key was pressed, or none."""
    script = await phone_answers.key_pressed(
        ctx, leg_id, _sid(form), form.get("Digits", ""), attempt, background.add_task
    )
    return _twiml(ctx.telephony, script, leg_id)


@router.post("/legs/{leg_id}/machine", status_code=status.HTTP_204_NO_CONTENT)
async def leg_machine(ctx: Ctx, form: SignedForm, leg_id: LegId) -> None:
    """Who or what answered, as far as Twilio can tell."""
    machine = requests.machine_of(form)
    if machine is not None:
        await phone_answers.machine_answered(ctx, leg_id, _sid(form), can_record=machine.can_record)


@router.post("/legs/{leg_id}/after-stream")
async def leg_after_stream(ctx: Ctx, form: SignedForm, leg_id: LegId) -> Response:
    """The stream is closed: what is to happen with the phone."""
    script = await phone_calls.after_stream(ctx, leg_id, _sid(form))
    return _twiml(ctx.telephony, script, leg_id)


async def _take_report(ctx: Ctx, leg_id: str, form: requests.Form) -> None:
    try:
        now = requests.call_of(form)
    except ValueError as error:
        raise InvalidInput("This is no status of a call.", code="not_a_status") from error
    await phone_calls.take_report(ctx, leg_id, now)


def _sid(form: requests.Form) -> str:
    try:
        return requests.sid_of(form)
    except ValueError as error:
        raise InvalidInput("The request names no call.", code="no_call_named") from error


def _twiml(telephony: Telephony | None, script: Script, leg_id: str) -> Response:
    body = telephony.render(script, leg_id) if telephony else ""
    return Response(body, media_type="text/xml")
