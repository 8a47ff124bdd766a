"""Whether a call may be offered now, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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
from warm_transfer.actions.offers import being_asked
from warm_transfer.actions.phones import PhoneNumber, check_phone
from warm_transfer.actions.presenters import transfer_view
from warm_transfer.db.models import Call, User
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.call import CallState
from warm_transfer.errors import Conflict, InvalidInput, NotFound

CANNOT_TAKE_IT = {
    "offline": "{name} is offline. Choose somebody else.",
    "away": "{name} is away. Choose somebody else.",
    "busy": "{name} is in another call. Choose somebody else or try again later.",
}

TargetKind = Literal["agent", "any_of", "team", "open", "phone"]


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a call is to go to. Of several agents all are rung, or one after the other."""

    kind: TargetKind
    agent_ids: tuple[str, ...] = ()
    team: str | None = None
    in_order: bool = False
    phone: PhoneNumber | None = None

    def positions(self) -> list[tuple[str, int]]:
        return [
            (agent_id, place if self.in_order else 0)
            for place, agent_id in enumerate(self.agent_ids)
        ]


async def check_call(session: AsyncSession, actor: AgentActor, call_id: str) -> None:
    """Whether `actor` may transfer the call now; raises what is in the way."""
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


async def check_target(
    session: AsyncSession, ctx: Context, actor: AgentActor, target: Target
) -> Target:
    """The target with every agent of a team named; raises what is wrong with it."""
    if target.phone is not None:
        return Target("phone", phone=await check_phone(session, ctx, actor, target.phone))
    if target.kind == "team":
        return Target("team", await _members(session, actor, target.team), team=target.team)
    for agent_id in target.agent_ids:
        await _require_agent(session, actor, agent_id)
    if target.kind == "agent":
        await _require_available(session, ctx, target.agent_ids[0])
    return target


def nobody_available() -> Conflict:
    return Conflict(
        "None of them can take a call now. Choose somebody else or try again later.",
        code="nobody_available",
    )


async def _members(session: AsyncSession, actor: AgentActor, team: str | None) -> tuple[str, ...]:
    members = select(User.id).where(User.team == team, User.disabled.is_(False))
    agent_ids = (await session.scalars(members.order_by(User.name, User.id))).all()
    if not agent_ids:
        raise NotFound("There is no such team.", code="team_not_found")
    return tuple(agent_id for agent_id in agent_ids if agent_id != actor.id)


async def _require_agent(session: AsyncSession, actor: AgentActor, agent_id: str) -> None:
    if agent_id == actor.id:
        raise InvalidInput("Choose somebody other than yourself.", code="own_transfer")
    agent = await session.get(User, agent_id)
    if agent is None or agent.disabled:
        raise NotFound("There is no such agent.", code="agent_not_found")


async def _require_available(session: AsyncSession, ctx: Context, agent_id: str) -> None:
    agent = await session.get_one(User, agent_id)
    presence = await presence_of(session, agent, ctx.clock())
    if presence != "available":
        words = CANNOT_TAKE_IT[presence].format(name=agent.name)
        raise Conflict(words, code=f"agent_{presence}")
    if await being_asked(session, [agent_id], ctx.clock()):
        raise Conflict(
            f"{agent.name} is being offered another call. Try again in a moment.",
            code="agent_busy",
        )


def unique(agent_ids: Sequence[str]) -> tuple[str, ...]:
    """In their order, without those named twice."""
    return tuple(dict.fromkeys(agent_ids))
