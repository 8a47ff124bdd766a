"""English verbs after "I" and "you", as they are after a name. Pure."""

from __future__ import annotations

import re

_AUXILIARIES = {
    "am": "is",
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
    "'m": " is",
    "'re": " is",
    "'ve": " has",
    "'ll": " will",
    "'d": " would",
    "don't": "doesn't",
    "haven't": "hasn't",
    "aren't": "isn't",
    "weren't": "wasn't",
}
# Verbs that do not change after a name, and the commonest pasts, which do not either.
_UNCHANGED = frozenset(
    """
    can can't cannot could couldn't may might must mustn't shall should shouldn't will won't would
    wouldn't had hadn't was wasn't did didn't is isn't has hasn't does doesn't
    ate became began bought broke brought built came caught chose drank drew drove fell felt
    fought found forgot gave got grew heard held hurt kept knew learnt left lent lost made meant met
    paid put ran rang read said sat saw sent set sold sold spent spoke spelt stole stood swam taught
    thought threw told took tore understood used wanna went woke won wore wrote
    """.split()
)
_ADVERBS = frozenset(
    """
    actually already also always certainly definitely hardly just kind kinda never not now often
    only probably rather really simply sometimes sort still truly usually
    """.split()
)
_WORD = re.compile(r"[\w'-]+")


def after_a_name(words: str) -> str:
    """What follows "I" or "you" put after a name: " also need a car" → " also needs a car".

    Adverbs are stepped over. Whatever does not look like a verb in the present is left as it is.
    """
    for match in _WORD.finditer(words):
        word = match.group().lower()
        if word in _ADVERBS or (word.endswith("ly") and word != "reply"):
            continue
        return words[: match.start()] + third_person(word) + words[match.end() :]
    return words


def third_person(verb: str) -> str:
    """ "need" → "needs", "have" → "has", "went" and "can" as they are."""
    if verb in _AUXILIARIES:
        return _AUXILIARIES[verb]
    if verb in _UNCHANGED or (verb.endswith(("ed", "s'")) and verb != "need"):
        return verb
    if re.search(r"(?:[sxz]|ch|sh|[^aeiou]o)$", verb):
        return f"{verb}es"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}s"
