"""The briefing of a call: written anew as people talk, edited by agents, sent with a transfer.

Every change is a new version. What an agent wrote stays as they wrote it; facts that come up
afterwards are added below it, under "Since then:".
"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_access import (
    concerned_agents,
    get_call,
    require_editor,
    require_reader,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.transcripts import segments_of
from warm_transfer.actions.views import BriefingView, FactView
from warm_transfer.db.models import BriefingVersion, Call, Event
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.briefing import Briefing, Edit, render
from warm_transfer.services.briefing.base import BriefingMaterial

EDITED_SOURCE = "agent"


async def current_briefing(ctx: Context, actor: AgentActor, call_id: str) -> BriefingView:
    """The latest version; before anything was said, one that says so."""
    async with ctx.db.read() as session:
        await require_reader(session, actor, call_id)
        latest = await _latest(session, call_id)
    return _view(latest or await _renew(ctx, call_id))


async def edit_briefing(ctx: Context, actor: AgentActor, call_id: str, text: str) -> BriefingView:
    """Put an agent's words in place of the written ones."""
    async with ctx.db.read() as session:
        await require_editor(session, actor, call_id)
    return await briefing_for_transfer(ctx, call_id, text, editor_id=actor.id)


async def briefing_for_transfer(
    ctx: Context, call_id: str, edited_text: str | None, *, editor_id: str | None = None
) -> BriefingView:
    """The briefing up to this moment, in the agent's own words where they changed it."""
    written = await _renew(ctx, call_id)
    if edited_text is None or edited_text == _view(written).text:
        return _view(written)
    async with ctx.db.unit_of_work() as uow:
        latest = await _lock_latest(uow.session, call_id) or written
        briefing = _briefing(latest)
        edit = Edit(edited_text, briefing.facts)
        return _view(await _store(uow, call_id, latest.version + 1, briefing, edit, editor_id))


async def renew_briefing(ctx: Context, call_id: str) -> None:
    """Write the briefing again from the transcript so far; store it only if it says more."""
    await _renew(ctx, call_id)


async def _renew(ctx: Context, call_id: str) -> BriefingVersion:
    async with ctx.db.read() as session:
        call = await get_call(session, call_id)
        latest = await _latest(session, call_id)
        segments = await segments_of(session, call_id)
    material = BriefingMaterial(
        caller_name=call.caller_name,
        topic=call.topic,
        segments=tuple(segments),
        previous=_briefing(latest) if latest else None,
    )
    briefing = await ctx.briefing_writer.write(material)
    async with ctx.db.unit_of_work() as uow:
        latest = await _lock_latest(uow.session, call_id)
        if latest is None:
            return await _store(uow, call_id, 1, briefing, None, None)
        stored = _briefing(latest)
        if briefing.covers_until < stored.covers_until:
            return latest  # an overlapping renewal has read more of the transcript
        if briefing == replace(stored, covers_until=briefing.covers_until):
            latest.content = latest.content | {"briefing": briefing.to_dict()}
            return latest
        return await _store(
            uow, call_id, latest.version + 1, briefing, _edit(latest), latest.edited_by
        )


async def _store(
    uow: UnitOfWork,
    call_id: str,
    number: int,
    briefing: Briefing,
    edit: Edit | None,
    editor_id: str | None,
) -> BriefingVersion:
    version = BriefingVersion(
        id=uuid4().hex,
        call_id=call_id,
        version=number,
        edited_by=editor_id,
        content={"briefing": briefing.to_dict(), "edit": edit.to_dict() if edit else None},
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
            data={"briefing": _view(version).model_dump(mode="json")},
            caller_data=None,
            at=uow.now,
        )
    )
    return version


async def _lock_latest(session: AsyncSession, call_id: str) -> BriefingVersion | None:
    """Locks the call too: versions are counted one at a time, also between processes."""
    await session.execute(select(Call.id).where(Call.id == call_id).with_for_update())
    return await _latest(session, call_id)


async def _latest(session: AsyncSession, call_id: str) -> BriefingVersion | None:
    newest_first = (
        select(BriefingVersion)
        .where(BriefingVersion.call_id == call_id)
        .order_by(BriefingVersion.version.desc())
        .limit(1)
    )
    return (await session.scalars(newest_first)).first()


def _briefing(version: BriefingVersion) -> Briefing:
    return Briefing.from_dict(version.content["briefing"])


def _edit(version: BriefingVersion) -> Edit | None:
    edit = version.content["edit"]
    return Edit.from_dict(edit) if edit else None


def _view(version: BriefingVersion) -> BriefingView:
    briefing = _briefing(version)
    edit = _edit(version)
    return BriefingView(
        call_id=version.call_id,
        version=version.version,
        text=render(briefing, edit),
        headline=briefing.headline,
        reason=briefing.reason,
        facts=[
            FactView(label=fact.label, value=fact.value, segment_id=fact.segment_id)
            for fact in briefing.facts
        ],
        done=list(briefing.done),
        open=list(briefing.open),
        sentiment=briefing.sentiment,
        language=briefing.language,
        source=EDITED_SOURCE if edit else briefing.source,
        edited=edit is not None,
        covers_until=briefing.covers_until,
        updated_at=version.created_at,
    )
