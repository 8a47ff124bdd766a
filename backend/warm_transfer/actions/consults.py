"""A consult: the initiator goes to and fro between target and caller, then hands the call over.

Every command takes the `version` of the transfer that it was meant for, None for any.
"""

from __future__ import annotations

from warm_transfer.actions.call_rows import lock_transfer, no_such_transfer
from warm_transfer.actions.context import Context
from warm_transfer.actions.transfer_answers import command
from warm_transfer.actions.transfer_steps import carry_out
from warm_transfer.actions.transfers import get_transfer, may_see
from warm_transfer.actions.views import TransferView
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.transfer import TransferEvent
from warm_transfer.errors import Forbidden


async def return_to_caller(
    ctx: Context, actor: AgentActor, transfer_id: str, *, version: int | None = None
) -> TransferView:
    """The caller is off hold and with the initiator; the target waits."""
    return await _take(ctx, actor, transfer_id, TransferEvent.RETURNED, version)


async def resume_consult(
    ctx: Context, actor: AgentActor, transfer_id: str, *, version: int | None = None
) -> TransferView:
    """The caller is on hold again, the initiator with the target."""
    return await _take(ctx, actor, transfer_id, TransferEvent.CONSULT_RESUMED, version)


async def bring_in(
    ctx: Context, actor: AgentActor, transfer_id: str, *, version: int | None = None
) -> TransferView:
    """The caller moves to the two agents; all three talk."""
    return await _take(ctx, actor, transfer_id, TransferEvent.BROUGHT_IN, version)


async def hand_over(
    ctx: Context, actor: AgentActor, transfer_id: str, *, version: int | None = None
) -> TransferView:
    """The caller moves to the target; the initiator is free once they are there."""
    return await _take(ctx, actor, transfer_id, TransferEvent.HANDED_OVER, version)


async def _take(
    ctx: Context, actor: AgentActor, transfer_id: str, event: TransferEvent, version: int | None
) -> TransferView:
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if not await may_see(uow.session, actor, transfer):
            raise no_such_transfer()
        if actor.id != transfer.initiator_id:
            raise Forbidden("Only whoever started the transfer can do this.", code="not_initiator")
        effects = await command(uow, ctx, call, transfer, event, version=version)
        uow.audit(f"transfer.{event}", actor=actor.id, subject=transfer_id)
    await carry_out(ctx, call, transfer, effects)
    return await get_transfer(ctx, actor, transfer_id)
