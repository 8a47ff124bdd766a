"""A value was said when its words were, however numbers are written."""

from __future__ import annotations

import pytest

from warm_transfer.services.briefing.said import has_number, is_said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("$49", "It was forty nine dollars."),
        ("$49", "It was $49.00."),
        ("$49.99", "forty nine ninety nine dollars"),
        ("$49.50", "forty-nine dollars and fifty cents"),
        ("1,140", "one thousand one hundred and forty"),
        ("1140", "1,140 dollars"),
        ("120 people", "for one hundred and twenty people"),
        ("4528", "Order four, five, two, eight, please."),
        ("7712", "double seven one two"),
        ("4052", "four oh five two"),
        ("AB1234", "A B one two three four"),
        ("ines@example.com", "It's Ines at example dot com."),
        ("ines@example.com", "It's ines@example.com."),
        ("7:30 am", "at seven thirty a.m. please"),
        ("March 3rd", "on march third twenty twenty six"),
        ("2026", "twenty twenty six"),
        ("2 people", "a table for two people"),
        ("Ines Duarte", "This is Ines Duarte\u2019s phone."),
        ("+14155550123", "+1 415-555-0123"),
        ("verified", "I am Verified!"),
    ],
)
def test_it_was_said(value: str, text: str) -> None:
    assert is_said(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("45", "order 4528"),
        ("45", "four five two eight"),
        ("0123", "555-0123"),
        ("4950", "$49.50"),
        ("49.50", "4950"),
        ("$49", "49 euros"),
        ("$49", "It was forty nine."),
        ("order", "I want to reorder."),
        ("Duarte Ines", "Ines Duarte"),
        ("", "anything"),
        ("...", "..."),
    ],
)
def test_it_was_not_said(value: str, text: str) -> None:
    assert not is_said(value, text)


@pytest.mark.parametrize("value", ["forty nine", "4528", "ines@example.com", "the third", "7:30"])
def test_these_hold_a_number_or_an_address(value: str) -> None:
    assert has_number(value)


def test_words_are_no_number() -> None:
    assert not has_number("Ines Duarte")
