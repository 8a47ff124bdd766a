"""Numbers, codes and addresses as people write them; everything else as it was said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.services.stt.readable import readable


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("o k e l l y at gmail dot com", "okelly@gmail.com"),
        ("it's O-K-E-L-L-Y at gmail.com please", "it's okelly@gmail.com please"),
        ("My email is helen at example dot com.", "My email is helen@example.com."),
        ("my e-mail address is Helen dot Brown at Example dot co dot uk", None),
        ("helen underscore brown at mail.example.org", "helen_brown@mail.example.org"),
        ("My email is helen.brown@example.com.", "My email is helen.brown@example.com."),
        ("The order number is four five two eight.", "The order number is 4528."),
        ("it is 4 5 2 8 double 5", "it is 452855"),
        ("five, five, five, oh, one, triple two", "55501222"),
        ("the code is A B 4528", "the code is AB4528"),
        ("the code is X 4 5 2 8", "the code is X4528"),
    ],
)
def test_what_is_certain_is_written(said: str, written: str | None) -> None:
    expected = written or "my e-mail address is helen.brown@example.co.uk"
    assert readable(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "I looked at gmail dot com",
        "Look at amazon.com for one two three",
        "I need a 4528 and I 500 more",
        "one or two of us",
        "Nine to five, four days",
        "the IBM 4528",
        "call 555-0123-4567",
        "the child almost hurt the small dog",
        "Meet me at nine dot thirty",
    ],
)
def test_what_is_not_certain_stays(said: str) -> None:
    assert readable(said) == said


def test_no_text_takes_long() -> None:
    """Within the time that tests have: no text makes the patterns try every way there is."""
    for piece in ("a-a.", "a a ", "a dot ", "1 ", "A ", "email "):
        readable(piece * 400)


@given(
    st.lists(
        st.sampled_from(
            "a I my order number is at dot com gmail email four five double 4 52 oh X B o k".split()
        )
    )
)
def test_it_is_done_once_and_for_all_and_drops_no_other_word(words: list[str]) -> None:
    said = " ".join(words)
    written = readable(said)
    assert readable(written) == written
    for word in ("my", "order", "number", "is", "email"):
        assert len(re.findall(word, written)) == words.count(word)
