"""A briefing as text, and what becomes of an agent's own words."""

from __future__ import annotations

import json
from dataclasses import replace

from warm_transfer.domain.briefing import Briefing, Edit, Fact, render

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


def test_an_edited_briefing_keeps_the_agents_words() -> None:
    assert render(BRIEFING, Edit("Be quick.", BRIEFING.facts)) == "Be quick."


def test_what_came_up_after_the_edit_is_added_below_it() -> None:
    edit = Edit("Refund for order 7319.", known=(AMOUNT,))
    assert render(BRIEFING, edit) == "Refund for order 7319.\n\nSince then:\n- Amount: $12"


def test_what_the_agent_left_out_does_not_come_back_from_another_segment() -> None:
    said_again = replace(BRIEFING, facts=(replace(ORDER, segment_id="s9"),))
    assert render(said_again, Edit("Be quick.", known=(ORDER,))) == "Be quick."


def test_storing_and_loading_changes_nothing() -> None:
    edit = Edit("Be quick.", (ORDER,))
    assert Briefing.from_dict(json.loads(json.dumps(BRIEFING.to_dict()))) == BRIEFING
    assert Edit.from_dict(json.loads(json.dumps(edit.to_dict()))) == edit
