"""Tables. Times are UTC with a zone; ids are opaque strings except `events.id`, which grows."""

from warm_transfer.db.models.base import Base
from warm_transfer.db.models.books import (
    AuditRow,
    Event,
    IdempotencyKey,
    Lease,
    WebhookReceipt,
    WorkerSighting,
)
from warm_transfer.db.models.calls import Call, Participant, Transfer, TransferOffer
from warm_transfer.db.models.people import RefreshToken, SignInLink, User
from warm_transfer.db.models.phones import PhoneLeg
from warm_transfer.db.models.words import BriefingVersion, Segment, TranscriptCoverage

__all__ = [
    "AuditRow",
    "Base",
    "BriefingVersion",
    "Call",
    "Event",
    "IdempotencyKey",
    "Lease",
    "Participant",
    "PhoneLeg",
    "RefreshToken",
    "Segment",
    "SignInLink",
    "TranscriptCoverage",
    "Transfer",
    "TransferOffer",
    "User",
    "WebhookReceipt",
    "WorkerSighting",
]
