"""What a briefing's writer is given: what is known of a call, and what was written before."""

from __future__ import annotations

from warm_transfer.actions.briefing_versions import latest_version
from warm_transfer.actions.briefing_views import briefing_of
from warm_transfer.actions.call_access import get_call
from warm_transfer.actions.context import Context
from warm_transfer.actions.transcripts import segments_of
from warm_transfer.services.briefing.base import BriefingMaterial


async def load_material(ctx: Context, call_id: str) -> BriefingMaterial:
    """As it is stored now. Raises NotFound."""
    async with ctx.db.read() as session:
        call = await get_call(session, call_id)
        latest = await latest_version(session, call_id)
        segments = await segments_of(session, call_id)
    return BriefingMaterial(
        caller_name=call.caller_name,
        topic=call.topic,
        segments=tuple(segments),
        previous=briefing_of(latest) if latest else None,
    )
