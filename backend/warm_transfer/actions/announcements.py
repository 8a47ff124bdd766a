"""Events that tell of calls and transfers, recorded with the change they tell of.

Whatever happens in a call, its last event is `call.updated` (or `call.ended`): it carries the
call as the desk sees it and, beside it, as its caller does.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from warm_transfer.actions.call_access import concerned_agents
from warm_transfer.actions.caller_presenter import caller_view
from warm_transfer.actions.presenters import call_view, transfer_view
from warm_transfer.db.models import Call, Event, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.call import CallState
from warm_transfer.domain.events import EventType


async def announce_call(
    uow: UnitOfWork, call: Call, event_type: EventType = EventType.CALL_UPDATED
) -> None:
    """Raise the call's version and tell the desk and the caller how the call is now."""
    if event_type is not EventType.CALL_CREATED:
        call.version += 1
    await uow.session.flush()
    view = await call_view(uow.session, call)
    for_caller = await caller_view(uow.session, call)
    uow.record(
        Event(
            type=event_type,
            call_id=call.id,
            transfer_id=None,
            audience="desk",
            agent_ids=[],
            data={"call": view.model_dump(mode="json")},
            caller_data={"call": for_caller.model_dump(mode="json")},
            at=uow.now,
        )
    )


async def announce_line(uow: UnitOfWork, left: Call, waited_since: datetime) -> None:
    """Tell the callers who waited behind `left` that they have moved up.

    Their calls are locked in the order of the queue, which everybody does, so that two calls
    that leave it at once cannot wait for each other.
    """
    behind = (
        select(Call)
        .where(
            Call.state == CallState.WAITING,
            Call.waiting_since >= waited_since,
            Call.id != left.id,
        )
        .order_by(Call.waiting_since, Call.id)
        .with_for_update()
    )
    for call in (await uow.session.scalars(behind)).all():
        await announce_call(uow, call)


async def announce_transfer(
    uow: UnitOfWork, transfer: Transfer, event_type: str, *, also: Collection[str] = ()
) -> None:
    """Raise the transfer's version and tell the agents of the call, the target, whoever is rung.

    `also`: those who have just stopped being rung.
    """
    transfer.version += 1
    await uow.session.flush()
    view = await transfer_view(uow.session, transfer)
    told = {*await concerned_agents(uow.session, transfer.call_id), *also}
    if transfer.target_agent_id is not None:
        told.add(transfer.target_agent_id)  # also once it has ended: their ringing must stop
    uow.record(
        Event(
            type=event_type,
            call_id=transfer.call_id,
            transfer_id=transfer.id,
            audience="call",
            agent_ids=sorted(told),
            data={"transfer": view.model_dump(mode="json")},
            caller_data=None,
            at=uow.now,
        )
    )
