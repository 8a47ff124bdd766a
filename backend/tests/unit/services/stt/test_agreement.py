"""What is shown of a text that is read again and again while it grows."""

from __future__ import annotations

from warm_transfer.services.stt.agreement import Agreement


def told(*readings: str) -> list[str | None]:
    agreement = Agreement()
    return [agreement.add(reading) for reading in readings]


def test_what_two_readings_in_a_row_agree_on_is_told() -> None:
    assert told("I was", "I was charged", "I was charged twice.") == [
        None,
        "I was",
        "I was charged",
    ]


def test_a_word_that_changes_is_not_told() -> None:
    assert told("My name", "My neighbour", "My neighbour is") == [None, "My", "My neighbour"]


def test_case_and_punctuation_do_not_count_and_no_sentence_ends_early() -> None:
    assert told("Thank you.", "thank you for", "Thank you, for calling") == [
        None,
        "thank you",
        "Thank you, for",
    ]


def test_what_was_told_never_shrinks() -> None:
    assert told("a b c", "a b c", "a x", "a b c", "a b c d") == [None, "a b c", None, None, None]
    assert told("a b", "a b", "a b c d", "a b c d") == [None, "a b", None, "a b c d"]


def test_nothing_is_agreed_on_silence() -> None:
    assert told("", "", "...", "...") == [None, None, None, None]
