"""Which words say something, and which only hold a sentence together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

MENTIONED = "Mentioned"  # label of a name that has no other
ASKED_ABOUT = "Asked about"
MAX_PHRASE_WORDS = 6
JOINING = frozenset({"and", "&"})  # "pizza and pasta" is one phrase
PUNCTUATION = ".,!?;:"  # ends a phrase: what comes out is always as it was said

STOPWORDS = frozenset(
    """
    a able about actually again all alright also am an and any anybody anyone anything
    appreciate appreciated are around as ask at awesome back be been being book bring but by
    bye called can check come cool correct could day did do does doing don't done else exactly
    excellent feel find fine for from get give go going good goodbye got great had happy has
    have having hello help hey hi how i i'd i'll i'm i've if in interested into is isn't it
    it's its just kind know later let like little look looking lovely make many may maybe me
    might more much my name named need new nice no nope not nothing now number of off oh ok
    okay on one or other out over pardon perfect please prefer pretty put question questions
    really recommend reserve right search see should show so some someone something sorry
    sounds start starting suggest sure sweet take tell thank thanks that that's the their them
    then there there'll there's these they thing think thinking this those to too try um up us
    use using very wanna want was we well were what what's when where which while who will
    available arrive fly flying heading leave leaving next pick picked picking reach rent renting
    return returning same searching shall travel traveling travelling until yup
    let's whether till case details lots such total
    with wonderful work works would would've yeah yes you your
    """.split()
)


_CONTRACTED = re.compile(r"\w+(?:'(?:re|ll|ve|d|m)|n't)")


def content(sentence: str) -> int:
    """How many words of it say something."""
    return sum(_says(word) for word in sentence.split())


def content_words(sentence: str) -> list[str]:
    """Those words of it that say something, in lower case."""
    return [word.strip(".,!?;:\"'").lower() for word in sentence.split() if _says(word)]


def content_phrases(sentence: str) -> Iterator[str]:
    """Its runs of words that say something: "I need a rental car there" gives "rental car"."""
    run: list[str] = []
    words = sentence.split()
    for word, following in zip([*words, ""], [*words[1:], "", ""], strict=True):
        says = _says(word) or (bool(run) and word in JOINING and _says(following))
        if says:
            run.append(word.strip(PUNCTUATION))
        if run and (not says or word[-1] in PUNCTUATION):
            yield " ".join(run[:MAX_PHRASE_WORDS])
            run = []


def _says(word: str) -> bool:
    bare = word.strip(".,!?;:\"'").lower().replace("\u2019", "'")
    return bool(bare) and bare not in STOPWORDS and not _CONTRACTED.fullmatch(bare)
