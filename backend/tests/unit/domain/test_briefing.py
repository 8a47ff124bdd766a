"""A briefing as text, and what becomes of an agent's own words."""

from __future__ import annotations

import json
from dataclasses import replace

from warm_transfer.domain.briefing import Briefing, Edit, Fact, Note, render, rewritten
from warm_transfer.domain.text_changes import Change

ORDER = Fact("Order number", "7319", "s1")
AMOUNT = Fact("Amount", "$49", "s2")
BRIEFING = Briefing(
    headline="Charged twice",
    reason="I was charged twice for my order",
    facts=(ORDER, AMOUNT, Fact("Amount", "$12", "s3")),
    done=("I have started the refund",),
    open=("Wants it before Friday",),
    sentiment="negative",
    language="en",
    source="local",
    covers_until=42.0,
)


def test_values_of_one_label_share_a_line() -> None:
    assert render(BRIEFING) == (
        "Charged twice\n"
        "I was charged twice for my order\n"
        "- Order number: 7319\n"
        "- Amount: $49; $12\n"
        "Done: I have started the refund\n"
        "Open: Wants it before Friday"
    )


def test_what_is_empty_takes_no_line() -> None:
    bare = replace(BRIEFING, reason="", facts=(), done=(), open=())
    assert render(bare) == "Charged twice"


def test_what_the_headline_or_the_reason_says_is_not_said_again_as_open() -> None:
    said_above = replace(BRIEFING, open=("Charged twice", "I was charged twice for my order"))
    assert "Open" not in render(said_above)


def test_an_edited_briefing_keeps_the_agents_words() -> None:
    assert render(BRIEFING, Edit("Be quick.", BRIEFING.facts)) == "Be quick."


def test_what_came_up_after_the_edit_is_added_below_it() -> None:
    edit = Edit("Refund for order 7319.", known=(AMOUNT,))
    assert render(BRIEFING, edit) == "Refund for order 7319.\n\nSince then:\n- Amount: $12"


def test_what_the_agent_left_out_does_not_come_back_from_another_segment() -> None:
    said_again = replace(BRIEFING, facts=(replace(ORDER, segment_id="s9"),))
    assert render(said_again, Edit("Be quick.", known=(ORDER,))) == "Be quick."


def test_storing_and_loading_changes_nothing() -> None:
    note = Note("Prefers e-mail.", "Ana", "2026-03-04T05:06:07+00:00")
    edit = Edit("Be quick.", (ORDER,), (Change("added", "Be quick."),), (note,), 4)
    assert Briefing.from_dict(json.loads(json.dumps(BRIEFING.to_dict()))) == BRIEFING
    assert Edit.from_dict(json.loads(json.dumps(edit.to_dict()))) == edit


def test_an_edit_stored_before_changes_were_marked_is_still_read() -> None:
    stored = {"text": "Be quick.", "known": []}
    assert Edit.from_dict(stored) == Edit("Be quick.", ())


def test_notes_stand_below_what_is_written_and_below_an_agents_words() -> None:
    note = Note("Prefers e-mail.", "Ana", "2026-03-04T05:06:07+00:00")
    bare = replace(BRIEFING, reason="", facts=(AMOUNT,), done=(), open=())
    assert render(bare, Edit(None, notes=(note,))) == (
        "Charged twice\n- Amount: $49\nNote by Ana: Prefers e-mail."
    )
    assert render(bare, Edit("Be quick.", (AMOUNT,), notes=(note,))) == (
        "Be quick.\nNote by Ana: Prefers e-mail."
    )


def test_what_an_agent_changed_is_marked_from_what_was_written() -> None:
    bare = replace(BRIEFING, reason="", facts=(), done=(), open=())
    first = rewritten(bare, None, "Charged three times", 2)
    assert first.changes == (
        Change("same", "Charged "),
        Change("removed", "twice"),
        Change("added", "three times"),
    )
    again = rewritten(bare, first, "Charged", 3)
    assert again.changes == (Change("same", "Charged"), Change("removed", " twice"))
    assert again.version == 3


def test_putting_a_briefing_in_ones_own_words_takes_its_notes_in() -> None:
    note = Note("Prefers e-mail.", "Ana", "2026-03-04T05:06:07+00:00")
    assert rewritten(BRIEFING, Edit(None, notes=(note,)), "Mine.", 2).notes == ()


def test_what_was_done_after_the_edit_is_added_below_it_too() -> None:
    edit = rewritten(BRIEFING, None, "Be quick.", 2)
    assert render(BRIEFING, edit) == "Be quick."
    later = replace(BRIEFING, done=(*BRIEFING.done, "Sent the form"))
    assert render(later, edit) == "Be quick.\n\nSince then:\nDone: Sent the form"
