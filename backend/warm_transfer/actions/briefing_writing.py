"""Has a briefing written, and keeps it if it says more than the latest version.

`write_again` is for whoever waits: what stands, with the turns since read locally. What stands is
written in the background: by `ask_models`, where a model reads on by what it has not read yet, or
by `read_again`, where all is read locally again.
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

LONG_CALL = 200  # segments; fewer are read in some 10 ms, more are not read while somebody waits


async def write_again(ctx: Context, call_id: str) -> BriefingVersion:
    """The latest version, once the transcript so far was read."""
    material = await load_material(ctx, call_id, whole=False)
    briefing = await ctx.briefing_writer.write(material)
    return await _keep(ctx, call_id, briefing, material.standing)


async def read_again(ctx: Context, call_id: str) -> None:
    """Add the turns since to what a model has written; without one, read the whole call again."""
    material = await load_material(ctx, call_id, whole=False)
    if material.standing is not None and not material.standing.by_model:
        material = replace(await load_material(ctx, call_id), standing=None)
    briefing = await ctx.briefing_writer.write(material)
    standing = material.standing
    said_until_s = max((segment.end_s for segment in material.segments), default=0.0)
    # A writer that is late gives what was written before.
    has_read_all = briefing.covers_until >= said_until_s
    if standing is None and len(material.segments) > LONG_CALL and has_read_all:
        standing = standing_after(briefing, material.segments, by_model=False)
    await _keep(ctx, call_id, briefing, standing)


async def ask_models(ctx: Context, models: BriefingWriter, call_id: str) -> bool:
    """Have a model read on by one request. Whether there is more to read.

    Raises WriterFailed; the latest version stays.
    """
    material = await load_material(ctx, call_id)
    if material.standing is not None and not material.standing.by_model:
        material = replace(material, standing=None)
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
        if _rank(standing) < _rank(stored_standing):
            return latest  # somebody has read on meanwhile
        if standing == stored_standing and briefing.covers_until < stored.covers_until:
            return latest  # an overlapping renewal has read more of the transcript
        edit = edit_of(latest)
        if briefing == replace(stored, covers_until=briefing.covers_until):
            latest.content = latest.content | content_of(briefing, edit, standing)
            return latest
        number = latest.version + 1
        return await add_version(uow, call_id, number, briefing, edit, latest.edited_by, standing)


def _rank(standing: Standing | None) -> tuple[bool, float]:
    """What a model wrote goes before what was read locally."""
    if standing is None:
        return False, -1.0
    return standing.by_model, standing.briefing.covers_until
