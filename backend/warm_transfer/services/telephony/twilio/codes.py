"""What Twilio's error codes mean for whoever dialled. https://www.twilio.com/docs/api/errors"""

from __future__ import annotations

# SIP's (RFC 3261), as the called network gives them.
_SIP = {
    "sip 404": "This number does not exist. Check it, or choose another one.",
    "sip 408": "The phone could not be reached. Try again in a moment.",
    "sip 410": "This number is no longer in use. Choose another one.",
    "sip 480": "The phone cannot be reached at the moment.",
    "sip 484": "This number is incomplete. Check it.",
    "sip 503": "The phone's network is not working at the moment. Try again in a moment.",
    "sip 603": "The phone declined the call.",
    "sip 604": "This number does not exist anywhere. Check it, or choose another one.",
}
UNKNOWN = "Twilio could not place the call."
_WORDS = {
    "13224": "Twilio does not dial this number. Check it, or choose another one.",
    "13225": "Twilio does not dial this number. Check it, or choose another one.",
    "13227": "Twilio may not dial this country for you. Allow it in Twilio's voice permissions.",
    "20003": "Twilio does not accept our account. `warm-transfer doctor` says more.",
    "20429": "Too many calls at once for Twilio. Try again in a moment.",
    "21201": "No number was given to dial.",
    "21210": "The number to show does not belong to our Twilio account.",
    "21211": "Twilio does not know this number. Check it, or choose another one.",
    "21212": "The number to show is not one that Twilio accepts.",
    "21214": "Twilio cannot reach this number. Check it, or choose another one.",
    "21215": "Twilio may not dial this country for you. Allow it in Twilio's voice permissions.",
    "21216": "Twilio does not dial this number for our account.",
    "21217": "Twilio does not know this number. Check it, or choose another one.",
    "21219": "A trial account dials verified numbers alone. Verify this one in Twilio's console.",
    "32005": "The number's network rejected the call.",
    "32009": "The phone is not registered with its network.",
}


def words_for(code: str | None) -> str:
    """A sentence for a person; with the code where we have no words for it."""
    if code is None:
        return UNKNOWN
    return (_WORDS | _SIP).get(code, f"Twilio could not place the call: error {code}.")
