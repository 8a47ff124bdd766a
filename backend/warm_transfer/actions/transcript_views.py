"""What clients see of what is said in a call."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class SegmentView(BaseModel):
    id: str
    call_id: str
    identity: str
    speaker_kind: Literal["caller", "agent", "phone"]
    speaker_name: str
    text: str
    start_s: float
    end_s: float
    language: str | None
    confidence: float | None
    private: bool = Field(description="said in a consult, which the caller did not hear")


class PieceView(BaseModel):
    text: str
    match: bool


class FoundSegment(BaseModel):
    """A segment that holds what was looked for, and the call in which it was said."""

    segment: SegmentView
    pieces: list[PieceView] = Field(description="the segment's text, cut where words were found")
    caller_name: str
    topic: str | None
    call_created_at: datetime


class FoundPage(BaseModel):
    items: list[FoundSegment]
    next_cursor: str | None


class GapView(BaseModel):
    """A stretch that nobody listened to, in seconds since the call's start."""

    start_s: float
    end_s: float | None = Field(description="null while it goes on")


class TranscriptView(BaseModel):
    call_id: str
    segments: list[SegmentView]
    gaps: list[GapView] = Field(description="what was not transcribed, oldest first")
    gaps_version: int
