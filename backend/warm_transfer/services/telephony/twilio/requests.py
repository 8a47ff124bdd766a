"""What Twilio's requests say. https://www.twilio.com/docs/voice/twiml#request-parameters"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from warm_transfer.domain.phone_number import is_e164
from warm_transfer.services.telephony.base import ProviderCall
from warm_transfer.services.telephony.twilio.statuses import provider_call

MAX_FIELDS = 200
# Stand for a number that is withheld or unknown:
# https://help.twilio.com/articles/223179988
NO_NUMBERS = frozenset({"+266696687", "+7378742883", "+2562533", "+8656696", "+86282452253"})
FAILED = "failed"  # the other ends need no code to be understood
MACHINE = "machine"
FAX = "fax"
CAN_RECORD = frozenset({"machine_end_beep", "machine_end_silence", "machine_end_other"})

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Machine:
    """A voicemail or a fax. `can_record`: it has beeped, and what is said now is a message."""

    can_record: bool


def read_form(body: bytes) -> dict[str, str]:
    """Raises ValueError when it is no form."""
    pairs = parse_qsl(
        body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=MAX_FIELDS
    )
    return dict(pairs)


def call_of(form: Form) -> ProviderCall:
    """Raises ValueError for one that is no call's."""
    status, sip = form.get("CallStatus", ""), form.get("SipResponseCode")
    code = form.get("ErrorCode") or (f"sip {sip}" if sip else None)
    return provider_call(sid_of(form), status, code if status == FAILED else None)


def sid_of(form: Form) -> str:
    """Raises ValueError where there is none."""
    if not (sid := form.get("CallSid", "")):
        raise ValueError("the request names no call")
    return sid


def number_of(form: Form) -> str | None:
    """Whoever rings in; None where they withhold it."""
    number = form.get("From", "")
    return number if is_e164(number) and number not in NO_NUMBERS else None


def machine_of(form: Form) -> Machine | None:
    """None where a person answered, or nobody knows."""
    answered_by = form.get("AnsweredBy", "")
    if answered_by != FAX and not answered_by.startswith(MACHINE):
        return None
    return Machine(can_record=answered_by in CAN_RECORD)
