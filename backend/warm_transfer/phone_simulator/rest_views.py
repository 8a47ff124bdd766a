"""Resources as Twilio shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from warm_transfer.phone_simulator.call import Call
from warm_transfer.phone_simulator.clock import rfc2822
from warm_transfer.phone_simulator.config import API_VERSION
from warm_transfer.phone_simulator.numbers import OwnNumber
from warm_transfer.phone_simulator.rest_errors import INVALID_PARAMETER, bad_request

LARGEST_PAGE = 1000
CALL_PARTS = (
    "events",
    "notifications",
    "payments",
    "recordings",
    "siprec",
    "streams",
    "transcriptions",
    "user_defined_message_subscriptions",
    "user_defined_messages",
)


def account_path(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}"


def call_view(call: Call, number: OwnNumber) -> dict[str, Any]:
    uri = f"{account_path(call.account_sid)}/Calls/{call.sid}"
    ended = call.ended_at is not None
    return {
        "sid": call.sid,
        "account_sid": call.account_sid,
        "parent_call_sid": None,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from_,
        "from_formatted": call.from_,
        "phone_number_sid": number.sid if call.direction == "inbound" else None,
        "status": call.status,
        "start_time": rfc2822(call.answered_at or call.started_at),
        "end_time": rfc2822(call.ended_at),
        "duration": str(call.duration_s) if ended and call.answered_at is not None else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": call.answered_by,
        "annotation": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {part: f"{uri}/{part.title()}.json" for part in CALL_PARTS},
    }


def account_view(account_sid: str, created_at: datetime) -> dict[str, Any]:
    path = account_path(account_sid)
    return {
        "sid": account_sid,
        "owner_account_sid": account_sid,
        "friendly_name": "Simulated account",
        "status": "active",
        "type": "Full",
        "auth_token": None,
        "date_created": rfc2822(created_at),
        "date_updated": rfc2822(created_at),
        "uri": f"{path}.json",
        "subresource_uris": {
            "calls": f"{path}/Calls.json",
            "incoming_phone_numbers": f"{path}/IncomingPhoneNumbers.json",
        },
    }


def number_view(number: OwnNumber, account_sid: str) -> dict[str, Any]:
    return {
        "sid": number.sid,
        "account_sid": account_sid,
        "friendly_name": number.friendly_name,
        "phone_number": number.phone_number,
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
        "date_created": rfc2822(number.created_at),
        "date_updated": rfc2822(number.updated_at),
        "origin": "twilio",
        "status": "in-use",
        "status_callback": number.status_callback,
        "status_callback_method": number.status_callback_method,
        "trunk_sid": None,
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": "",
        "voice_method": number.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": number.voice_url,
        "uri": f"{account_path(account_sid)}/IncomingPhoneNumbers/{number.sid}.json",
    }


def page_view(
    key: str, items: Sequence[dict[str, Any]], path: str, query: Mapping[str, str]
) -> dict[str, Any]:
    """One page of a list: https://www.twilio.com/docs/usage/requests-to-twilio#paging."""
    given = query.get("PageSize", "50"), query.get("Page", "0")
    if not all(number.isdigit() for number in given):
        raise bad_request(INVALID_PARAMETER, "PageSize and Page must be numbers")
    size, page = min(max(int(given[0]), 1), LARGEST_PAGE), int(given[1])
    start = page * size

    def uri(number: int) -> str:
        others = {name: value for name, value in query.items() if name not in ("Page", "PageSize")}
        return f"{path}?{urlencode({**others, 'PageSize': size, 'Page': number})}"

    shown = items[start : start + size]
    return {
        key: list(shown),
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": uri(page),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if start + size < len(items) else None,
        "previous_page_uri": uri(page - 1) if page else None,
    }
