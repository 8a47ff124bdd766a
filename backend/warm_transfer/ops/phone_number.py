"""`warm-transfer phone-number`: callers who ring our number come here."""

from __future__ import annotations

import httpx

from warm_transfer.config import Settings
from warm_transfer.errors import InvalidInput, TelephonyUnavailable
from warm_transfer.services.telephony.twilio.addresses import Addresses
from warm_transfer.services.telephony.twilio.number import find_number, send_callers_to


async def point_number_here(settings: Settings) -> str:
    """What was done, in words. Raises InvalidInput for settings, TelephonyUnavailable."""
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    number, public_url = settings.twilio_phone_number, settings.public_url
    if sid is None or token is None or number is None or public_url is None:
        raise InvalidInput(
            f"Set {', '.join(settings.phones_missing)} first (docs/phones.md).",
            code="phones_not_set_up",
        )
    account, at = (sid, token.get_secret_value()), Addresses(public_url)
    try:
        found = await find_number(settings.twilio_api_url, account, number)
        if found is None:
            raise InvalidInput(
                "TWILIO_PHONE_NUMBER is none of this account's numbers.", code="not_our_number"
            )
        if (found.voice_url, found.status_url) == (at.voice, at.number_status):
            return f"Callers who ring {number} come to {public_url} already."
        await send_callers_to(settings.twilio_api_url, account, found, at)
    except httpx.HTTPError as error:
        raise TelephonyUnavailable(
            f"Twilio did not do it ({type(error).__name__}). `warm-transfer doctor` checks the "
            "account."
        ) from error
    return f"Callers who ring {number} come to {public_url} from now on."
