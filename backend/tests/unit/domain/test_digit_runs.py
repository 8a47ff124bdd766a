"""Digits, however they are said or written."""

from __future__ import annotations

import pytest

from warm_transfer.domain.digit_runs import digit_runs, is_nothing_but, open_run


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4242 4242-4242.4242", ["4242424242424242"]),
        ("four two four two", ["4242"]),
        ("Four, two. Four... two!", ["4242"]),
        ("double four triple two", ["44222"]),
        ("double 4 two", ["442"]),
        ("forty two forty-two", ["4242"]),
        ("twenty and four", ["204"]),
        ("twelve fifteen", ["1215"]),
        ("forty two hundred", ["4200"]),
        ("one hundred twenty three", ["123"]),
        ("oh seven, uh, nine", ["079"]),
        ("four five to eight", ["4528"]),
        ("from 2015 to 2019, for 2 too", ["2015", "2019", "2"]),
        ("I have two cats and 3 dogs", ["2", "3"]),
        ("at 10:30 on 11/29", ["10", "30", "11", "29"]),
        ("\u0664\u0662", ["42"]),
        ("often someone's weight", []),
        ("double", []),
        ("forty-", ["40"]),
    ],
)
def test_what_they_mean(text: str, digits: list[str]) -> None:
    assert [run.digits for run in digit_runs(text)] == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4242, to 4242, and it's 4242", ["424242424242"]),
        ("4242 people on 4242", ["4242", "4242"]),
    ],
)
def test_groups_of_digits_may_have_words_between_them(text: str, digits: list[str]) -> None:
    assert [run.digits for run in digit_runs(text, in_groups=True)] == digits


def test_where_they_are() -> None:
    text = "It is four two, four two. Right?"
    (run,) = digit_runs(text)
    assert text[run.start : run.end] == "four two, four two"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("My card is 4242", "4242"),
        ("It is four two, uh,", "42"),
        ("4242 it is", None),
        ("Yes", None),
    ],
)
def test_a_run_is_open_while_nothing_comes_after_it(text: str, digits: str | None) -> None:
    run = open_run(text)
    assert (run.digits if run else None) == digits


def test_dictating_is_saying_nothing_but_digits() -> None:
    for text, nothing_else in (("Uh, four two.", True), ("I need two", False)):
        run = open_run(text)
        assert run is not None
        assert is_nothing_but(run, text) is nothing_else
