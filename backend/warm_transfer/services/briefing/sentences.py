"""Sentences and what kind they are, by the words that people use in calls. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warm_transfer.services.briefing.words import content

_SPLIT = re.compile(r"(?<=[.!?])\s+")

_POLITE = re.compile(
    r"^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening)|yes|yeah|yep|no|ok|okay|sure|well|so"
    r"|um|uh|please|thanks|thank you|great|awesome|perfect|alright|all right|actually|and|but|oh)"
    r"(?: (?:there|so much|very much|a lot))?[,.! ]+)+",
    re.IGNORECASE,
)

_NEED = re.compile(
    r"\b(?:want(?:ed|s)?|need|would like|i'd like|looking for|calling (?:about|because|to)|help"
    r"|find|book|problem|issue|wrong|broken|error|charged|refund|cancel|change|missing|lost|late|never"
    r"|cannot|can't|could not|couldn't|unable|does not|doesn't|did not|didn't|not working|stopped"
    r"|search|reserve|to order|transfer|send)\b",
    re.IGNORECASE,
)

_DONE = re.compile(
    r"\b(?:i(?:'ve| have| just)?(?: just| already)? (?:started|sent|refunded|reset|booked|reserved"
    r"|made|confirmed|cancelled|canceled|updated|changed|checked|opened|created|issued|added|fixed"
    r"|applied)|(?:has|have) been \w+ed|(?:is|are) (?:now )?(?:booked|reserved|confirmed|complete"
    r"|completed|done|cancelled|canceled|refunded|on (?:its|their) way))\b",
    re.IGNORECASE,
)

_PROMISE = re.compile(
    r"\b(?:i will|i'll|we will|we'll|let me|i am going to|i'm going to)\b(?! (?:be happy|see if))",
    re.IGNORECASE,
)

_REQUEST = re.compile(
    r"\b(?:please|can you|could you|would you|can i|could i|i want|i need|i would like|i'd like)\b",
    re.IGNORECASE,
)

_WISH = re.compile(
    r"\b(?:looking for|searching for|search for|would need|prefer|interested in"
    r"|how about|what about|(?:going|like|love) to)\b",
    re.IGNORECASE,
)

_NO_MORE = re.compile(r"\b(?:that's|that is) (?:all|it)\b|\bnothing else\b", re.IGNORECASE)

_GLAD = re.compile(
    r"\b(?:thanks|thank you|great|perfect|awesome|good|nice|wonderful|happy|love)\b", re.IGNORECASE
)
_UPSET = re.compile(
    r"\b(?:angry|upset|annoy\w*|frustrat\w*|unacceptable|ridiculous|terrible|awful|worst|horrible"
    r"|disappoint\w*|complain\w*|wrong|problem|never|still (?:not|no)|again and again|twice"
    r"|two times|useless|fed up|sick of)\b",
    re.IGNORECASE,
)

_THIRD_PERSON = (
    (re.compile(r"^i(?:'m| am) ", re.IGNORECASE), ""),
    (re.compile(r"^i(?:'ve| have| was| have been|'ve been) ", re.IGNORECASE), ""),
    (
        re.compile(
            r"^i(?:'d| would) (?:also )?(?:like|love) |^i (?:also )?(?:want|need) ", re.IGNORECASE
        ),
        "wants ",
    ),
    (re.compile(r"^(?:can|could|would|will) you (?:please )?", re.IGNORECASE), "wants us to "),
    (re.compile(r"^(?:can|could|may) i (?:please )?", re.IGNORECASE), "wants to "),
    (re.compile(r"\b(find|get|give|show|tell|send|book) me\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\bmyself\b", re.IGNORECASE), "themselves"),
    (re.compile(r"\bmy\b", re.IGNORECASE), "their"),
    (re.compile(r"\bme\b", re.IGNORECASE), "them"),
    (re.compile(r"\bi(?:'m| am)\b", re.IGNORECASE), "they are"),
    (re.compile(r"\bi\b", re.IGNORECASE), "they"),
)


def split_sentences(text: str) -> list[str]:
    return [sentence for sentence in _SPLIT.split(" ".join(text.split())) if sentence]


def without_politeness(sentence: str) -> str:
    return _POLITE.sub("", sentence)


def states_need(sentence: str) -> bool:
    return bool(_NEED.search(sentence))


def states_done(sentence: str) -> bool:
    return bool(_DONE.search(sentence)) and not sentence.endswith("?")


def is_promise(sentence: str) -> bool:
    return bool(_PROMISE.search(sentence)) and not sentence.endswith("?")


def is_request(sentence: str) -> bool:
    if _NO_MORE.search(sentence) or not content(sentence):
        return False
    return sentence.endswith("?") or bool(_REQUEST.search(sentence))


def is_wish(sentence: str) -> bool:
    return bool(_WISH.search(sentence))


def mood(sentences: Sequence[str]) -> int:
    """Above 0 for more friendly than angry sentences, below 0 the other way round."""
    return sum(
        (1 if _GLAD.search(sentence) else 0) - (1 if _UPSET.search(sentence) else 0)
        for sentence in sentences
    )


def in_third_person(sentence: str) -> str:
    """ "I was charged twice for my order." → "Charged twice for their order" """
    text = without_politeness(sentence).rstrip(" .!?")
    for pattern, replacement in _THIRD_PERSON:
        text = pattern.sub(replacement, text)
    return text[:1].upper() + text[1:]


def shorten(sentence: str, max_words: int) -> str:
    words = without_politeness(sentence).rstrip(" .!?").split()
    text = " ".join(words[:max_words])
    text = text[:1].upper() + text[1:]
    return text if len(words) <= max_words else f"{text} …"
