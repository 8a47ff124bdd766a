"""Calls, who is in them, and their transfers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from warm_transfer.db.models.base import Base

OPEN_TRANSFER = text("ended_at IS NULL")
RINGING = text("state = 'ringing'")
HERE = text("left_at IS NULL")


class Call(Base):
    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    caller_name: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str | None] = mapped_column(String(200))
    by_phone: Mapped[bool] = mapped_column(default=False)  # the caller rang in
    room_name: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    waiting_since: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    held_since: Mapped[datetime | None]  # the caller hears music, and nobody
    # Whoever handed the call over is asked first to take it back.
    recall_agent_id: Mapped[str | None] = mapped_column(String(32))
    recall_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer, default=1)

    # Compare and swap: an UPDATE finds the row only if nobody has raised `version` meanwhile.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class Participant(Base):
    """One person's stay in a call, through any number of rooms. The caller is one too."""

    __tablename__ = "participants"
    __table_args__ = (
        Index(
            "one_stay_per_identity",
            "call_id",
            "identity",
            unique=True,
            sqlite_where=HERE,
            postgresql_where=HERE,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # caller | agent | phone
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
    phone_leg_id: Mapped[str | None] = mapped_column(String(32))
    identity: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    room_name: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class Transfer(Base):
    __tablename__ = "transfers"
    __table_args__ = (
        Index(
            "one_open_transfer_per_call",
            "call_id",
            unique=True,
            sqlite_where=OPEN_TRANSFER,
            postgresql_where=OPEN_TRANSFER,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    mode: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)  # names and what they said: of no fixed length
    target_kind: Mapped[str] = mapped_column(String(16))  # agent | any_of | team | open | phone
    target_team: Mapped[str | None] = mapped_column(String(80))
    # Of several, the one who has accepted; null until then.
    target_agent_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    initiator_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    origin_room: Mapped[str] = mapped_column(String(64))
    destination_room: Mapped[str] = mapped_column(String(64), unique=True)
    room_id: Mapped[str] = mapped_column(String(16), unique=True)
    briefing: Mapped[dict[str, Any]]
    moved: Mapped[list[str]]  # identities confirmed in the destination
    hands_over: Mapped[bool] = mapped_column(default=False)  # the initiator does not come along
    deadline_at: Mapped[datetime | None]
    moving_since: Mapped[datetime | None]  # from then on the caller knows of it
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=1)

    # Compare and swap: an UPDATE finds the row only if nobody has raised `version` meanwhile.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class TransferOffer(Base):
    """One agent who is to be asked to take a transfer's call, and what came of it."""

    __tablename__ = "transfer_offers"
    __table_args__ = (
        Index(
            "one_open_offer_per_agent",
            "agent_id",
            unique=True,
            sqlite_where=RINGING,
            postgresql_where=RINGING,
        ),
    )

    transfer_id: Mapped[str] = mapped_column(
        ForeignKey("transfers.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    position: Mapped[int]  # the order in which they are asked; alike where all are at once
    state: Mapped[str] = mapped_column(String(16))  # see domain/offers.py
