"""A briefing in words that a voice can read out."""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*[-*•·\u2013]\s+")
ENDS = (".", "?", "!", ":", ";", ",")
# A voice reads 7319 as "seven thousand three hundred nineteen". What is money, a decimal, a time or
# a year it reads well.
LONG_DIGITS = re.compile(r"(?<![\d$€£.,:])(?!(?:19|20)\d\d\b)\d{4,}(?![\d.,:]\d)")
MAX_LENGTH = 3000  # characters, some three minutes; Twilio says 4096 at a time at most


def speakable(text: str) -> str:
    """Text with lines and bullets as one paragraph. Doing it again changes nothing."""
    sentences = (BULLET.sub("", line).strip() for line in text.splitlines())
    joined = " ".join(_ended(sentence) for sentence in sentences if sentence)
    return LONG_DIGITS.sub(lambda digits: " ".join(digits.group()), joined)[:MAX_LENGTH].strip()


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(ENDS) else f"{sentence}."
