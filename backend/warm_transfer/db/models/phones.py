"""Calls of a telephone provider that are part of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from warm_transfer.db.models.base import Base

NOT_OVER = text("ended_at IS NULL")


class PhoneLeg(Base):
    """One call at the provider: to the target of a transfer, or of a caller who rang in.

    A leg was tried from `dialled_at` on; that the provider has it is known with its
    `provider_call_id`. From `hang_up_at` on the provider is to be told to end it. Whoever changes
    a leg locks its call first.
    """

    __tablename__ = "phone_legs"
    __table_args__ = (
        Index("phone_legs_not_over", "id", sqlite_where=NOT_OVER, postgresql_where=NOT_OVER),
        Index("phone_legs_by_time", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    transfer_id: Mapped[str | None] = mapped_column(
        ForeignKey("transfers.id", ondelete="CASCADE"), unique=True
    )
    initiator_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))  # who had it dialled
    identity: Mapped[str] = mapped_column(String(64))  # LiveKit's, once it is bridged
    number: Mapped[str | None] = mapped_column(String(20))  # E.164; null: withheld by a caller
    shown_number: Mapped[str] = mapped_column(String(20))  # what the phone shows or has rung
    name: Mapped[str | None] = mapped_column(String(80))
    extension: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(16))  # see domain/phone_leg.py
    provider_call_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    status: Mapped[str | None] = mapped_column(String(32))  # the provider's own word
    code: Mapped[str | None] = mapped_column(String(16))  # the provider's, of an error
    caller_id_token: Mapped[str | None] = mapped_column(Text)  # lets a leg show this one's number
    stream_token: Mapped[str | None] = mapped_column(String(64))  # its mark; null: used
    stream_token_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    dialled_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # when the provider was last asked how it is
    hang_up_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
