"""Settings of speech to text."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

PLUGIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+")  # an import name
NAMED_PROVIDERS = frozenset({"local", "groq", "openai", "none"})
LANGUAGE = r"^[a-z]{2,3}$"  # ISO 639, as Whisper names languages


class SpeechSettings(BaseSettings):
    """`stt_providers` is never empty: without a setting it follows from the keys."""

    openai_api_key: SecretStr | None = None
    groq_api_key: SecretStr | None = None

    stt_providers: Annotated[list[str], NoDecode] = Field(default_factory=list)
    stt_model: str | None = None
    stt_threads: int = Field(0, ge=0, le=64)
    stt_language: str | None = Field(None, pattern=LANGUAGE)
    stt_vocabulary: Annotated[list[str], NoDecode] = Field(default_factory=list, max_length=100)
    stt_timeout_s: float = Field(6.0, ge=0.5, le=60)
    stt_groq_model: str = "whisper-large-v3-turbo"
    stt_groq_url: str = "https://api.groq.com/openai/v1"
    stt_openai_model: str = "gpt-4o-mini-transcribe"
    stt_openai_url: str = "https://api.openai.com/v1"

    @field_validator("stt_providers", "stt_vocabulary", mode="before")
    @classmethod
    def _split_speech_lists(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @model_validator(mode="after")
    def _know_the_providers(self) -> Self:
        keys = {"groq": self.groq_api_key, "openai": self.openai_api_key}
        if not self.stt_providers:
            self.stt_providers = [name for name, key in keys.items() if key] + ["local"]
            return self
        for name in self.stt_providers:
            if name not in NAMED_PROVIDERS and not PLUGIN.fullmatch(name):
                raise ValueError(
                    f"STT_PROVIDERS: {name!r} is none of {', '.join(sorted(NAMED_PROVIDERS))}, "
                    "nor the import name of a plugin such as livekit.plugins.deepgram"
                )
            if name in keys and keys[name] is None:
                raise ValueError(f"{name.upper()}_API_KEY must be set: STT_PROVIDERS names {name}")
        if "none" in self.stt_providers and len(self.stt_providers) > 1:
            raise ValueError("STT_PROVIDERS: none stands alone")
        if len(set(self.stt_providers)) < len(self.stt_providers):
            raise ValueError("STT_PROVIDERS names a provider twice")
        return self
