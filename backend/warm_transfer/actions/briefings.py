"""The briefing of a call: written anew as people talk, edited by agents, sent with a transfer.

Every change is a new version. What an agent wrote stays as they wrote it; facts that come up
afterwards are added below it, under "Since then:".
"""

from __future__ import annotations

from warm_transfer.actions.briefing_versions import (
    add_version,
    latest_version,
    lock_latest_version,
)
from warm_transfer.actions.briefing_views import briefing_of, briefing_view
from warm_transfer.actions.briefing_writing import write_again
from warm_transfer.actions.call_access import require_editor, require_reader
from warm_transfer.actions.context import Context
from warm_transfer.actions.views import BriefingView
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.briefing import Edit


async def current_briefing(ctx: Context, actor: AgentActor, call_id: str) -> BriefingView:
    """The latest version; before anything was said, one that says so."""
    async with ctx.db.read() as session:
        await require_reader(session, actor, call_id)
        latest = await latest_version(session, call_id)
    return briefing_view(latest or await write_again(ctx, call_id))


async def edit_briefing(ctx: Context, actor: AgentActor, call_id: str, text: str) -> BriefingView:
    """Put an agent's words in place of the written ones."""
    async with ctx.db.read() as session:
        await require_editor(session, actor, call_id)
    return await briefing_for_transfer(ctx, call_id, text, editor_id=actor.id)


async def briefing_for_transfer(
    ctx: Context, call_id: str, edited_text: str | None, *, editor_id: str | None = None
) -> BriefingView:
    """The briefing up to this moment, in the agent's own words where they changed it."""
    written = await write_again(ctx, call_id)
    if edited_text is None or edited_text == briefing_view(written).text:
        return briefing_view(written)
    async with ctx.db.unit_of_work() as uow:
        latest = await lock_latest_version(uow.session, call_id) or written
        briefing = briefing_of(latest)
        edit = Edit(edited_text, briefing.facts)
        number = latest.version + 1
        return briefing_view(await add_version(uow, call_id, number, briefing, edit, editor_id))
