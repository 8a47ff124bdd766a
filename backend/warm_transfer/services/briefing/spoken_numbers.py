"""Numbers as people say them, as regular expressions: "forty nine", "four five two eight"."""

from __future__ import annotations

UNITS = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(words)})"


_BELOW_HUNDRED = rf"(?:{_any(TENS)}(?:[ -]{_any(UNITS)})?|{_any(TEENS + UNITS)})"

# "twelve", "forty nine", "one hundred and twenty", "one thousand one hundred and forty"
NUMBER_WORDS = rf"{_BELOW_HUNDRED}(?: (?:hundred|thousand|million)(?:(?: and)? {_BELOW_HUNDRED})?)*"

# "third", "twenty first", "thirtieth"
ORDINAL_WORDS = (
    rf"(?:(?:twenty|thirty)[ -]{_any(ORDINALS[:9])}|twentieth|thirtieth|{_any(ORDINALS)})"
)

_DIGIT_WORD = rf"(?:(?:double|triple) )?{_any([*UNITS, 'oh'])}"


def digits_one_by_one(least: int) -> str:
    """ "four five two eight", "seven, three, one, nine": at least so many."""
    return rf"{_DIGIT_WORD}(?:[, -]+{_DIGIT_WORD}){{{least - 1},}}"
