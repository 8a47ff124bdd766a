"""What was changed in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.text_changes import Change, text_changes


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("", "", ()),
        ("As it was.", "As it was.", (Change("same", "As it was."),)),
        ("", "New.", (Change("added", "New."),)),
        ("Old.", "", (Change("removed", "Old."),)),
        (
            "Order 7319, urgent",
            "Order 7320, urgent",
            (
                Change("same", "Order "),
                Change("removed", "7319"),
                Change("added", "7320"),
                Change("same", ", urgent"),
            ),
        ),
        (
            "Nothing has been said yet",
            "Charged twice, wants it back",
            (
                Change("removed", "Nothing has been said yet"),
                Change("added", "Charged twice, wants it back"),
            ),
        ),
        (
            "One, two.",
            "One, two!",
            (Change("same", "One, two"), Change("removed", "."), Change("added", "!")),
        ),
        (
            "One.",
            "One. Two.",
            (
                Change("same", "One."),
                Change("added", " Two."),
            ),
        ),
        (", ", ", a", (Change("same", ", "), Change("added", "a"))),
    ],
)
def test_changes(before: str, after: str, changes: tuple[Change, ...]) -> None:
    assert text_changes(before, after) == changes


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_both_texts_can_be_read_from_the_changes(before: str, after: str) -> None:
    changes = text_changes(before, after)
    assert "".join(each.text for each in changes if each.kind != "removed") == after
    assert "".join(each.text for each in changes if each.kind != "added") == before
