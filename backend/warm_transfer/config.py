"""Settings, read from the environment and from `.env`.

With none set, everything runs locally. A bad or unsafe value stops the start and is named.
Every setting is listed in `.env.example`; a test compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from limits import parse
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from warm_transfer.settings.briefing import BriefingSettings
from warm_transfer.settings.hosts import own_http_url
from warm_transfer.settings.phone_bridge import PhoneBridgeSettings
from warm_transfer.settings.phone_simulator import PhoneSimulatorSettings
from warm_transfer.settings.phones import PhoneSettings
from warm_transfer.settings.privacy import PrivacySettings
from warm_transfer.settings.speech import SpeechSettings

MIN_SECRET_LENGTH = 32  # characters; 256 bits when random hex (OWASP ASVS 11.6)

EXACT_URL = re.compile(r"^https?://[A-Za-z0-9.:\[\]-]+/?$")
WEBSOCKET_URL = re.compile(r"wss?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?")
HTTP_URL = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*)?")


def _default_data_dir() -> Path:
    return Path.home() / ".local" / "share" / "warm-transfer"


def _exact_url(url: str) -> str:
    """As browsers send an origin: without a path, a wildcard or a last slash."""
    if not EXACT_URL.match(url):
        raise ValueError(f"{url!r} is not of the form https://calls.example.com")
    return url.rstrip("/")


class Settings(
    PrivacySettings,
    BriefingSettings,
    SpeechSettings,
    PhoneSettings,
    PhoneBridgeSettings,
    PhoneSimulatorSettings,
):
    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    environment: Literal["development", "production"] = "development"
    debug: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    data_dir: Path = Field(default_factory=_default_data_dir)
    trusted_proxies: Annotated[list[str], NoDecode] = Field(default_factory=list)
    cors_origins: Annotated[list[str], NoDecode] = Field(default_factory=list)
    secret_key: SecretStr | None = None
    metrics_token: SecretStr | None = None

    database_url: str | None = None
    redis_url: str | None = None

    backup_interval_h: float = Field(0, ge=0, le=31 * 24)  # 0: none are made by themselves
    backup_keep: int = Field(7, ge=1, le=1000)
    backup_dir: Path | None = None

    livekit_ws_url: str | None = None
    livekit_api_url: str | None = None
    livekit_public_url: str | None = None
    livekit_api_key: str | None = None
    livekit_api_secret: SecretStr | None = None
    livekit_port: int = Field(7880, ge=1, le=65535)
    livekit_rtc_tcp_port: int = Field(7881, ge=1, le=65535)
    livekit_rtc_udp_port: int = Field(7882, ge=1, le=65535)
    livekit_node_ip: str = "127.0.0.1"
    livekit_server_path: Path | None = None
    livekit_download_url: str = "https://github.com/livekit/livekit/releases/download"

    api_url: str | None = None

    caller_identity: str = Field("caller", pattern=r"^[a-z][a-z0-9-]{0,31}$")

    offer_timeout_s: int = Field(30, ge=5, le=600)
    room_id_timeout_s: int = Field(300, ge=30, le=3600)
    move_timeout_s: int = Field(15, ge=5, le=120)
    consult_timeout_s: int = Field(900, ge=30, le=7200)
    caller_away_timeout_s: int = Field(60, ge=5, le=600)
    agent_away_timeout_s: int = Field(20, ge=5, le=600)
    reconcile_interval_s: float = Field(5.0, ge=0.5, le=60)

    access_token_ttl_s: int = Field(900, ge=60, le=3600)
    refresh_token_ttl_s: int = Field(14 * 24 * 3600, ge=3600)
    sign_in_link_ttl_s: int = Field(15 * 60, ge=60, le=24 * 3600)
    caller_token_ttl_s: int = Field(8 * 3600, ge=600)
    livekit_token_ttl_s: int = Field(120, ge=30, le=120)

    rate_limit_sign_in: str = "10/minute"
    rate_limit_calls: str = "20/minute"
    rate_limit_room_ids: str = "10/minute"
    rate_limit_connections: str = "60/minute"

    @field_validator("trusted_proxies", "cors_origins", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _name_each_proxy(cls, value: list[str]) -> list[str]:
        for proxy in value:
            ip_network(proxy, strict=False)  # says what is no address or network, such as "*"
        return value

    @field_validator("cors_origins", "public_url")
    @classmethod
    def _be_exact(cls, value: list[str] | str | None) -> list[str] | str | None:
        if value is None:
            return None
        if isinstance(value, list):
            return [_exact_url(url) for url in value]
        return _exact_url(value)

    @field_validator("livekit_ws_url", "livekit_public_url")
    @classmethod
    def _be_a_websocket(cls, value: str | None) -> str | None:
        if value is not None and not WEBSOCKET_URL.fullmatch(value):
            raise ValueError(f"{value!r} is not of the form wss://livekit.example.com")
        return value

    @field_validator("livekit_api_url")
    @classmethod
    def _be_http(cls, value: str | None) -> str | None:
        if value is not None and not HTTP_URL.fullmatch(value):
            raise ValueError(f"{value!r} is not of the form http://livekit:7880")
        return value

    @field_validator(
        "rate_limit_sign_in", "rate_limit_calls", "rate_limit_room_ids", "rate_limit_connections"
    )
    @classmethod
    def _be_a_limit(cls, value: str) -> str:
        parse(value)  # says what is none, such as "many"
        return value

    @model_validator(mode="after")
    def _have_key_and_secret_together(self) -> Self:
        """With one of them alone, the keys made here would be used in place of what was meant."""
        if bool(self.livekit_api_key) != bool(self.livekit_api_secret):
            missing = "LIVEKIT_API_SECRET" if self.livekit_api_key else "LIVEKIT_API_KEY"
            raise ValueError(f"{missing} must be set too: LiveKit's key and secret go together")
        return self

    @model_validator(mode="after")
    def _back_up_only_what_can_be(self) -> Self:
        if self.backup_interval_h and not self.uses_sqlite:
            raise ValueError(
                "BACKUP_INTERVAL_H is for SQLite. Leave it out and use PostgreSQL's own tools "
                "(docs/backups.md)"
            )
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.environment != "production":
            return self
        if self.debug:
            raise ValueError("DEBUG must be false when ENVIRONMENT=production")
        for name in ("secret_key", "livekit_api_secret"):
            secret: SecretStr | None = getattr(self, name)
            if secret is None or len(secret.get_secret_value()) < MIN_SECRET_LENGTH:
                raise ValueError(
                    f"{name.upper()} must be set to at least {MIN_SECRET_LENGTH} characters "
                    "when ENVIRONMENT=production (make one with: openssl rand -hex 32)"
                )
        if not self.livekit_api_key:
            raise ValueError("LIVEKIT_API_KEY must be set when ENVIRONMENT=production")
        return self

    @property
    def runs_own_livekit(self) -> bool:
        """Whether `warm-transfer up` supervises a LiveKit server of its own: none is named."""
        return self.livekit_ws_url is None and self.livekit_api_url is None

    @property
    def livekit_browser_url(self) -> str | None:
        """Where browsers reach LiveKit. None: our own, under the name they reach the API by."""
        return self.livekit_public_url or self.livekit_ws_url

    @property
    def own_url(self) -> str:
        """Where this machine reaches the API: it listens on HOST alone."""
        return own_http_url(self.host, self.port)

    @property
    def resolved_api_url(self) -> str:
        """Where the call worker reports what it hears."""
        return (self.api_url or self.own_url).rstrip("/")

    @property
    def resolved_database_url(self) -> str:
        if self.database_url:
            return self.database_url
        return f"sqlite+aiosqlite:///{self.data_dir / 'warm-transfer.db'}"

    @property
    def uses_sqlite(self) -> bool:
        return self.resolved_database_url.startswith("sqlite")

    @property
    def resolved_backup_dir(self) -> Path:
        return self.backup_dir or self.data_dir / "backups"


@lru_cache
def get_settings() -> Settings:
    return Settings()
