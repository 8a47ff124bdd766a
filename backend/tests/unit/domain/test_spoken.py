from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.spoken import MAX_LENGTH, speakable


def test_lines_become_sentences() -> None:
    text = "Double charge\n- Order: 7319\n• Amount: $1,049.50\n\nDone: looked it up."
    assert speakable(text) == (
        "Double charge. Order: 7 3 1 9. Amount: $1,049.50. Done: looked it up."
    )


@pytest.mark.parametrize(
    "text",
    [
        "$1249 was charged.",
        "It began in 2024.",
        "1024.50 were paid.",
        "She was charged $49 twice.",
        "At 10:30.",
    ],
)
def test_money_times_and_years_are_read_as_they_are(text: str) -> None:
    assert speakable(text) == text


@given(st.text(max_size=400))
def test_doing_it_again_changes_nothing(text: str) -> None:
    assert speakable(speakable(text)) == speakable(text)


def test_it_has_an_end() -> None:
    assert len(speakable("word " * 5000)) <= MAX_LENGTH
