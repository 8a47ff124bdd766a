"""Makes spelled words, numbers and e-mail addresses readable, where it is certain what is meant.

Pure. What it is not sure of it leaves as it was said; it never drops a word.
"""

from __future__ import annotations

import re

DIGITS = {
    **{word: str(value) for value, word in enumerate(
        "zero one two three four five six seven eight nine".split()
    )},
    "oh": "0",
}  # fmt: skip
TIMES = {"double": 2, "triple": 3}
DIGIT = r"(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
GAP = r"(?:[ ,-]+)"

# At least four digits said one by one: fewer may be counting.
SPOKEN_DIGITS = re.compile(
    rf"\b(?:(?:double|triple) )?{DIGIT}(?:{GAP}(?:(?:double|triple) )?{DIGIT}){{3,}}\b",
    re.IGNORECASE,
)
# Letters spelled before digits: A B 4528, AB 4 5 2 8. A lone "a" or "I" may be a word.
SPELLED_CODE = re.compile(r"\b((?:[A-Z]{1,4}|(?:[A-Z][ -]+){1,3}[A-Z])) ?-? ?(\d{3,})\b")
WORDS_AS_CODE = frozenset({"A", "I"})

TOP_LEVELS = "com|org|net|edu|gov|io|co|info|biz|eu|uk|de|fr|es|it|nl|at|ch|ie|pt|ca|au|us"
DOMAIN = rf"(?:[a-z0-9-]+(?: dot |\.))+(?:{TOP_LEVELS})(?:(?: dot |\.)(?:uk|au|nz))?"
JOINER = r" (?:dot|underscore|dash|hyphen) "
SPELLED = r"(?:[a-z0-9](?: [a-z0-9])+)"  # O-K-E matches as one word
SPELLED_LAST = re.compile(rf"\b[a-z0-9](?:[ -][a-z0-9])+$|{JOINER}", re.IGNORECASE)
LOCAL = rf"(?:{SPELLED}|[a-z0-9_-]+)(?:(?:{JOINER}|\.)(?:{SPELLED}|[a-z0-9_-]+))*"
CUE = r"\b(?:e-?mail(?: address)?(?: is|'s|:|,)?|address is|mail (?:me|it|us) at|write to) "
# Only after words that announce one, or with letters spelled or a joiner: "look at gmail.com"
# is none.
ADDRESS = re.compile(
    rf"(?P<cue>{CUE})?(?<![\w'.-])(?P<local>{LOCAL})(?: at |@| @ )(?P<domain>{DOMAIN})\b",
    re.IGNORECASE,
)
SIGNS = {"dot": ".", "underscore": "_", "dash": "-", "hyphen": "-"}


def readable(text: str) -> str:
    text = ADDRESS.sub(_address, text)
    text = SPOKEN_DIGITS.sub(_digits, text)
    return SPELLED_CODE.sub(_code, text)


def _digits(match: re.Match[str]) -> str:
    said = [word for word in re.split(GAP, match[0].lower()) if word]
    if all(word.isdigit() for word in said) and "," not in match[0] and " " not in match[0]:
        return match[0]  # 555-123 is readable as it is
    digits, times = "", 1
    for word in said:
        if word in TIMES:
            times = TIMES[word]
            continue
        digits += DIGITS.get(word, word) * times
        times = 1
    return digits


def _code(match: re.Match[str]) -> str:
    letters = re.sub(r"[ -]", "", match[1])
    if letters in WORDS_AS_CODE or (
        len(letters) > 1 and " " not in match[1] and "-" not in match[1]
    ):
        return match[0]
    return letters + match[2]


def _address(match: re.Match[str]) -> str:
    local, cue = match["local"], match["cue"] or ""
    if not cue and not SPELLED_LAST.search(local):
        return match[0]
    return f"{cue}{_joined(local)}@{_joined(match['domain'])}"


def _joined(said: str) -> str:
    for word, sign in SIGNS.items():
        said = re.sub(rf"\s+{word}\s+", sign, said, flags=re.IGNORECASE)
    return re.sub(r"[ ]|(?<=\b[a-z0-9])-(?=[a-z0-9]\b)", "", said, flags=re.IGNORECASE).lower()
