"""LiveKit's webhooks: signed by a token that carries the body's hash."""

from __future__ import annotations

from dataclasses import dataclass

from livekit import api

from warm_transfer.errors import Unauthenticated
from warm_transfer.services.livekit.tokens import LiveKitTokens


@dataclass(frozen=True, slots=True)
class Webhook:
    """A hint that something happened in a room."""

    id: str
    event: str
    room_name: str


def read_webhook(tokens: LiveKitTokens, body: bytes, authorization: str | None) -> Webhook:
    """The webhook, or `Unauthenticated` when it is not LiveKit's own or was changed."""
    receiver = api.WebhookReceiver(tokens.verifier())
    try:
        received = receiver.receive(body.decode(), authorization or "")
    except Exception as error:  # the receiver tells of a wrong body hash by a bare Exception
        raise Unauthenticated(
            "The webhook's signature is not valid.", code="webhook_signature"
        ) from error
    return Webhook(id=received.id, event=received.event, room_name=received.room.name)
