"""LiveKit tokens: one person, one room, a short life, the least grants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from livekit import api


class LiveKitTokens:
    def __init__(self, key: str, secret: str, ttl_s: int) -> None:
        self._key = key
        self._secret = secret
        self._ttl_s = ttl_s

    def mint(
        self,
        identity: str,
        name: str,
        room: str,
        attributes: Mapping[str, str],
        *,
        can_listen: bool = True,
    ) -> str:
        """A token to join `room`, speak and listen; nothing else may be sent or changed."""
        grants = api.VideoGrants(
            room_join=True,
            room=room,
            can_subscribe=can_listen,
            can_publish_sources=["microphone"],
            can_publish_data=False,
            can_update_own_metadata=False,
        )
        token = (
            api.AccessToken(self._key, self._secret)
            .with_identity(identity)
            .with_name(name)
            .with_attributes(dict(attributes))
            .with_grants(grants)
            .with_ttl(timedelta(seconds=self._ttl_s))
        )
        return token.to_jwt()

    def verifier(self) -> api.TokenVerifier:
        """Checks what the LiveKit server signs with the same key: its webhooks."""
        return api.TokenVerifier(self._key, self._secret)
