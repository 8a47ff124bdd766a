"""Where Twilio finds us, all under the configured PUBLIC_URL: it signs the addresses it asks."""

from __future__ import annotations

from warm_transfer.services.telephony.stream_signature import stream_url

WEBHOOKS = "/api/webhooks/twilio"


class Addresses:
    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")

    @property
    def voice(self) -> str:
        """For callers who ring in; it is set at the number."""
        return f"{self._public_url}{WEBHOOKS}/voice"

    @property
    def number_status(self) -> str:
        """For what becomes of their calls; it is set at the number too."""
        return f"{self._public_url}{WEBHOOKS}/status"

    @property
    def stream(self) -> str:
        """For the sound, as a WebSocket address."""
        return stream_url(self._public_url)

    def answered(self, leg_id: str) -> str:
        return self._leg(leg_id, "answered")

    def status(self, leg_id: str) -> str:
        return self._leg(leg_id, "status")

    def machine(self, leg_id: str) -> str:
        return self._leg(leg_id, "machine")

    def key(self, leg_id: str, attempt: int) -> str:
        return f"{self._leg(leg_id, 'key')}?attempt={attempt}"

    def after_stream(self, leg_id: str) -> str:
        return self._leg(leg_id, "after-stream")

    def of(self, path_and_query: str) -> str:
        """The address by which Twilio knows what it has asked for here."""
        return f"{self._public_url}{path_and_query}"

    def _leg(self, leg_id: str, turn: str) -> str:
        return f"{self._public_url}{WEBHOOKS}/legs/{leg_id}/{turn}"
