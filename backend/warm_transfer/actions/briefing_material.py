"""What a briefing's writer is given: what is known of a call, and what was written before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from warm_transfer.actions.briefing_versions import latest_version
from warm_transfer.actions.briefing_views import briefing_of, goes_on_from, written_by_model
from warm_transfer.actions.call_access import get_call
from warm_transfer.actions.context import Context
from warm_transfer.actions.transcripts import segments_of
from warm_transfer.db.models import Call, Transfer, User
from warm_transfer.services.briefing.base import BriefingMaterial, Handover, Standing
from warm_transfer.services.briefing.masked_material import masked_material
from warm_transfer.services.briefing.rolling import LATE_S

MOST_HANDOVERS = 10


@dataclass(frozen=True, slots=True)
class Loaded:
    """Material as it was stored, and what a language model had written by then."""

    material: BriefingMaterial
    by_model: Standing | None


async def load_whole(ctx: Context, call_id: str) -> Loaded:
    """The whole call, to go on from what a model wrote of it. Raises NotFound."""
    return await _load(ctx, call_id, whole=True)


async def load_recent(ctx: Context, call_id: str) -> Loaded:
    """The briefing as it is, if it can be added to, and the segments that it may not have read:
    a call of two hours has 1,500. Else the whole call. Raises NotFound.
    """
    return await _load(ctx, call_id, whole=False)


async def _load(ctx: Context, call_id: str, *, whole: bool) -> Loaded:
    async with ctx.db.read() as session:
        call = await get_call(session, call_id)
        latest = await latest_version(session, call_id)
        by_model = written_by_model(latest) if latest else None
        as_it_is = goes_on_from(latest) if latest and not whole else None
        since_s = as_it_is.briefing.covers_until - LATE_S if as_it_is else -1.0
        segments = await segments_of(session, call_id, ended_after_s=since_s)
        handovers = await _handovers(session, call)
    material = BriefingMaterial(
        caller_name=call.caller_name,
        topic=call.topic,
        segments=tuple(segments),
        previous=briefing_of(latest) if latest else None,
        standing=by_model if whole else as_it_is,
        handovers=handovers,
    )
    return Loaded(masked_material(material, frozenset(ctx.settings.privacy_mask)), by_model)


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
