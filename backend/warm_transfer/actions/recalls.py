"""A caller left alone after a transfer goes back to whoever handed them over, or to the queue.

The call is in the queue at once, where anybody may take it; for a while the agent who handed it
over is rung for it besides.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.call_rows import lock_call
from warm_transfer.actions.context import Context
from warm_transfer.actions.offers import who_can_take_it
from warm_transfer.config import Settings
from warm_transfer.db.models import Call, Participant, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.transfer import TransferState


async def recall(uow: UnitOfWork, settings: Settings, call: Call) -> None:
    """Ring whoever handed over the call that was just left alone, if they can take it.

    Not one who was in it again since: they have left it by their own choice.
    """
    handed_over = select(Transfer).where(
        Transfer.call_id == call.id, Transfer.state == TransferState.COMPLETED
    )
    last = await uow.session.scalar(handed_over.order_by(Transfer.ended_at.desc()).limit(1))
    if last is None or await _was_back(uow, call, last):
        return
    if await who_can_take_it(uow, [last.initiator_id]):
        call.recall_agent_id = last.initiator_id
        call.recall_until = uow.now + timedelta(seconds=settings.offer_timeout_s)


async def _was_back(uow: UnitOfWork, call: Call, transfer: Transfer) -> bool:
    since = select(Participant.id).where(
        Participant.call_id == call.id,
        Participant.agent_id == transfer.initiator_id,
        Participant.left_at > transfer.ended_at,
    )
    return await uow.session.scalar(since.limit(1)) is not None


def end_recall(call: Call) -> None:
    call.recall_agent_id = None
    call.recall_until = None


async def decline_recall(ctx: Context, actor: AgentActor, call_id: str) -> None:
    """The agent who is rung does not take it back. Repeating is harmless."""
    async with ctx.db.unit_of_work() as uow:
        call = await lock_call(uow.session, call_id)
        if call.recall_agent_id == actor.id:
            end_recall(call)
            uow.audit("call.decline_recall", actor=actor.id, subject=call_id)
            await announce_call(uow, call)


async def end_overdue_recalls(ctx: Context) -> None:
    """Stop ringing those who did not answer in time."""
    now = ctx.clock()
    overdue = select(Call.id).where(Call.recall_until.is_not(None), Call.recall_until <= now)
    async with ctx.db.read() as session:
        call_ids = (await session.scalars(overdue)).all()
    for call_id in call_ids:
        async with ctx.db.unit_of_work() as uow:
            call = await lock_call(uow.session, call_id)
            if call.recall_until is not None and call.recall_until <= uow.now:
                end_recall(call)
                await announce_call(uow, call)
