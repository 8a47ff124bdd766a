"""Phones: the account and the number at Twilio, and whether Twilio can reach us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from warm_transfer.config import Settings
from warm_transfer.ops.doctor.accounts import TIMEOUT_S, require_accepted
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.services.telephony.twilio.addresses import Addresses
from warm_transfer.services.telephony.twilio.number import Number, find_number

SID = re.compile(r"AC[0-9a-f]{32}")
NO_CALL = "CA00000000000000000000000000000000"


async def account(settings: Settings) -> str:
    """Whether Twilio takes the SID and the token."""
    sid, token = _account(settings)
    url = f"{settings.twilio_api_url}/2010-04-01/Accounts/{sid}.json"
    await require_accepted(url, "TWILIO_AUTH_TOKEN", auth=(sid, token))
    return f"account {sid[:6]}… accepted"


async def number(settings: Settings) -> str:
    """Whether the number is the account's and, when somebody rings it, comes to us."""
    found = await _number(settings)
    if settings.public_url is None:
        return "ours, to dial with once PUBLIC_URL is set"
    at = Addresses(settings.public_url)
    if (found.voice_url, found.status_url) == (at.voice, at.number_status):
        return "ours, and callers who ring it come here"
    return (
        "ours, to dial with. Callers who ring it do not come here: "
        "`warm-transfer phone-number` sets that at Twilio"
    )


async def webhooks(settings: Settings) -> str:
    """Whether what Twilio sends to PUBLIC_URL arrives here, as Twilio has signed it."""
    sid, token = _account(settings)
    if settings.public_url is None:
        raise Failed(
            "PUBLIC_URL is missing",
            "set it to the address by which this machine is reached from the internet",
        )
    from twilio.request_validator import RequestValidator  # loads half a second of other things

    at = Addresses(settings.public_url)
    form = {"AccountSid": sid, "CallSid": NO_CALL, "CallStatus": "completed"}
    signature = RequestValidator(token).compute_signature(at.number_status, form)
    status = await _post(at.number_status, form, {"X-Twilio-Signature": signature})
    if status != HTTPStatus.NO_CONTENT:
        raise Failed(
            f"{settings.public_url} answers {status} to what Twilio would send",
            "see that PUBLIC_URL leads to this server, with the same TWILIO_ settings, "
            "and that a proxy before it changes neither path nor body",
        )
    await _stream_answers(at.stream)
    return f"{settings.public_url} takes Twilio's requests and sound"


def _account(settings: Settings) -> tuple[str, str]:
    given = {
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "TWILIO_PHONE_NUMBER": settings.twilio_phone_number,
    }
    if not any(given.values()):
        raise NotSet("not set: no phone is dialled or answered")
    missing = [name for name, value in given.items() if not value]
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if missing or sid is None or token is None:
        raise Failed(f"{', '.join(missing)} is missing", "set all three, or none")
    if not SID.fullmatch(sid):
        raise Failed("TWILIO_ACCOUNT_SID is no account SID", "it is AC and 32 hex digits")
    return sid, token.get_secret_value()


async def _number(settings: Settings) -> Number:
    sid, token = _account(settings)
    number = settings.twilio_phone_number or ""
    try:
        found = await find_number(settings.twilio_api_url, (sid, token), number)
    except httpx.HTTPError as error:
        raise Failed(
            f"Twilio does not say which numbers are ours ({type(error).__name__})",
            "mend the account first",
        ) from error
    if found is None:
        raise Failed(
            "TWILIO_PHONE_NUMBER is none of this account's numbers",
            "take one from Twilio's console, under its active numbers",
        )
    return found


async def _post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> int:
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            return (await client.post(url, data=dict(form), headers=dict(headers))).status_code
    except httpx.HTTPError as error:
        raise Failed(
            f"{httpx.URL(url).host} cannot be reached ({type(error).__name__})",
            "start the product first; PUBLIC_URL has to lead to it from the internet",
        ) from error


async def _stream_answers(url: str) -> None:
    """Without a signature the bridge refuses a stream: then it is there, and WebSockets get by."""
    refused: int | str = "no answer"
    try:
        async with connect(url, open_timeout=TIMEOUT_S):
            pass
    except InvalidStatus as error:
        refused = error.response.status_code
    except (OSError, TimeoutError, WebSocketException) as error:
        refused = type(error).__name__
    if refused != HTTPStatus.FORBIDDEN:
        raise Failed(
            f"the sound of phones does not get to the bridge ({refused})",
            "see that `warm-transfer bridge` runs, and that a proxy passes WebSockets on",
        )
