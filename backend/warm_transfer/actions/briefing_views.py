"""What a stored version of a briefing holds, and how it is shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from warm_transfer.actions.views import BriefingView, ChangeView, FactView, NoteView
from warm_transfer.db.models import BriefingVersion
from warm_transfer.domain.briefing import Briefing, Edit, render, since_then
from warm_transfer.services.briefing.base import Standing

EDITED_SOURCE = "agent"


def briefing_of(version: BriefingVersion) -> Briefing:
    return Briefing.from_dict(version.content["briefing"])


def edit_of(version: BriefingVersion) -> Edit | None:
    edit = version.content["edit"]
    return Edit.from_dict(edit) if edit else None


def standing_of(version: BriefingVersion) -> Standing | None:
    """What was written in the background; versions from before there was one have none."""
    stored = version.content.get("standing")
    if stored is None:
        return None
    return Standing(
        Briefing.from_dict(stored["briefing"]), tuple(stored["recent"]), stored["by_model"]
    )


def content_of(briefing: Briefing, edit: Edit | None, standing: Standing | None) -> dict[str, Any]:
    """What a version stores."""
    return {
        "briefing": briefing.to_dict(),
        "edit": edit.to_dict() if edit else None,
        "standing": asdict(standing) if standing else None,
    }


def briefing_view(version: BriefingVersion) -> BriefingView:
    briefing = briefing_of(version)
    edit = edit_of(version)
    edited = edit is not None and edit.text is not None
    return BriefingView(
        call_id=version.call_id,
        version=version.version,
        text=render(briefing, edit),
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
