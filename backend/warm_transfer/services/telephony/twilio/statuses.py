"""Twilio's words for how a call is, and what they mean.

https://www.twilio.com/docs/voice/api/call-resource#call-status-values
"""

from __future__ import annotations

from warm_transfer.domain.phone_leg import Ending, LegState
from warm_transfer.services.telephony.base import ProviderCall

_GOING = {
    "queued": LegState.QUEUED,
    "initiated": LegState.QUEUED,
    "ringing": LegState.RINGING,
    "in-progress": LegState.ANSWERED,
}
_OVER = {
    "completed": Ending.HUNG_UP,
    "busy": Ending.BUSY,
    "no-answer": Ending.NO_ANSWER,
    "canceled": Ending.CANCELLED,
    "failed": Ending.FAILED,
}


def provider_call(sid: str, status: str, code: str | None = None) -> ProviderCall:
    """Raises ValueError for a status that Twilio does not document."""
    if status in _OVER:
        return ProviderCall(sid, status, LegState.ENDED, _OVER[status], code)
    if status in _GOING:
        return ProviderCall(sid, status, _GOING[status], None, code)
    raise ValueError(f"{status!r} is not a status of Twilio's")
