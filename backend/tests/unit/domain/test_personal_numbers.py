"""Numbers with check digits: examples as public documents have them, which are nobody's."""

from __future__ import annotations

import pytest

from warm_transfer.domain.personal_numbers import (
    could_be_ssn,
    has_card,
    is_iban,
    is_luhn,
    is_national_id,
)

CARDS = ("4242424242424242", "378282246310005", "5555555555554444", "30569309025904")
IBANS = ("DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606")
NATIONAL_IDS = (
    "111222333",  # Netherlands
    "86095742719",  # Germany
    "44051401458",  # Poland
    "52998224725",  # Brazil
    "255081416802538",  # France
    "184122A00400346",  # Corsica
    "AB123456C",  # United Kingdom
    "12345678Z",  # Spain
    "X1234567L",
    "RSSMRA85T10A562S",  # Italy
)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_found_alone_and_among_other_digits(card: str) -> None:
    assert is_luhn(card)
    assert has_card(card)
    assert has_card(f"12{card}27")


@pytest.mark.parametrize("card", CARDS)
def test_one_wrong_digit_makes_it_none(card: str) -> None:
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert not is_luhn(wrong)


@pytest.mark.parametrize("digits", ["", "4242", "0000000000000", "424242424242"])
def test_what_is_no_card(digits: str) -> None:
    assert not has_card(digits)


@pytest.mark.parametrize("iban", IBANS)
def test_ibans(iban: str) -> None:
    assert is_iban(iban)
    assert not is_iban(f"{iban[:-1]}{(int(iban[-1]) + 1) % 10}")
    assert not is_iban(iban[2:])


@pytest.mark.parametrize("number", NATIONAL_IDS)
def test_national_ids(number: str) -> None:
    assert is_national_id(number)


@pytest.mark.parametrize(
    "number",
    [
        "111222334",
        "000000000",
        "86095742710",
        "44051401459",
        "44991401458",
        "11111111111",
        "52998224724",
        "255081416802539",
        "BG123456C",
        "AB123456E",
        "12345678A",
        "RSSMRA85T10A562T",
        "12345",
        "",
    ],
)
def test_what_is_no_national_id(number: str) -> None:
    assert not is_national_id(number)


def test_blocks_of_social_security_numbers_that_are_never_issued() -> None:
    assert could_be_ssn("219099999")
    for number in ("000121234", "666121234", "900121234", "219009999", "219090000", "21909999"):
        assert not could_be_ssn(number)
