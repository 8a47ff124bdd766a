"""What a briefing's writer is given: what is known of a call, and what was written before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from warm_transfer.actions.briefing_versions import latest_version
from warm_transfer.actions.briefing_views import briefing_of, standing_of
from warm_transfer.actions.call_access import get_call
from warm_transfer.actions.context import Context
from warm_transfer.actions.transcripts import segments_of
from warm_transfer.db.models import Call, Transfer, User
from warm_transfer.services.briefing.base import BriefingMaterial, Handover
from warm_transfer.services.briefing.masked_material import masked_material
from warm_transfer.services.briefing.rolling import LATE_S

MOST_HANDOVERS = 10


async def load_material(ctx: Context, call_id: str, *, whole: bool = True) -> BriefingMaterial:
    """As it is stored now, with what is to be masked masked. Raises NotFound.

    Not `whole`: of the segments only those that the standing briefing may not have read, and some
    before them. A call of two hours has 1,500.
    """
    async with ctx.db.read() as session:
        call = await get_call(session, call_id)
        latest = await latest_version(session, call_id)
        standing = standing_of(latest) if latest else None
        since_s = standing.briefing.covers_until - LATE_S if standing and not whole else -1.0
        segments = await segments_of(session, call_id, ended_after_s=since_s)
        handovers = await _handovers(session, call)
    material = BriefingMaterial(
        caller_name=call.caller_name,
        topic=call.topic,
        segments=tuple(segments),
        previous=briefing_of(latest) if latest else None,
        standing=standing,
        handovers=handovers,
    )
    return masked_material(material, frozenset(ctx.settings.privacy_mask))


async def _handovers(session: AsyncSession, call: Call) -> tuple[Handover, ...]:
    """The last ended transfers to an agent, oldest first: who has had the call, or would not."""
    initiator, target = aliased(User), aliased(User)
    ended = (
        select(Transfer, initiator.name, target.name)
        .join(initiator, initiator.id == Transfer.initiator_id)
        .join(target, target.id == Transfer.target_agent_id)
        .where(Transfer.call_id == call.id, Transfer.ended_at.is_not(None))
        .order_by(Transfer.ended_at.desc(), Transfer.id)
        .limit(MOST_HANDOVERS)
    )
    rows = (await session.execute(ended)).all()
    return tuple(
        Handover(
            at_s=(transfer.ended_at - call.created_at).total_seconds(),
            from_name=from_name,
            to_name=to_name,
            outcome=transfer.outcome or "failed",
            note=transfer.briefing["text"] if transfer.briefing["edited"] else transfer.reason,
        )
        for transfer, from_name, to_name in reversed(rows)
        if transfer.ended_at is not None
    )
