"""Settings of the phone bridge."""

from __future__ import annotations

import re

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from warm_transfer.settings.hosts import own_http_url

BRIDGE_URL = re.compile(r"wss?://[A-Za-z0-9._:\[\]-]+")


class PhoneBridgeSettings(BaseSettings):
    """Where the bridge listens, and where the API reaches it to relay streams to it."""

    phone_bridge_host: str = "127.0.0.1"
    phone_bridge_port: int = Field(8091, ge=1, le=65535)
    phone_bridge_url: str | None = None

    @field_validator("phone_bridge_url")
    @classmethod
    def _be_a_bridge(cls, value: str | None) -> str | None:
        if value is not None and not BRIDGE_URL.fullmatch(value):
            raise ValueError(f"{value!r} is not of the form ws://bridge:8091")
        return value

    @property
    def own_phone_bridge_url(self) -> str:
        """Where this machine reaches its own bridge over HTTP."""
        return own_http_url(self.phone_bridge_host, self.phone_bridge_port)

    @property
    def resolved_phone_bridge_url(self) -> str:
        """Where the API reaches the bridge over WebSocket."""
        return self.phone_bridge_url or self.own_phone_bridge_url.replace("http", "ws", 1)
