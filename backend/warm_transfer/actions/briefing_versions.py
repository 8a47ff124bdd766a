"""Versions of a briefing: found, and added one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.briefing_views import (
    briefing_view,
    content_of,
    goes_on_from,
    written_by_model,
)
from warm_transfer.actions.call_access import concerned_agents
from warm_transfer.db.models import BriefingVersion, Call, Event
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.briefing import Briefing, Edit
from warm_transfer.services.briefing.base import Standing


async def latest_version(session: AsyncSession, call_id: str) -> BriefingVersion | None:
    newest_first = (
        select(BriefingVersion)
        .where(BriefingVersion.call_id == call_id)
        .order_by(BriefingVersion.version.desc())
        .limit(1)
    )
    return (await session.scalars(newest_first)).first()


async def lock_latest_version(session: AsyncSession, call_id: str) -> BriefingVersion | None:
    """Locks the call too: versions are counted one at a time, also between processes."""
    await session.execute(select(Call.id).where(Call.id == call_id).with_for_update())
    return await latest_version(session, call_id)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a briefing was written from: see `goes_on_from` and `written_by_model`."""

    recent: tuple[str, ...] | None
    by_model: Standing | None


def basis_of(version: BriefingVersion) -> Basis:
    goes_on = goes_on_from(version)
    return Basis(goes_on.recent if goes_on else None, written_by_model(version))


async def add_version(
    uow: UnitOfWork,
    call_id: str,
    number: int,
    briefing: Briefing,
    edit: Edit | None,
    editor_id: str | None,
    basis: Basis | None = None,
) -> BriefingVersion:
    """The caller holds the lock of `lock_latest_version`, and `number` is one above the latest.

    `basis`: None when what is written is that of the version before, and an agent's words are new.
    """
    if basis is None:
        before = await latest_version(uow.session, call_id)
        basis = basis_of(before) if before else Basis(None, None)
    version = BriefingVersion(
        id=uuid4().hex,
        call_id=call_id,
        version=number,
        edited_by=editor_id,
        content=content_of(briefing, edit, basis.recent, basis.by_model),
        created_at=uow.now,
    )
    uow.session.add(version)
    uow.record(
        Event(
            type="briefing.updated",
            call_id=call_id,
            transfer_id=None,
            audience="call",
            agent_ids=await concerned_agents(uow.session, call_id),
            data={"briefing": briefing_view(version).model_dump(mode="json")},
            caller_data=None,
            at=uow.now,
        )
    )
    return version
