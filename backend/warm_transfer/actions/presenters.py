"""Rows → what agents see of calls and transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_rows import PHONE, leg_of_transfer
from warm_transfer.actions.phone_views import PhoneView
from warm_transfer.actions.views import (
    BriefingView,
    CallDetail,
    CallView,
    OfferView,
    ParticipantView,
    PersonRef,
    RecallView,
    TargetView,
    TransferView,
)
from warm_transfer.db.models import Call, Participant, PhoneLeg, Transfer, TransferOffer, User
from warm_transfer.domain.phone_number import shown

ANYONE = "Anyone with the room ID"
WITHHELD = "Withheld number"
# Of a briefing that was sent before there were any.
UNMARKED: dict[str, Any] = {"changes": [], "notes": [], "spoken": ""}

Stay = tuple[Participant, PhoneLeg | None]


async def call_view(session: AsyncSession, call: Call) -> CallView:
    return (await call_views(session, [call]))[0]


async def call_views(session: AsyncSession, calls: Sequence[Call]) -> list[CallView]:
    """Views of many calls, in two queries."""
    ids = [call.id for call in calls]
    participants: dict[str, list[Stay]] = defaultdict(list)
    everybody = (
        select(Participant, PhoneLeg)
        .outerjoin(PhoneLeg, PhoneLeg.id == Participant.phone_leg_id)
        .where(Participant.call_id.in_(ids))
        .order_by(Participant.created_at, Participant.id)
    )
    for row, leg in await session.execute(everybody):
        participants[row.call_id].append((row, leg))
    open_transfers = select(Transfer).where(Transfer.call_id.in_(ids), Transfer.ended_at.is_(None))
    transfer_of = {row.call_id: row.id for row in await session.scalars(open_transfers)}
    return [_call_view(call, participants[call.id], transfer_of.get(call.id)) for call in calls]


async def call_detail(
    session: AsyncSession, call: Call, *, with_transfers: bool = True
) -> CallDetail:
    view = await call_view(session, call)
    transfers: list[TransferView] = []
    if with_transfers:
        rows = select(Transfer).where(Transfer.call_id == call.id)
        for row in await session.scalars(rows.order_by(Transfer.created_at, Transfer.id)):
            transfers.append(await transfer_view(session, row))
    return CallDetail(**view.model_dump(), transfers=transfers)


async def transfer_view(session: AsyncSession, transfer: Transfer) -> TransferView:
    call = await session.get_one(Call, transfer.call_id)
    initiator = await session.get_one(User, transfer.initiator_id)
    offers = await _offer_views(session, transfer.id)
    target_name = ANYONE
    leg = await leg_of_transfer(session, transfer.id) if transfer.target_kind == PHONE else None
    if leg is not None:
        target_name = leg.name or shown(leg.number or "")
    elif transfer.target_agent_id is not None:
        target_name = (await session.get_one(User, transfer.target_agent_id)).name
    elif transfer.target_kind != "open":
        target_name = transfer.target_team or _names(offers)
    return TransferView.model_validate(
        {
            "id": transfer.id,
            "call_id": transfer.call_id,
            "mode": transfer.mode,
            "state": transfer.state,
            "outcome": transfer.outcome if transfer.ended_at else None,
            "reason": transfer.reason,
            "target": TargetView.model_validate(
                {
                    "kind": transfer.target_kind,
                    "agent_id": transfer.target_agent_id,
                    "phone": _phone_view(leg),
                    "name": target_name,
                    "offers": offers,
                }
            ),
            "initiator": PersonRef(id=initiator.id, name=initiator.name),
            "caller_name": call.caller_name,
            "room_id": transfer.room_id,
            "briefing": BriefingView.model_validate(UNMARKED | transfer.briefing),
            "moved": transfer.moved,
            "hands_over": transfer.hands_over,
            "deadline_at": transfer.deadline_at,
            "created_at": transfer.created_at,
            "ended_at": transfer.ended_at,
            "version": transfer.version,
        }
    )


async def _offer_views(session: AsyncSession, transfer_id: str) -> list[OfferView]:
    rows = (
        select(TransferOffer, User.name)
        .join(User, User.id == TransferOffer.agent_id)
        .where(TransferOffer.transfer_id == transfer_id)
        .order_by(TransferOffer.position, User.name, User.id)
    )
    return [
        OfferView.model_validate({"agent_id": row.agent_id, "name": name, "state": row.state})
        for row, name in await session.execute(rows)
    ]


def _names(offers: Sequence[OfferView]) -> str:
    """Such as "Bea, Carl or Dana"."""
    *others, last = [offer.name for offer in offers]
    return f"{', '.join(others)} or {last}" if others else last


def _call_view(call: Call, participants: Sequence[Stay], open_transfer_id: str | None) -> CallView:
    return CallView.model_validate(
        {
            "id": call.id,
            "state": call.state,
            "caller_name": call.caller_name,
            "topic": call.topic,
            "created_at": call.created_at,
            "waiting_since": call.waiting_since,
            "answered_at": call.answered_at,
            "held_since": call.held_since,
            "recall": _recall_view(call),
            "ended_at": call.ended_at,
            "end_reason": call.end_reason,
            "participants": [_participant_view(row, leg) for row, leg in participants],
            "open_transfer_id": open_transfer_id,
            "version": call.version,
        }
    )


def _recall_view(call: Call) -> RecallView | None:
    if call.recall_agent_id is None or call.recall_until is None:
        return None
    return RecallView(agent_id=call.recall_agent_id, until=call.recall_until)


def _phone_view(leg: PhoneLeg | None) -> PhoneView | None:
    if leg is None:
        return None
    return PhoneView.model_validate(
        {
            "leg_id": leg.id,
            "number": leg.number,
            "display": shown(leg.number) if leg.number else WITHHELD,
            "extension": leg.extension,
            "state": leg.state,
            "status": leg.status,
            "code": leg.code,
        }
    )


def _participant_view(row: Participant, leg: PhoneLeg | None) -> ParticipantView:
    if row.left_at is not None:
        state = "left"
    elif row.away_since is not None:
        state = "away"
    else:
        state = "present" if row.connected_at is not None else "connecting"
    return ParticipantView.model_validate(
        {
            "id": row.id,
            "identity": row.identity,
            "kind": row.kind,
            "agent_id": row.agent_id,
            "phone": _phone_view(leg),
            "name": row.name,
            "state": state,
            "joined_at": row.connected_at,
            "left_at": row.left_at,
        }
    )
