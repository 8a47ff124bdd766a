"""What is hidden in what people say, and what stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warm_transfer.domain.digit_runs import digit_runs
from warm_transfer.domain.masking import mask, mask_parts
from warm_transfer.domain.personal_numbers import CARD_LENGTHS, is_luhn
from warm_transfer.domain.sensitive import ALL_KINDS, MaskKind

WORDS = "zero one two three four five six seven eight nine".split()
NO_DIGITS = st.text(
    st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@"), max_size=40
)


@pytest.mark.parametrize(
    ("kind", "said", "shown"),
    [
        ("cards", "My card is 4242 4242 4242 4242.", "My card is [card ••4242]."),
        ("cards", "It is 3782-822463-10005, okay?", "It is [card ••0005], okay?"),
        ("cards", "Four two, " * 8 + "please.", "[card ••4242], please."),
        ("cards", "forty two " * 8 + "Thanks", "[card ••4242] Thanks"),
        ("cards", "It is 4242, to 4242, it's 4242, so 4242.", "It is [card ••4242]."),
        ("cards", "double five " * 6 + "double four double four", "[card ••4444]"),
        ("ibans", "To DE89 3704 0044 0532 0130 00 today.", "To [IBAN ••3000] today."),
        ("ibans", "It's d e 89 3704 0044 0532 0130 00", "It's [IBAN ••3000]"),
        ("ibans", "GB29NWBK60161331926819", "[IBAN ••6819]"),
        ("national_ids", "My social is 219 09 9999.", "My social is [ID number]."),
        ("national_ids", "219-09-9999", "[ID number]"),
        ("national_ids", "It is AB 12 34 56 C.", "It is [ID number]."),
        ("national_ids", "Mi NIE es X-1234567-L.", "Mi NIE es [ID number]."),
        ("national_ids", "RSSMRA85T10A562S is mine", "[ID number] is mine"),
        ("national_ids", "86 095 742 719", "[ID number]"),
        ("phone", "Call me on +44 20 7946 0958.", "Call me on [phone number]."),
        ("phone", "It's (555) 123-4567.", "It's [phone number]."),
        ("phone", "My phone is 555 1234.", "My phone is [phone number]."),
        ("phone", "oh two oh, seven nine four six, oh nine five eight", "[phone number]"),
        ("email", "Write to ines.duarte@example.com.", "Write to [e-mail]."),
        ("email", "It is ines dot d at example dot com.", "It is [e-mail]."),
        ("spoken_digits", "The code is seven three one nine two two.", "The code is [number]."),
    ],
)
def test_one_kind_at_a_time(kind: MaskKind, said: str, shown: str) -> None:
    assert mask(said, frozenset({kind})) == shown
    assert mask(said, frozenset()) == said
    assert mask(said, ALL_KINDS - {kind}) != shown


@pytest.mark.parametrize(
    "said",
    [
        "My order number is 4528.",
        "The card ending in 4242.",
        "I paid $1,200,500.75 on 2026-11-29 at 10:30.",
        "That is 1500000 euros, or 12,345,678 people.",
        "Meet me at noon, it is two for one.",
        "They were here from 2015 to 2019.",
        "I was charged twice, and then twenty five dollars.",
    ],
)
def test_what_the_next_agent_needs_stays(said: str) -> None:
    assert mask(said, ALL_KINDS) == said


def test_a_number_in_several_parts_is_hidden_in_each() -> None:
    parts = ["My card is 4242 4242", "uh", "4242.", "4242, and it expires in May"]
    assert mask_parts(parts, ALL_KINDS) == [
        "My card is [card ••4242]",
        "[card ••4242]",
        "[card ••4242]",
        "[card ••4242], and it expires in May",
    ]


def test_parts_that_do_not_go_on_are_apart() -> None:
    parts = ["It is 4242 4242 4242", "no wait", "4242"]
    assert mask_parts(parts, frozenset({"cards"})) == parts


def test_of_numbers_that_overlap_nothing_is_left() -> None:
    shown = mask("To DE89 3704 0044 0532 0130 00 4242 4242 4242 4242.", ALL_KINDS)
    assert shown == "To [IBAN ••3000]."


@st.composite
def cards(draw: st.DrawFn) -> str:
    length = draw(st.sampled_from(CARD_LENGTHS))
    first = draw(st.sampled_from("123456789"))
    digits = first + draw(st.text("0123456789", min_size=length - 2, max_size=length - 2))
    return next(digits + last for last in "0123456789" if is_luhn(digits + last))


@st.composite
def spoken(draw: st.DrawFn, card: str) -> str:
    """A card's number as somebody may say it or a service may write it."""
    said = [draw(st.sampled_from([digit, WORDS[int(digit)]])) for digit in card]
    between = st.sampled_from([" ", ", ", "-", ". ", " uh ", " and ", "... "])
    return "".join(f"{digit}{draw(between)}" for digit in said[:-1]) + said[-1]


@settings(deadline=None)
@given(st.data(), cards(), NO_DIGITS, NO_DIGITS)
def test_no_eight_digits_of_a_card_are_left(
    data: st.DataObject, card: str, before: str, after: str
) -> None:
    text = f"{before} {data.draw(spoken(card))} {after}"
    shown = mask(text, frozenset({"cards"}))
    left = [run.digits for run in digit_runs(re.sub(r"\[card ••\d{4}\]", " | ", shown))]
    assert not any(card[at : at + 8] in run for run in left for at in range(len(card) - 7))


@settings(deadline=None)
@given(st.text(st.sampled_from("abcdefgh ,.!?'éßñ你\n"), max_size=200))
def test_plain_text_is_untouched(text: str) -> None:
    assert mask(text, ALL_KINDS) == text


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("4 2a-.,@+()\n"), max_size=30), min_size=1, max_size=4))
def test_each_part_stays_a_part(parts: list[str]) -> None:
    assert len(mask_parts(parts, ALL_KINDS)) == len(parts)
