"""Has a briefing written, and keeps it if it says more than the latest version."""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.actions.briefing_material import load_material
from warm_transfer.actions.briefing_versions import add_version, lock_latest_version
from warm_transfer.actions.briefing_views import briefing_of, edit_of
from warm_transfer.actions.context import Context
from warm_transfer.db.models import BriefingVersion
from warm_transfer.domain.briefing import Briefing


async def write_again(ctx: Context, call_id: str) -> BriefingVersion:
    """The latest version, once the transcript so far was read."""
    briefing = await ctx.briefing_writer.write(await load_material(ctx, call_id))
    return await keep(ctx, call_id, briefing)


async def keep(ctx: Context, call_id: str, briefing: Briefing) -> BriefingVersion:
    """Store what was written as a new version, if it says more; gives the latest version."""
    async with ctx.db.unit_of_work() as uow:
        latest = await lock_latest_version(uow.session, call_id)
        if latest is None:
            return await add_version(uow, call_id, 1, briefing, None, None)
        stored = briefing_of(latest)
        if briefing.covers_until < stored.covers_until:
            return latest  # an overlapping renewal has read more of the transcript
        if briefing == replace(stored, covers_until=briefing.covers_until):
            latest.content = latest.content | {"briefing": briefing.to_dict()}
            return latest
        number = latest.version + 1
        return await add_version(uow, call_id, number, briefing, edit_of(latest), latest.edited_by)
