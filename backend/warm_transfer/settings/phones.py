"""Settings of phones."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

from warm_transfer.domain.phone_number import country_of, is_e164

COUNTRY = r"^[A-Z]{2}$"
SPOKEN = 1000  # characters
GREETING = (
    "Thank you for calling. This call is transcribed to help the people you talk to. "
    "Please hold, somebody will be with you in a moment."
)


class PhoneSettings(BaseSettings):
    """Without an account, or an address where it reaches us, no phone is dialled or answered.

    `phone_default_country` is the country of numbers typed without one; like
    `phone_allowed_countries`, it follows from our own number unless it is set.
    """

    public_url: str | None = None

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_phone_number: str | None = None
    twilio_api_url: str = Field("https://api.twilio.com", pattern=r"^https?://[A-Za-z0-9.:\[\]-]+$")

    phone_default_country: str | None = Field(None, pattern=COUNTRY)
    phone_allowed_countries: Annotated[list[str], NoDecode] = Field(default_factory=list)
    phone_caller_id: Literal["own", "caller"] = "own"
    phone_ring_timeout_s: int = Field(30, ge=5, le=600)
    phone_answer_timeout_s: int = Field(120, ge=10, le=600)
    phone_voice: str | None = Field(None, max_length=80)
    phone_language: str = Field("en-US", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    phone_organisation: str = Field("", max_length=80)
    phone_greeting: str = Field(GREETING, max_length=500)  # half a minute of speech
    phone_voicemail_message: str | None = Field(None, max_length=SPOKEN)
    phone_machine_detection: bool = True
    phone_max_per_agent_h: int = Field(20, ge=0, le=10_000)
    phone_max_per_hour: int = Field(100, ge=0, le=100_000)

    @field_validator("phone_allowed_countries", mode="before")
    @classmethod
    def _split_countries(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip().upper() for part in value.split(",") if part.strip()]
        return value

    @field_validator("twilio_phone_number")
    @classmethod
    def _be_e164(cls, value: str | None) -> str | None:
        if value is not None and not is_e164(value):
            raise ValueError(f"{value!r} is not in E.164 form, such as +14155551212")
        return value

    @model_validator(mode="after")
    def _follow_the_number(self) -> Self:
        own = country_of(self.twilio_phone_number) if self.twilio_phone_number else None
        self.phone_default_country = self.phone_default_country or own
        if not self.phone_allowed_countries and self.phone_default_country:
            self.phone_allowed_countries = [self.phone_default_country]
        return self

    @property
    def phones_missing(self) -> list[str]:
        """The settings without which phones are off, by their names."""
        needed = ("twilio_account_sid", "twilio_auth_token", "twilio_phone_number", "public_url")
        return [name.upper() for name in needed if not getattr(self, name)]

    @property
    def phones_configured(self) -> bool:
        return not self.phones_missing
