"""Whether a call may be offered to somebody now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.agents import presence_of
from warm_transfer.actions.call_rows import (
    call_has_ended,
    no_such_call,
    not_in_call,
    open_transfer_of,
    stay_of_agent,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.presenters import transfer_view
from warm_transfer.db.models import Call, Transfer, User
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.call import CallState
from warm_transfer.errors import Conflict, InvalidInput, NotFound

CANNOT_TAKE_IT = {
    "offline": "{name} is offline. Choose somebody else.",
    "away": "{name} is away. Choose somebody else.",
    "busy": "{name} is in another call. Choose somebody else or try again later.",
}


async def check_offer(
    session: AsyncSession,
    ctx: Context,
    actor: AgentActor,
    call_id: str,
    target_agent_id: str | None,
) -> None:
    """Whether `actor` may offer the call to the target now; raises what is in the way."""
    call = await session.get(Call, call_id)
    if call is None:
        raise no_such_call()
    if call.state == CallState.ENDED:
        raise call_has_ended()
    if await stay_of_agent(session, call_id, actor.id) is None:
        raise not_in_call()
    current = await open_transfer_of(session, call_id)
    if current is not None:
        raise Conflict(
            "This call is being transferred already.",
            code="transfer_open",
            transfer=await transfer_view(session, current),
        )
    if target_agent_id is not None:
        await _check_target(session, ctx, actor, target_agent_id)


async def _check_target(
    session: AsyncSession, ctx: Context, actor: AgentActor, target_agent_id: str
) -> None:
    if target_agent_id == actor.id:
        raise InvalidInput("Choose somebody other than yourself.", code="own_transfer")
    target = await session.get(User, target_agent_id)
    if target is None or target.disabled:
        raise NotFound("There is no such agent.", code="agent_not_found")
    presence = await presence_of(session, target, ctx.clock())
    if presence != "available":
        words = CANNOT_TAKE_IT[presence].format(name=target.name)
        raise Conflict(words, code=f"agent_{presence}")
    offered = select(Transfer.id).where(
        Transfer.target_agent_id == target_agent_id, Transfer.ended_at.is_(None)
    )
    if await session.scalar(offered.limit(1)) is not None:
        raise Conflict(
            f"{target.name} is being offered another call. Try again in a moment.",
            code="agent_busy",
        )
