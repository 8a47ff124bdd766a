"""What agents change in a briefing: its text, in their own words, and notes that they add.

Nobody overwrites what another agent wrote without having seen it.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.briefing_versions import add_version, lock_latest_version
from warm_transfer.actions.briefing_views import briefing_of, briefing_view, edit_of
from warm_transfer.actions.briefing_writing import write_again
from warm_transfer.actions.call_access import require_editor
from warm_transfer.actions.context import Context
from warm_transfer.actions.views import BriefingView
from warm_transfer.db.models import BriefingVersion, User
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.briefing import Edit, Note, rewritten
from warm_transfer.errors import Conflict, InvalidInput

MAX_NOTES = 20  # of one briefing: it must still be read while a call rings


async def edit_briefing(
    ctx: Context, actor: AgentActor, call_id: str, text: str, *, seen: int | None = None
) -> BriefingView:
    """Put an agent's words in place of the written ones.

    `seen` is the version they started from. Raises Conflict if another agent has changed it since.
    """
    async with ctx.db.read() as session:
        await require_editor(session, actor, call_id)
    return await rewrite(ctx, call_id, text, editor_id=actor.id, seen=seen)


async def rewrite(
    ctx: Context, call_id: str, text: str, *, editor_id: str | None, seen: int | None = None
) -> BriefingView:
    """The briefing in these words, unless they are what it says already. Raises Conflict."""
    written = await write_again(ctx, call_id)
    async with ctx.db.unit_of_work() as uow:
        latest = await lock_latest_version(uow.session, call_id) or written
        if text == briefing_view(latest).text:
            return briefing_view(latest)
        if seen is not None:
            await _refuse_unseen(uow.session, latest, editor_id, seen)
        briefing, number = briefing_of(latest), latest.version + 1
        edit = rewritten(briefing, edit_of(latest), text, number)
        return briefing_view(await add_version(uow, call_id, number, briefing, edit, editor_id))


async def add_note(ctx: Context, actor: AgentActor, call_id: str, text: str) -> BriefingView:
    """Add to the briefing and leave the rest to go on being written. Raises InvalidInput."""
    async with ctx.db.read() as session:
        await require_editor(session, actor, call_id)
    written = await write_again(ctx, call_id)
    async with ctx.db.unit_of_work() as uow:
        latest = await lock_latest_version(uow.session, call_id) or written
        number = latest.version + 1
        edit = edit_of(latest) or Edit(None)
        if len(edit.notes) >= MAX_NOTES:
            raise InvalidInput(
                f"There are {MAX_NOTES} notes already. Put them into the briefing's text.",
                code="too_many_notes",
            )
        note = Note(text, actor.name, uow.now.isoformat())
        edit = replace(edit, notes=(*edit.notes, note), version=number)
        briefing = briefing_of(latest)
        return briefing_view(await add_version(uow, call_id, number, briefing, edit, actor.id))


async def _refuse_unseen(
    session: AsyncSession, latest: BriefingVersion, editor_id: str | None, seen: int
) -> None:
    edit = edit_of(latest)
    if edit is None or edit.version <= seen or latest.edited_by == editor_id:
        return
    editor = await session.get(User, latest.edited_by) if latest.edited_by else None
    raise Conflict(
        f"{editor.name if editor else 'Somebody'} has changed the briefing since you began. "
        "Look at it under Versions, then save again to put your text in its place.",
        code="briefing_changed",
        version=latest.version,
    )
