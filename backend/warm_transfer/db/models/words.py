"""What is said in a call, and what is written of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warm_transfer.db.models.base import Base

UNSETTLED = text("settled_at IS NULL")


class Segment(Base):
    """A final segment; partials are never stored. Seconds count from the call's start."""

    __tablename__ = "segments"
    __table_args__ = (Index("segments_in_order", "call_id", "start_s"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    identity: Mapped[str] = mapped_column(String(64))
    speaker_kind: Mapped[str] = mapped_column(String(16))  # caller | agent
    speaker_name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    start_s: Mapped[float] = mapped_column(Float)
    end_s: Mapped[float] = mapped_column(Float)
    language: Mapped[str | None] = mapped_column(String(16))
    confidence: Mapped[float | None] = mapped_column(Float)
    private: Mapped[bool] = mapped_column(default=False)  # said in a consult: for agents alone


class TranscriptCoverage(Base):
    """Until when a call was listened to, and its gaps. Seconds count from the call's start.

    `worker_id` is who listens, in `room_name`; None when nobody does. `reported_at` is when they
    last said so. What was missed at the call's end is known some time after it: `settled_at`.
    """

    __tablename__ = "transcript_coverage"
    __table_args__ = (
        Index(
            "coverage_to_settle",
            "call_id",
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
    )

    call_id: Mapped[str] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True
    )
    until_s: Mapped[float] = mapped_column(Float)
    gaps: Mapped[list[list[float | None]]]  # pairs of start and end; no end while it goes on
    # Start, end, and the room to listen to instead of the call's; none while it is on hold.
    asides: Mapped[list[tuple[float, float | None, str | None]]] = mapped_column(default=list)
    gaps_version: Mapped[int] = mapped_column(Integer, default=0)
    worker_id: Mapped[str | None] = mapped_column(String(64))
    room_name: Mapped[str | None] = mapped_column(String(64))
    reported_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class BriefingVersion(Base):
    __tablename__ = "briefings"
    __table_args__ = (UniqueConstraint("call_id", "version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    version: Mapped[int]
    edited_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
