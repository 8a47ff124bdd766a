"""Our number at Twilio, and what it does when somebody rings it.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from warm_transfer.services.telephony.twilio.addresses import Addresses

TIMEOUT_S = 8

Account = tuple[str, str]  # its SID and its token


@dataclass(frozen=True, slots=True)
class Number:
    """`sid` is Twilio's id of it. An address is empty where none is set."""

    sid: str
    voice_url: str
    status_url: str


async def find_number(api_url: str, account: Account, number: str) -> Number | None:
    """None where the account has no such number. Raises httpx.HTTPError."""
    async with httpx.AsyncClient(auth=account, timeout=TIMEOUT_S) as client:
        response = await client.get(_numbers(api_url, account), params={"PhoneNumber": number})
    found = response.raise_for_status().json()["incoming_phone_numbers"]
    return _number(found[0]) if found else None


async def send_callers_to(
    api_url: str, account: Account, number: Number, addresses: Addresses
) -> Number:
    """From now on callers who ring the number come to these addresses. Raises httpx.HTTPError."""
    wish = {
        "VoiceUrl": addresses.voice,
        "VoiceMethod": "POST",
        "StatusCallback": addresses.number_status,
        "StatusCallbackMethod": "POST",
    }
    url = _numbers(api_url, account).replace(".json", f"/{number.sid}.json")
    async with httpx.AsyncClient(auth=account, timeout=TIMEOUT_S) as client:
        response = await client.post(url, data=wish)
    return _number(response.raise_for_status().json())


def _numbers(api_url: str, account: Account) -> str:
    return f"{api_url}/2010-04-01/Accounts/{account[0]}/IncomingPhoneNumbers.json"


def _number(found: dict[str, str | None]) -> Number:
    return Number(
        found["sid"] or "", found.get("voice_url") or "", found.get("status_callback") or ""
    )
