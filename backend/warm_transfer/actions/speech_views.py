"""What clients see of how speech to text fares."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SpeechProviderView(BaseModel):
    name: str = Field(description="as in STT_PROVIDERS")
    display_name: str
    works: bool
    reason: str | None = Field(
        description="no_answer, rate_limited, refused, unreachable or broken; null: it works"
    )


class SpeechView(BaseModel):
    ok: bool = Field(description="the first of them works")
    notice: str | None = Field(description="what to tell agents, in words; null: nothing")
    providers: list[SpeechProviderView] = Field(description="in the order they are asked")
