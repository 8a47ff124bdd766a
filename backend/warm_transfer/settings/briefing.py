"""Settings of who writes briefings. With none set, they are written locally."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

WriterName = Literal["groq", "openai", "compatible", "local"]

PRICE = re.compile(r"(groq|openai|compatible)=(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")
ENDPOINT_URL = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*)?")


class BriefingSettings(BaseSettings):
    openai_api_key: SecretStr | None = None
    groq_api_key: SecretStr | None = None

    briefing_writers: Annotated[list[WriterName], NoDecode] = Field(default_factory=list)
    briefing_groq_model: str = "openai/gpt-oss-120b"
    briefing_groq_url: str = "https://api.groq.com/openai/v1"
    briefing_openai_model: str = "gpt-5.4-mini"
    briefing_openai_url: str = "https://api.openai.com/v1"
    briefing_base_url: str | None = None
    briefing_model: str | None = None
    briefing_api_key: SecretStr | None = None
    briefing_timeout_s: float = Field(20, ge=1, le=120)
    briefing_parallel: int = Field(4, ge=1, le=64)
    briefing_language: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")
    briefing_prices: Annotated[dict[str, tuple[float, float]], NoDecode] = Field(
        default_factory=dict
    )

    @field_validator("briefing_writers", mode="before")
    @classmethod
    def _split_writers(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("briefing_groq_url", "briefing_openai_url", "briefing_base_url")
    @classmethod
    def _be_an_endpoint(cls, value: str | None) -> str | None:
        if value is not None and not ENDPOINT_URL.fullmatch(value):
            raise ValueError(f"{value!r} is not of the form http://127.0.0.1:11434/v1")
        return value.rstrip("/") if value else None

    @field_validator("briefing_prices", mode="before")
    @classmethod
    def _read_prices(cls, value: object) -> object:
        """Such as `groq=0.15/0.60,openai=0.25/2`."""
        if not isinstance(value, str):
            return value
        prices: dict[str, tuple[float, float]] = {}
        for part in (part.strip() for part in value.split(",") if part.strip()):
            match = PRICE.fullmatch(part)
            if match is None:
                raise ValueError(f"{part!r} is not of the form groq=0.15/0.60")
            prices[match[1]] = (float(match[2]), float(match[3]))
        return prices

    @model_validator(mode="after")
    def _have_what_each_writer_needs(self) -> Self:
        if bool(self.briefing_base_url) != bool(self.briefing_model):
            missing = "BRIEFING_MODEL" if self.briefing_base_url else "BRIEFING_BASE_URL"
            raise ValueError(f"{missing} must be set too: endpoint and model go together")
        needed = {
            "groq": (self.groq_api_key, "GROQ_API_KEY"),
            "openai": (self.openai_api_key, "OPENAI_API_KEY"),
            "compatible": (self.briefing_base_url, "BRIEFING_BASE_URL"),
        }
        for writer in self.briefing_writers:
            have, name = needed.get(writer, (True, ""))
            if not have:
                raise ValueError(f"BRIEFING_WRITERS has {writer}, which needs {name}")
        return self

    @property
    def briefing_writers_in_order(self) -> list[WriterName]:
        """As set, else those whose key or address is set. `local` is always the last one."""
        configured: list[tuple[WriterName, object]] = [
            ("groq", self.groq_api_key),
            ("openai", self.openai_api_key),
            ("compatible", self.briefing_base_url),
        ]
        asked = self.briefing_writers or [name for name, is_set in configured if is_set]
        return [*dict.fromkeys(name for name in asked if name != "local"), "local"]
