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
    r"|search|reserve|to order|transfer|send|(?:is|been) down|down since|trouble|fail(?:s|ed|ing)?"
    r"|(?:has|have)(?:n't| not)|still (?:no|not|waiting)|slow|declined|damaged|blocked|locked"
    r"|stolen|expired|overdue|refused|disconnected|crash(?:es|ed)?|(?:too|not) (?:much|enough))\b",
    re.IGNORECASE,
)

_PARTICIPLE = r"(?:\w+ed|made|sent|done|taken|paid|put|set|found|given|written|reset)"
# What one has done without having done anything for the caller.
_NO_DEED = (
    r"(?:found|noted|looked|searched|heard|tried|seen|asked|wanted|needed|noticed|mentioned"
    r"|received|listed|been|worked|lived|called)"
)
_LATELY = r"(?: just| now| already| successfully| also)*"
_DONE = re.compile(
    rf"\b(?:i{_LATELY} (?:started|sent|refunded|reset|booked|reserved|made|confirmed|cancelled"
    r"|canceled|updated|changed|checked|opened|created|issued|added|fixed|applied|restarted)"
    rf"|i(?:'ve| have){_LATELY} (?!{_NO_DEED}\b){_PARTICIPLE}"
    rf"|you(?:'ve| have) successfully {_PARTICIPLE}"
    rf"|(?:has|have){_LATELY} been{_LATELY} {_PARTICIPLE}"
    rf"|(?:has|have) successfully been {_PARTICIPLE}"
    r"|(?:is|are) (?:now )?(?:booked|reserved|confirmed|complete|completed|done|cancelled|canceled"
    r"|refunded|on (?:its|their) way))\b",
    re.IGNORECASE,
)

_PROMISE = re.compile(
    r"\b(?:i will|i'll|we will|we'll|let me|i am going to|i'm going to)\b"
    r"(?! (?:be happy|be glad|see if|need|have to|just need|know|take it))",
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

_NO_MORE = re.compile(
    r"\b(?:(?:that's|that is) (?:all|it)\b(?! (?:right|correct))"
    r"|(?:that (?:would|will)|that'll) be all|nothing else|good ?bye|bye)\b",
    re.IGNORECASE,
)

_CONFIRM = re.compile(
    r"\b(?:confirm|verify|is (?:this|that) (?:right|correct|ok|okay))\b", re.IGNORECASE
)

# A sentence makes sense without what comes from one of these on.
_CLAUSES = frozenset(
    "although and because but if or since so though until when where which while who".split()
)
_PHRASES = frozenset("as at before by during for from in on that with".split())

_GLAD = re.compile(
    r"\b(?:thanks|thank you|great|perfect|awesome|good|nice|wonderful|happy|love)\b", re.IGNORECASE
)
_UPSET = re.compile(
    r"\b(?:angry|upset|annoy\w*|frustrat\w*|unacceptable|ridiculous|terrible|awful|worst|horrible"
    r"|disappoint\w*|complain\w*|wrong|problem|never|still (?:not|no)|again and again|twice"
    r"|two times|useless|fed up|sick of)\b",
    re.IGNORECASE,
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


def is_question(sentence: str) -> bool:
    """That words can answer, unlike "Can you call me back?" """
    return sentence.endswith("?") and not _REQUEST.search(sentence)


def says_that_is_all(sentence: str) -> bool:
    return bool(_NO_MORE.search(sentence))


def asks_to_confirm(sentence: str) -> bool:
    """Repeats what the other one wants, which may be wrong as yet."""
    return bool(_CONFIRM.search(sentence))


def is_wish(sentence: str) -> bool:
    return bool(_WISH.search(sentence))


def mood(sentences: Sequence[str]) -> int:
    """Above 0 for more friendly than angry sentences, below 0 the other way round."""
    return sum(
        (1 if _GLAD.search(sentence) else 0) - (1 if _UPSET.search(sentence) else 0)
        for sentence in sentences
    )


def shorten(sentence: str, max_words: int) -> str:
    """At most so many words, cut where a part of it ends if one does late enough."""
    words = sentence.split()
    if len(words) <= max_words:
        return sentence.rstrip(" .!")
    for parts in (_CLAUSES, _PHRASES):
        for end in range(max_words, max_words // 2, -1):
            if words[end - 1][-1] in ",;" or words[end].lower() in parts:
                return _closed(" ".join(words[:end]).rstrip(",;- "))
    return _closed(f"{' '.join(words[:max_words])} \N{HORIZONTAL ELLIPSIS}")


def _closed(text: str) -> str:
    return f'{text}"' if text.count('"') % 2 else text
