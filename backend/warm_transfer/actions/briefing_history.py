"""How a briefing came to be what it is: its versions, with what each changed."""

from __future__ import annotations

from sqlalchemy import select

from warm_transfer.actions.briefing_views import EDITED_SOURCE, briefing_of, edit_of
from warm_transfer.actions.call_access import require_reader
from warm_transfer.actions.context import Context
from warm_transfer.actions.views import BriefingVersionPage, BriefingVersionView, ChangeView
from warm_transfer.db.models import BriefingVersion, User
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.briefing import render
from warm_transfer.domain.text_changes import text_changes


async def briefing_versions(
    ctx: Context, actor: AgentActor, call_id: str, *, before: int | None, limit: int
) -> BriefingVersionPage:
    """Versions below `before`, newest first. Raises NotFound or Forbidden."""
    statement = (
        select(BriefingVersion, User.name)
        .outerjoin(User, User.id == BriefingVersion.edited_by)
        .where(BriefingVersion.call_id == call_id)
        .order_by(BriefingVersion.version.desc())
        .limit(limit + 1)  # the last one is only compared with
    )
    if before is not None:
        statement = statement.where(BriefingVersion.version < before)
    async with ctx.db.read() as session:
        await require_reader(session, actor, call_id)
        rows = [(version, name) for version, name in await session.execute(statement)]
    texts = [_text(version) for version, _ in rows] + [""]
    items = [
        _view(version, name, texts[place], texts[place + 1])
        for place, (version, name) in enumerate(rows[:limit])
    ]
    return BriefingVersionPage(
        items=items, next_before=items[-1].version if len(rows) > limit else None
    )


def _text(version: BriefingVersion) -> str:
    return render(briefing_of(version), edit_of(version))


def _view(
    version: BriefingVersion, editor: str | None, text: str, before: str
) -> BriefingVersionView:
    edit = edit_of(version)
    by_agent = edit is not None and edit.version == version.version
    return BriefingVersionView(
        version=version.version,
        text=text,
        changes=[ChangeView(kind=c.kind, text=c.text) for c in text_changes(before, text)],
        source=EDITED_SOURCE if by_agent else briefing_of(version).source,
        editor=editor if by_agent else None,
        created_at=version.created_at,
    )
