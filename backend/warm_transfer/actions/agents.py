"""Agents: who they are, whether they can take a call, and telling everybody when that changes.

Presence is worked out from what is stored, so it is the same in every API process and right
after a restart: offline without an open event stream, else away by choice, else busy in a
call, else available. Pages are shown what was last announced: so whatever changes after a page
was loaded comes to it as an event, and two pages cannot disagree for longer than that takes.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.context import Context
from warm_transfer.actions.views import AgentView
from warm_transfer.db.models import Event, Participant, RefreshToken, User
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor, Presence, Role
from warm_transfer.errors import NotFound, Unauthenticated

PRESENCE_SWEEP_S = 2.0
# A page that reloads is back within 5 s; the sweep before it may be up to 2 s old.
OFFLINE_AFTER = timedelta(seconds=7)


async def load_agent(ctx: Context, user_id: str) -> AgentActor:
    """The agent a token speaks of. Raises Unauthenticated when they are gone or disabled."""
    async with ctx.db.read() as session:
        user = await session.get(User, user_id)
    if user is None or user.disabled:
        raise Unauthenticated("This account can no longer sign in.", code="account_disabled")
    return AgentActor(id=user.id, name=user.name, role=Role(user.role))


async def get_me(ctx: Context, actor: AgentActor) -> AgentView:
    async with ctx.db.read() as session:
        return agent_view(await _get_user(session, actor.id))


async def set_presence(ctx: Context, actor: AgentActor, *, away: bool) -> AgentView:
    """Take calls, or be away by choice; everybody else's page is told."""
    async with ctx.db.unit_of_work() as uow:
        user = await _get_user(uow.session, actor.id)
        user.away = away
        await uow.session.flush()
        await announce_presence(uow, [actor.id])
        return agent_view(user)


async def list_agents(ctx: Context) -> list[AgentView]:
    """The directory, by name; those who can no longer sign in are left out."""
    async with ctx.db.read() as session:
        users = await session.scalars(
            select(User).where(User.disabled.is_(False)).order_by(User.name, User.id)
        )
        return [agent_view(user) for user in users]


def agent_view(user: User) -> AgentView:
    return AgentView(
        id=user.id,
        username=user.username,
        name=user.name,
        team=user.team,
        role=Role(user.role).value,
        presence=user.announced_presence,
    )


async def presence_of(session: AsyncSession, user: User, now: datetime) -> Presence:
    """What it is at this moment, for deciding; it may not have been announced yet."""
    return _presence(user, user.id in await _busy_among(session, [user.id]), now)


async def presences_of(
    session: AsyncSession, agent_ids: Collection[str], now: datetime
) -> dict[str, Presence]:
    """As `presence_of`, of many; those whom nobody knows are left out."""
    users = await session.scalars(select(User).where(User.id.in_(agent_ids)))
    busy = await _busy_among(session, agent_ids)
    return {user.id: _presence(user, user.id in busy, now) for user in users}


async def announce_presence(uow: UnitOfWork, agent_ids: Collection[str] | None = None) -> None:
    """Record `agent.updated` for each of these agents (None: all) whose presence has changed.

    What was last announced is stored with the agent, so of several processes that see the
    same change one announces it. Pending changes must have been flushed.
    """
    query = select(User).order_by(User.id)  # rows are locked in one order everywhere
    if agent_ids is not None:
        query = query.where(User.id.in_(agent_ids))
    users = list(await uow.session.scalars(query))
    busy = await _busy_among(uow.session, [user.id for user in users])
    for user in users:
        presence = _presence(user, user.id in busy, uow.now)
        if presence == user.announced_presence:
            continue
        claimed = await uow.session.execute(
            update(User)
            .where(User.id == user.id, User.announced_presence == user.announced_presence)
            .values(announced_presence=presence)
            .returning(User.id)
        )
        if claimed.scalar_one_or_none() is not None:
            uow.record(_agent_updated(agent_view(user), uow.now))


async def agent_connected(ctx: Context, agent_id: str) -> None:
    """An event stream of this agent has opened."""
    async with ctx.db.unit_of_work() as uow:
        await uow.session.execute(update(User).where(User.id == agent_id).values(seen_at=uow.now))
        await announce_presence(uow, [agent_id])


async def sweep_presence(ctx: Context, open_streams: Collection[str]) -> None:
    """Renew `seen_at` of the agents whose streams are open here, and announce what changed."""
    if open_streams:
        async with ctx.db.unit_of_work() as uow:
            seen = [{"id": agent_id, "seen_at": uow.now} for agent_id in sorted(open_streams)]
            await uow.session.execute(update(User), seen)
    async with ctx.db.unit_of_work() as uow:
        await announce_presence(uow)


async def stream_allowed(ctx: Context, agent_id: str, family_id: str) -> bool:
    """Whether a stream opened under this sign-in may go on: not disabled, not signed out."""
    now = ctx.clock()
    async with ctx.db.read() as session:
        found = await session.scalar(
            select(User.id)
            .join(RefreshToken, RefreshToken.user_id == User.id)
            .where(
                User.id == agent_id,
                User.disabled.is_(False),
                RefreshToken.family_id == family_id,
                RefreshToken.revoked_at.is_(None),
                RefreshToken.expires_at > now,
            )
            .limit(1)
        )
    return found is not None


async def _get_user(session: AsyncSession, user_id: str) -> User:
    user = await session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such agent.", code="agent_not_found")
    return user


async def _busy_among(session: AsyncSession, agent_ids: Collection[str]) -> set[str]:
    in_call = select(Participant.agent_id).where(
        Participant.agent_id.in_(agent_ids), Participant.left_at.is_(None)
    )
    return {agent_id for agent_id in await session.scalars(in_call) if agent_id is not None}


def _presence(user: User, in_call: bool, now: datetime) -> Presence:
    if user.disabled or user.seen_at is None or now - user.seen_at > OFFLINE_AFTER:
        return "offline"
    if user.away:
        return "away"
    return "busy" if in_call else "available"


def _agent_updated(agent: AgentView, now: datetime) -> Event:
    return Event(
        type="agent.updated",
        call_id=None,
        transfer_id=None,
        audience="desk",
        agent_ids=[],
        data={"agent": agent.model_dump(mode="json")},
        caller_data=None,
        at=now,
    )
