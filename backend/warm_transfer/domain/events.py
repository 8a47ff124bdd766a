"""The names of what is told in the event log. See `docs/api.md` for who is told what."""

from __future__ import annotations

from enum import StrEnum

from warm_transfer.domain.transfer import TransferState


class EventType(StrEnum):
    CALL_CREATED = "call.created"
    CALL_UPDATED = "call.updated"
    CALL_ENDED = "call.ended"
    TRANSFER_PROGRESS = "transfer.progress"


def transfer_entered(state: TransferState) -> str:
    """The event's name for a transfer that has just got into `state`."""
    return f"transfer.{state}"
