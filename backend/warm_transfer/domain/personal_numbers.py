"""Numbers that stand for a person or their money, by their form and check digits. Pure.

Each takes digits (and letters where the number has some) without anything between them.
"""

from __future__ import annotations

import re

CARD_LENGTHS = range(13, 20)  # ISO/IEC 7812 allows up to 19; no card in use has fewer than 13

# SWIFT's IBAN registry.
IBAN_LENGTHS = {
    country: length
    for length, countries in (
        (15, "NO"),
        (16, "BE"),
        (18, "DK FO FI GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    )
    for country in countries.split()
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
_CODICE_FISCALE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]")
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CF_ODD_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_CF_ODD_LETTERS = (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_CF_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (*_CF_ODD_DIGITS, *_CF_ODD_DIGITS, *_CF_ODD_LETTERS),
        strict=True,
    )
)


def has_card(digits: str) -> bool:
    """Whether there is a card's number in it, which may be only a part of what was said."""
    return any(
        is_luhn(digits[start : start + length])
        for length in CARD_LENGTHS
        for start in range(len(digits) - length + 1)
    )


def is_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B. Nothing but zeros is no number."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return digits.strip("0") != "" and sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """ISO 13616: as long as its country has them, and 1 modulo 97 with its first four characters
    moved to the end."""
    if not _IBAN.fullmatch(text) or IBAN_LENGTHS.get(text[:2]) != len(text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def is_national_id(text: str) -> bool:
    """One that its check digits or its letters tell apart from any other number."""
    checks = _NATIONAL_DIGITS.get(len(text), ()) if text.isdecimal() else _NATIONAL_LETTERS
    return any(check(text) for check in checks)


def could_be_ssn(digits: str) -> bool:
    """US social security numbers have no check digit: only the blocks never issued are told."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return (
        len(digits) == 9
        and area not in {"000", "666"}
        and area < "900"
        and group != "00"
        and serial != "0000"
    )


def _is_bsn(digits: str) -> bool:
    """Netherlands, burgerservicenummer: the eleven test."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return digits.strip("0") != "" and total % 11 == 0


def _is_steuer_id(digits: str) -> bool:
    """Germany, Identifikationsnummer: ISO 7064 MOD 11,10; one digit of ten is there two or three
    times, and the others at most once."""
    counts = sorted(digits[:10].count(digit) for digit in set(digits[:10]))
    if digits[0] == "0" or counts[-1] not in {2, 3} or counts[-2:-1] != [1]:
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def _is_pesel(digits: str) -> bool:
    """Poland: weights 1 3 7 9; the month has its century added."""
    if int(digits[2:4]) % 20 not in range(1, 13) or int(digits[4:6]) not in range(1, 32):
        return False
    total = sum(weight * int(d) for weight, d in zip((1, 3, 7, 9) * 3, digits[:10], strict=False))
    return (10 - total % 10) % 10 == int(digits[10])


def _is_cpf(digits: str) -> bool:
    """Brazil, cadastro de pessoas físicas: two check digits modulo 11."""
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum((length + 1 - place) * int(digits[place]) for place in range(length))
        if total * 10 % 11 % 10 != int(digits[length]):
            return False
    return True


def _is_nir(text: str) -> bool:
    """France, numéro de sécurité sociale: 97 minus the rest of the first 13. Corsica is 2A, 2B."""
    number = text[:13].replace("2A", "19").replace("2B", "18")
    if not (number + text[13:]).isdecimal() or len(text) != 15 or text[0] not in "12":
        return False
    return 97 - int(number) % 97 == int(text[13:])


def _is_nino(text: str) -> bool:
    """United Kingdom, National Insurance number: told by its letters."""
    return bool(_NINO.fullmatch(text))


def _is_dni(text: str) -> bool:
    """Spain, DNI and NIE: the letter is the number modulo 23."""
    number = text[:-1]
    if number[:1] in {"X", "Y", "Z"}:
        number = str("XYZ".index(number[0])) + number[1:]
    return len(number) == 8 and number.isdecimal() and text[-1] == _DNI_LETTERS[int(number) % 23]


def _is_codice_fiscale(text: str) -> bool:
    """Italy: odd places by a table, even places by their value, modulo 26."""
    if not _CODICE_FISCALE.fullmatch(text):
        return False
    total = sum(
        _CF_ODD[char] if place % 2 == 0 else int(char, 36) - 10 * char.isalpha()
        for place, char in enumerate(text[:15])
    )
    return chr(ord("A") + total % 26) == text[15]


_NATIONAL_DIGITS = {9: (_is_bsn,), 11: (_is_steuer_id, _is_pesel, _is_cpf), 15: (_is_nir,)}
_NATIONAL_LETTERS = (_is_nino, _is_dni, _is_codice_fiscale, _is_nir)
