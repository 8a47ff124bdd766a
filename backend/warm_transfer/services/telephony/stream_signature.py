"""Whether the upgrade to a media stream is Twilio's.

X-Twilio-Signature: base64 of HMAC-SHA1 over the exact public URL, with the account's token as key
(Twilio, "Security", "Validating requests"). A stream's URL is the `wss` one, and has no parameters.
"""

from __future__ import annotations

from pydantic import SecretStr
from twilio.request_validator import RequestValidator

STREAM_PATH = "/api/media/twilio"
SIGNATURE_HEADER = "X-Twilio-Signature"


def stream_url(public_url: str) -> str:
    """Where Twilio connects to, given the address of our pages: https becomes wss."""
    return public_url.replace("http", "ws", 1) + STREAM_PATH


class StreamSignature:
    def __init__(self, auth_token: SecretStr, public_url: str) -> None:
        self._validator = RequestValidator(auth_token.get_secret_value())
        self._url = stream_url(public_url)

    def is_valid(self, signature: str) -> bool:
        return bool(self._validator.validate(self._url, {}, signature))
