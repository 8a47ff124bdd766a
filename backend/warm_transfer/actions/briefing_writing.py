"""Has a briefing written, and keeps it if it says more than the latest version.

There are two ways. `write_again` is for whoever waits: what a language model wrote last, with the
turns since read locally, or all of them where there is no model. `ask_models` is for nobody who
waits: a model reads what it has not read, and what was said meanwhile is added as before.
"""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.actions.briefing_material import load_material
from warm_transfer.actions.briefing_versions import add_version, lock_latest_version
from warm_transfer.actions.briefing_views import briefing_of, content_of, edit_of, standing_of
from warm_transfer.actions.context import Context
from warm_transfer.db.models import BriefingVersion
from warm_transfer.domain.briefing import Briefing
from warm_transfer.services.briefing.base import BriefingWriter, Standing
from warm_transfer.services.briefing.rolling import one_piece, standing_after, unread


async def write_again(ctx: Context, call_id: str) -> BriefingVersion:
    """The latest version, once the transcript so far was read."""
    material = await load_material(ctx, call_id)
    briefing = await ctx.briefing_writer.write(material)
    return await _keep(ctx, call_id, briefing, material.standing)


async def ask_models(ctx: Context, models: BriefingWriter, call_id: str) -> bool:
    """Have a model read on by one request. Whether there is more to read.

    Raises WriterFailed; the latest version stays.
    """
    material = await load_material(ctx, call_id)
    segments = one_piece(material.segments, material.standing)
    if segments is None:
        return False
    written = await models.write(replace(material, segments=segments))
    standing = standing_after(written, segments)
    now = replace(await load_material(ctx, call_id), standing=standing)
    briefing = await ctx.briefing_writer.write(now)
    await _keep(ctx, call_id, briefing, standing)
    return bool(unread(now.segments, standing))


async def _keep(
    ctx: Context, call_id: str, briefing: Briefing, standing: Standing | None
) -> BriefingVersion:
    """Store `briefing`, written from `standing`, as a new version if it says more; gives the
    latest version.
    """
    async with ctx.db.unit_of_work() as uow:
        latest = await lock_latest_version(uow.session, call_id)
        if latest is None:
            return await add_version(uow, call_id, 1, briefing, None, None, standing)
        stored, stored_standing = briefing_of(latest), standing_of(latest)
        if _has_read(standing) < _has_read(stored_standing):
            return latest  # a model has read on meanwhile
        if standing == stored_standing and briefing.covers_until < stored.covers_until:
            return latest  # an overlapping renewal has read more of the transcript
        edit = edit_of(latest)
        if briefing == replace(stored, covers_until=briefing.covers_until):
            latest.content = latest.content | content_of(briefing, edit, standing)
            return latest
        number = latest.version + 1
        return await add_version(uow, call_id, number, briefing, edit, latest.edited_by, standing)


def _has_read(standing: Standing | None) -> float:
    return standing.briefing.covers_until if standing else -1.0
