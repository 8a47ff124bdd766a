"""What the product keeps for itself: events, receipts, leases, audit lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from warm_transfer.db.models.base import Base


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
    """When a call worker last said that it is there, and how its providers of speech to text fare.

    `speech` has what `ProviderHealthReport` has of each, in the configured order.
    """

    __tablename__ = "worker_sightings"

    worker_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime]
    speech: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))


class Lease(Base):
    """Who does what one process alone is to do. The holder raises `version` every second.

    `holder` is None once it was given up.
    """

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(BigInteger)


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
