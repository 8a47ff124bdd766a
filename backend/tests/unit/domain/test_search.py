"""Words to look for, and where they are in what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.search import MAX_WORDS, Piece, pieces, search_words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Refund", ("refund",)),
        ("  charged TWICE ", ("charged", "twice")),
        ("ines@example.com", ("ines", "example", "com")),
        ("order-no. 7_319", ("order", "no", "7", "319")),
        ("twice twice", ("twice",)),
        ("Straße", ("strasse",)),
        ('"* OR -', ("or",)),
        ("…  ", ()),
    ],
)
def test_words_of_a_query(query: str, words: tuple[str, ...]) -> None:
    assert search_words(query) == words


def test_more_words_than_help_are_left_out() -> None:
    assert len(search_words(" ".join(f"w{n}" for n in range(30)))) == MAX_WORDS


def test_what_was_found_is_cut_out_whole_words_by_their_beginning() -> None:
    assert pieces("I was charged, and José recharged it.", ("charg", "jose")) == [
        Piece("I was ", False),
        Piece("charged", True),
        Piece(", and ", False),
        Piece("José", True),
        Piece(" recharged it.", False),
    ]


def test_without_words_nothing_is_cut() -> None:
    assert pieces("As it was.", ()) == [Piece("As it was.", False)]


@given(text=st.text(max_size=80), query=st.text(max_size=30))
def test_pieces_put_together_are_the_text(text: str, query: str) -> None:
    cut = pieces(text, search_words(query))
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
