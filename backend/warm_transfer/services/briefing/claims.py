"""Claims that open doors: "verified", "approved", "refunded". Pure.

Whoever takes over acts on them, so an agent must have stated one, as done: what a caller says of
themselves counts for nothing here, nor does "I can't verify you" or "Shall I refund it?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from warm_transfer.domain.transcript import Segment

REMEMBERED = 4096  # segments; a long call has some 1,500

# By the stem that agent and briefing have in common: "refunded", "issued the refund".
_CLAIMS = {
    "verif": (
        r"verified|verification (?:is |was )?(?:done|passed|complete\w*)"
        r"|verifizier\w*|verificad\w*|vérifié\w*"
    ),
    "authenticat": r"authenticated",
    "identi": r"identified|identity (?:is |was |has been )?(?:confirmed|checked|known|clear)",
    "authori": r"authori[sz](?:ed|ation (?:given|granted))|autoris\w+|autorizad\w*",
    "approv": r"(?:pre-?)?approved|approval (?:given|granted)|genehmigt|aprobad\w*|approuv\w*",
    "refund": (
        r"refunded|refund (?:is |was |has been )?(?:made|issued|sent|given|granted|processed|done"
        r"|complete\w*)|erstattet|reembolsad\w*|remboursé\w*"
    ),
    "credit": r"credited",
    "waiv": r"waived",
    "grant": r"granted",
    "confirm": r"confirmed|bestätigt|confirmad\w*|confirmé\w*",
    "clear": r"cleared",
    "valid": r"validated",
    "upgrad": r"upgraded",
    "promis": r"promised|guaranteed",
    "entitl": r"entitled|eligible",
    "escalat": r"escalated",
    "unlock": r"unlocked|unblocked",
    "trust": r"trusted",
    "pass": (
        r"(?:security|identity|all) (?:checks?|questions?) (?:\w+ )?(?:passed|answered|done"
        r"|complete\w*)|passed (?:\w+ ){0,2}(?:security|checks?|verification)"
    ),
    "admin": r"(?:is|are|was) (?:an? |the )?(?:admin\w*|supervisor|manager|employee|staff|vip)\b",
}
_PATTERNS = {
    stem: re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for stem, pattern in _CLAIMS.items()
}
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_NOT_STATED = re.compile(
    r"\b(?:not|never|cannot|without|unless|until|before|once|if|when|after|will|shall|would|could"
    r"|should|may|might|must|can|need|needs|have to|has to|want|let me|going to|please|try"
    r"|\w+'ll)\b|n't\b|n\u2019t\b|\u2019ll\b|\?",
    re.IGNORECASE,
)

# Words meant for a language model rather than for a person.
_INSTRUCTIONS = re.compile(
    r"\b(?:(?:ignore|disregard|forget|override|bypass|skip|drop)\b.{0,30}\b(?:rules?|instructions?"
    r"|prompts?|guidelines?|polic(?:y|ies)|above|previous|earlier|everything|checks?)"
    r"|system (?:prompt|message|note|override)|language model|as an ai|developer mode|jail ?break"
    r"|(?:in|into|of|to|change|set|make) (?:the|your) (?:headline|briefing|summary|json|schema)"
    r"|(?:make|set|let|add|give|change|delete|remove) (?:the|a|all) (?:label|field|fact)s?\b"
    r"|(?:headline|briefing|summary) (?:must|should|has to|shall)"
    r"|(?:you must|you will|you should|now) (?:write|say|output|print|respond|reply|answer|state)"
    r"|new instructions?|end of (?:transcript|conversation|data)|\[/?inst\]|<\|)",
    re.IGNORECASE,
)


def claims_in(text: str) -> frozenset[str]:
    """The stems of the claims made in it."""
    return frozenset(stem for stem, pattern in _PATTERNS.items() if pattern.search(text))


def claims_stated(segments: Iterable[Segment]) -> frozenset[str]:
    """The stems of what agents have stated as done."""
    stated: set[str] = set()
    for segment in segments:
        if segment.speaker_kind == "agent":
            stated |= _stated(segment.text)
    return frozenset(stated)


@lru_cache(REMEMBERED)
def is_instruction(text: str) -> bool:
    """Whether it is made to steer a language model. No briefing needs such words."""
    return bool(_INSTRUCTIONS.search(text))


@lru_cache(REMEMBERED)
def _stated(text: str) -> frozenset[str]:
    sentences = [match.group() for match in _SENTENCE.finditer(text)]
    plain = " ".join(sentence for sentence in sentences if not _NOT_STATED.search(sentence))
    by_stem = {stem for stem in _CLAIMS if re.search(rf"\b{stem}", plain, re.IGNORECASE)}
    return frozenset(by_stem | claims_in(plain))
