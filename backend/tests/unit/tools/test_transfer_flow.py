from __future__ import annotations

import pytest
from transfer_flow import DOCUMENT, WORDS, diagram, renewed, table

from warm_transfer.domain.transfer import TRANSITIONS, Effect, TransferEvent, Transition
from warm_transfer.domain.transfer import TransferState as S


def test_the_document_draws_the_rules_as_they_are() -> None:
    text = DOCUMENT.read_text()
    assert renewed(text) == text, "docs/transfer-flow.md is out of date. Renew it: make docs"


def test_the_table_has_every_rule() -> None:
    rows = table().splitlines()[2:]
    assert len(rows) == len(TRANSITIONS)
    for state, event in TRANSITIONS:
        assert len([row for row in rows if row.startswith(f"| `{state}` | `{event}` |")]) == 1
    assert set(WORDS) == set(Effect)


def test_the_diagram_has_every_way_but_the_two_from_anywhere() -> None:
    drawn = diagram().splitlines()
    for (state, event), row in TRANSITIONS.items():
        arrows = [line for line in drawn if line.startswith(f"    {state} --> {row.state}")]
        if event in (TransferEvent.CALLER_LEFT, TransferEvent.CALL_ENDED):
            assert not any(event in arrow for arrow in arrows)
        elif row.state is not None and row.state is not state:
            assert [event in arrow for arrow in arrows] == [True]
    ends = {line.split("--> ")[1] for line in drawn if line.startswith("    reverting -->")}
    assert ends == {"declined", "no_answer", "busy", "voicemail", "cancelled", "failed"}


def test_a_rule_that_changes_makes_the_document_old(monkeypatch: pytest.MonkeyPatch) -> None:
    text = DOCUMENT.read_text()
    key = (S.OFFERED, TransferEvent.DECLINED)
    monkeypatch.setitem(TRANSITIONS, key, Transition(S.PREPARING))
    assert "offered --> preparing : declined" in renewed(text)
    assert "| `offered` | `declined` | `preparing` |  |" in renewed(text)


def test_what_ends_a_transfer_in_some_states_alone_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(TRANSITIONS, (S.OFFERED, TransferEvent.CALLER_LEFT))
    assert "moving --> caller_left : caller_left" in diagram()


@pytest.mark.parametrize("text", ["", "<!-- diagram -->\n<!-- end of diagram -->\n" * 2])
def test_without_its_markers_nothing_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="markers of the diagram"):
        renewed(text)
