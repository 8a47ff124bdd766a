"""Phone numbers as people type them, and which of them may be dialled.

What a number is, is libphonenumber's to say (Google's rules, in its Python port): the pages ask
the same library, so both agree.
"""

from __future__ import annotations

from collections.abc import Collection

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from warm_transfer.errors import InvalidInput

# What is dialled costs whoever dials more than a call, and pays whoever is dialled: the way that
# toll fraud goes.
PREMIUM = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})


def check_number(typed: str, country: str, allowed: Collection[str]) -> str:
    """The number in E.164, if it may be dialled.

    `country` and `allowed` are ISO 3166 codes: of numbers typed without one, and of those that may
    be dialled. Raises InvalidInput with what is wrong.
    """
    try:
        number = phonenumbers.parse(typed, country)
    except NumberParseException as error:
        raise _no_number() from error
    if not phonenumbers.is_valid_number(number):
        raise _no_number()
    if phonenumbers.number_type(number) in PREMIUM:
        raise InvalidInput(
            "This number costs extra and is not dialled. Choose another one.",
            code="phone_premium_refused",
        )
    region = phonenumbers.region_code_for_number(number)
    if region not in allowed:
        raise InvalidInput(
            f"Numbers of {region or 'this country'} are not dialled from here. "
            "PHONE_ALLOWED_COUNTRIES says which are.",
            code="phone_country_refused",
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def country_of(number: str) -> str | None:
    """The ISO 3166 code of a number in E.164; None where there is none, as with satellites."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except NumberParseException:
        return None


def is_e164(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return False
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == number


def shown(number: str) -> str:
    """A number in E.164 as people read it, such as +1 415-555-1212."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def _no_number() -> InvalidInput:
    return InvalidInput(
        "This is not a phone number. Type it with its country code, such as +1 415 555 1212.",
        code="phone_number_invalid",
    )
