"""What a stored version of a briefing holds, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from warm_transfer.actions.views import BriefingView, ChangeView, FactView, NoteView
from warm_transfer.db.models import BriefingVersion
from warm_transfer.domain.briefing import Briefing, Edit, render, since_then
from warm_transfer.domain.spoken import speakable
from warm_transfer.services.briefing.base import Standing

EDITED_SOURCE = "agent"


def briefing_of(version: BriefingVersion) -> Briefing:
    return Briefing.from_dict(version.content["briefing"])


def edit_of(version: BriefingVersion) -> Edit | None:
    edit = version.content["edit"]
    return Edit.from_dict(edit) if edit else None


def written_by_model(version: BriefingVersion) -> Standing | None:
    """What a language model wrote last, without what was added since."""
    stored = version.content.get("by_model")
    if stored is None:
        return None
    return Standing(Briefing.from_dict(stored["briefing"]), tuple(stored["recent"]))


def goes_on_from(version: BriefingVersion) -> Standing | None:
    """The briefing as it is, if more can be added to it; None: it is to be written anew."""
    recent = version.content.get("recent")
    return None if recent is None else Standing(briefing_of(version), tuple(recent))


def content_of(
    briefing: Briefing, edit: Edit | None, recent: Sequence[str] | None, by_model: Standing | None
) -> dict[str, Any]:
    """What a version stores."""
    return {
        "briefing": briefing.to_dict(),
        "edit": edit.to_dict() if edit else None,
        "recent": None if recent is None else list(recent),
        "by_model": asdict(by_model) if by_model else None,
    }


def briefing_view(version: BriefingVersion) -> BriefingView:
    briefing = briefing_of(version)
    edit = edit_of(version)
    edited = edit is not None and edit.text is not None
    return BriefingView(
        call_id=version.call_id,
        version=version.version,
        text=render(briefing, edit),
        spoken=speakable(render(briefing, edit)),
        headline=briefing.headline,
        reason=briefing.reason,
        facts=[
            FactView(label=fact.label, value=fact.value, segment_id=fact.segment_id)
            for fact in briefing.facts
        ],
        done=list(briefing.done),
        open=list(briefing.open),
        sentiment=briefing.sentiment,
        language=briefing.language,
        source=EDITED_SOURCE if edited else briefing.source,
        edited=edited,
        changes=_changes(briefing, edit) if edit and edited else [],
        notes=[NoteView(**asdict(note)) for note in (edit.notes if edit else ())],
        covers_until=briefing.covers_until,
        updated_at=version.created_at,
    )


def _changes(briefing: Briefing, edit: Edit) -> list[ChangeView]:
    changes = [ChangeView(kind=each.kind, text=each.text) for each in edit.changes]
    fresh = since_then(briefing, edit)
    return [*changes, ChangeView(kind="same", text=fresh)] if fresh else changes
