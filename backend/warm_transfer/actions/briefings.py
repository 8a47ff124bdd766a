"""The briefing of a call: written anew as people talk, sent with a transfer.

Every change is a new version. What an agent wrote stays as they wrote it; facts that come up
afterwards are added below it, under "Since then:".
"""

from __future__ import annotations

from warm_transfer.actions.briefing_edits import rewrite
from warm_transfer.actions.briefing_versions import latest_version
from warm_transfer.actions.briefing_views import briefing_view
from warm_transfer.actions.briefing_writing import write_again
from warm_transfer.actions.call_access import require_reader
from warm_transfer.actions.context import Context
from warm_transfer.actions.views import BriefingView
from warm_transfer.domain.actor import AgentActor


async def current_briefing(ctx: Context, actor: AgentActor, call_id: str) -> BriefingView:
    """The latest version; before anything was said, one that says so."""
    async with ctx.db.read() as session:
        await require_reader(session, actor, call_id)
        latest = await latest_version(session, call_id)
    return briefing_view(latest or await write_again(ctx, call_id))


async def briefing_for_transfer(
    ctx: Context, call_id: str, edited_text: str | None, *, editor_id: str | None = None
) -> BriefingView:
    """The briefing up to this moment, in the agent's own words where they changed it."""
    if edited_text is not None:
        return await rewrite(ctx, call_id, edited_text, editor_id=editor_id)
    return briefing_view(await write_again(ctx, call_id))
