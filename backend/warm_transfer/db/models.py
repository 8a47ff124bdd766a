"""Tables. Times are UTC with a zone; ids are opaque strings except `events.id`, which grows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from warm_transfer.domain.actor import Presence

OPEN_TRANSFER = text("ended_at IS NULL")
RINGING = text("state = 'ringing'")
HERE = text("left_at IS NULL")


class UtcDateTime(TypeDecorator[datetime]):
    """Stores UTC; always gives an aware datetime back (SQLite drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class User(Base):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    team: Mapped[str | None] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    disabled: Mapped[bool] = mapped_column(default=False)
    away: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]  # renewed while an event stream of theirs is open
    announced_presence: Mapped[Presence] = mapped_column(String(16), default="offline")
    created_at: Mapped[datetime]


class SignInLink(Base):
    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RefreshToken(Base):
    """One per rotation. A replayed one revokes its whole family."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    family_id: Mapped[str] = mapped_column(String(32), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Call(Base):
    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    caller_name: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str | None] = mapped_column(String(200))
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
    kind: Mapped[str] = mapped_column(String(16))  # caller | agent
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
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
    target_kind: Mapped[str] = mapped_column(String(16))  # agent | any_of | team | open
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


class BriefingVersion(Base):
    __tablename__ = "briefings"
    __table_args__ = (UniqueConstraint("call_id", "version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    version: Mapped[int]
    edited_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Event(Base):
    """Append-only. `data` is what agents see, `caller_data` what the caller sees (null: nothing).

    `audience` is `desk` (every agent) or `call` (`agent_ids` and supervisors).
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    )
    type: Mapped[str] = mapped_column(String(40))
    call_id: Mapped[str | None] = mapped_column(String(32), index=True)
    transfer_id: Mapped[str | None] = mapped_column(String(32))
    audience: Mapped[str] = mapped_column(String(8))
    agent_ids: Mapped[list[str]]
    data: Mapped[dict[str, Any]]
    caller_data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime]


class WebhookReceipt(Base):
    """Ids of webhooks already handled, so that a repeated one has one effect."""

    __tablename__ = "webhook_receipts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime]


class IdempotencyKey(Base):
    """A command that came with a key. Without an answer it is under way, until `lease_until`.

    What came in is kept as marks alone, and the answer, which may hold tokens, is sealed.
    """

    __tablename__ = "idempotency_keys"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # of actor, route and key
    fingerprint: Mapped[str] = mapped_column(String(64))  # of method, path and body
    attempt: Mapped[str] = mapped_column(String(32))  # whose answer counts
    lease_until: Mapped[datetime]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class WorkerSighting(Base):
    """When a call worker last said that it is there."""

    __tablename__ = "worker_sightings"

    worker_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime]


class AuditRow(Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    )
    at: Mapped[datetime]
    actor: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(64))
