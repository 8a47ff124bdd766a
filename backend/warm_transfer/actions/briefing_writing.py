"""Has a briefing written, and keeps it if it says more than the latest version.

`write_again` is for whoever waits: what was said since is read locally and added. What it is added
to is written in the background: by `ask_models`, where a language model reads on by what it has
not read yet, or by `read_again`, where the whole call is read locally again.
"""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.actions.briefing_material import Loaded, load_recent, load_whole
from warm_transfer.actions.briefing_versions import (
    Basis,
    add_version,
    basis_of,
    lock_latest_version,
)
from warm_transfer.actions.briefing_views import briefing_of, content_of, edit_of
from warm_transfer.actions.context import Context
from warm_transfer.db.models import BriefingVersion
from warm_transfer.domain.briefing import Briefing
from warm_transfer.services.briefing.base import BriefingMaterial, BriefingWriter, Standing
from warm_transfer.services.briefing.rolling import one_piece, standing_after, unread

LONG_CALL = 200  # segments; fewer are read in some 10 ms, more are not read while somebody waits


async def write_again(ctx: Context, call_id: str) -> BriefingVersion:
    """The latest version, once the transcript so far was read."""
    return await _write(ctx, call_id, await load_recent(ctx, call_id))


async def read_again(ctx: Context, call_id: str) -> None:
    """As `write_again`; where no model writes, of the whole call, also of a long one."""
    loaded = await load_recent(ctx, call_id)
    if ctx.briefing_models is None and loaded.by_model is None:
        loaded = await load_whole(ctx, call_id)
    await _write(ctx, call_id, loaded)


async def ask_models(ctx: Context, models: BriefingWriter, call_id: str) -> bool:
    """Have a model read on by one request. Whether there is more to read.

    Raises WriterFailed; the latest version stays.
    """
    material = (await load_whole(ctx, call_id)).material
    segments = one_piece(material.segments, material.standing)
    if segments is None:
        return False
    written = await models.write(replace(material, segments=segments))
    by_model = standing_after(written, segments)
    loaded = await load_whole(ctx, call_id)
    now = replace(loaded.material, standing=by_model)
    await _write(ctx, call_id, replace(loaded, material=now), by_model)
    await write_again(ctx, call_id)  # what was added to the version before in the meantime
    return bool(unread(now.segments, by_model))


async def _write(
    ctx: Context, call_id: str, loaded: Loaded, by_model: Standing | None = None
) -> BriefingVersion:
    """Write, and store it as a new version if it says more; gives the latest version.

    `by_model` is what a model has written of it just now.
    """
    briefing = await ctx.briefing_writer.write(loaded.material)
    recent = _recent(briefing, loaded.material)
    async with ctx.db.unit_of_work() as uow:
        latest = await lock_latest_version(uow.session, call_id)
        if latest is None:
            return await add_version(uow, call_id, 1, briefing, None, None, Basis(recent, by_model))
        stored, basis = briefing_of(latest), basis_of(latest)
        if basis.by_model != loaded.by_model:
            return latest  # a model has read on meanwhile
        if by_model is None and briefing.covers_until < stored.covers_until:
            return latest  # an overlapping renewal has read more of the transcript
        edit, basis = edit_of(latest), Basis(recent, by_model or basis.by_model)
        if briefing == replace(stored, covers_until=briefing.covers_until):
            latest.content = latest.content | content_of(
                briefing, edit, basis.recent, basis.by_model
            )
            return latest
        number = latest.version + 1
        return await add_version(uow, call_id, number, briefing, edit, latest.edited_by, basis)


def _recent(briefing: Briefing, read: BriefingMaterial) -> tuple[str, ...] | None:
    """None: it is short, or not all was read because a writer is late, so it is written anew."""
    said_until_s = max((segment.end_s for segment in read.segments), default=0.0)
    if briefing.covers_until < said_until_s:
        return read.standing.recent if read.standing else None
    if read.standing is None and len(read.segments) <= LONG_CALL:
        return None
    return standing_after(briefing, read.segments).recent
