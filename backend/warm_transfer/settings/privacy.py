"""Settings of what is hidden from those who read transcripts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from warm_transfer.domain.sensitive import ALL_KINDS, MaskKind


class PrivacySettings(BaseSettings):
    """`privacy_mask` is a list with commas between, or `all`. Nothing is masked by default."""

    privacy_mask: Annotated[list[MaskKind], NoDecode] = Field(default_factory=list)

    @field_validator("privacy_mask", mode="before")
    @classmethod
    def _name_kinds(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        kinds = [part.strip() for part in value.split(",") if part.strip()]
        return sorted(ALL_KINDS) if kinds == ["all"] else kinds
