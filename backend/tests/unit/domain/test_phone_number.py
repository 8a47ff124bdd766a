from __future__ import annotations

import pytest

from warm_transfer.domain.phone_number import check_number, country_of, is_e164, shown
from warm_transfer.errors import InvalidInput


@pytest.mark.parametrize(
    "typed",
    [
        "+14155551212",
        "(415) 555-1212",
        "415.555.1212",
        "1 415 555 1212",
        " +1 (415) 555 1212 ",
        "tel:+1-415-555-1212",
    ],
)
def test_a_number_is_read_in_any_usual_way(typed: str) -> None:
    assert check_number(typed, "US", ["US"]) == "+14155551212"


def test_a_country_code_counts_more_than_the_default_country() -> None:
    assert check_number("+44 7400 123456", "US", ["US", "GB"]) == "+447400123456"
    assert check_number("07400 123456", "GB", ["GB"]) == "+447400123456"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_number_invalid"),
        ("hello", "phone_number_invalid"),
        ("911", "phone_number_invalid"),
        ("+1 415 555", "phone_number_invalid"),
        ("+1 900 234 5678", "phone_premium_refused"),
        ("+44 909 879 0000", "phone_premium_refused"),
        ("+44 843 879 0000", "phone_premium_refused"),
        ("+44 7400 123456", "phone_country_refused"),
        ("+1 876 555 1212", "phone_country_refused"),  # Jamaica shares America's country code
    ],
)
def test_what_may_not_be_dialled_is_refused_with_why(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_number(typed, "US", ["US"])
    assert refused.value.code == code


def test_numbers_are_shown_as_people_read_them() -> None:
    assert shown("+14155551212") == "+1 415-555-1212"
    assert shown("+447400123456") == "+44 7400 123456"
    assert shown("unknown") == "unknown"


def test_e164_has_no_spaces() -> None:
    assert is_e164("+14155551212")
    assert not is_e164("+1 415 555 1212")
    assert not is_e164("4155551212")
    assert country_of("+14155551212") == "US"
    assert country_of("x") is None
