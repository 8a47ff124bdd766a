"""What somebody said, told to somebody else: "Can you call me back?" becomes "Ines asks Ana to
call them back". Pure.

The words stay those that were said; only who they are about is told another way. A sentence whose
form is not known is quoted or told as it is, so that nothing is said that was not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from warm_transfer.services.briefing.pronouns import People, about
from warm_transfer.services.briefing.sentences import without_politeness
from warm_transfer.services.briefing.verbs import after_a_name, third_person

_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

# Subjects that are one word, or a noun with one word before it.
_SUBJECT = (
    r"(?:you|i|we|they|he|she|it|this|that|there|these|those"
    r"|(?:the|my|your|our|his|her|their|its|this|that|these|any|all|a|an) [\w'-]+)"
)
_BY_THE_WAY = re.compile(
    r"^(?:(?:also|anyway|of course|by the way|you know|i mean|then)\b ?,? ?)+", re.I
)
_PLEASE = re.compile(r",? (?:please|thanks|thank you)$", re.I)
# "Susan, did you …": the name of whoever is spoken to.
_ADDRESSED = re.compile(
    r"^[A-Z][a-z]+, (?=(?i:are|is|do|does|did|can|could|will|would|have|has|may|what|where|when|who"
    r"|why|how|i|let's)\b)"
)
_BE = r"(?:is|are|am|was|were|'s)"
_HELPER = r"(?:is|are|am|was|were|has|have|had|can|could|will|would|should|may|might)"
_ASKING = (
    r"(?:(?:what|which|how)(?: (?!is |are |was |do |does |did |can |will )[\w'-]+)?"
    r"|where|when|who|why)"
)
_OF_YOU = re.compile(r"you(?='|\b)(.+)", re.I | re.S)
_OF_US = re.compile(r"we(?='|\b)(.+)", re.I | re.S)
# With which people ask for something to be done.
_VERBS = "|".join(
    """
    add ask book bring buy call cancel change check come confirm connect describe do explain fill
    find finish fix follow get give go have help hold hurry keep leave listen look make open order
    pass pay pick play print put read remove repeat reserve return search sell send show sign sit
    speak start stay stop take talk tell think transfer try turn use wait walk watch write
    """.split()
)

Teller = Callable[[re.Match[str], People], str]

REMEMBERED = 8192  # sentences; a call of two hours has some 5,000


@lru_cache(REMEMBERED)
def retell(sentence: str, people: People, *, says: bool = True) -> str:
    """One sentence as a statement about the two, without a full stop.

    Without `says`, what is about neither of them is not told as what the speaker says: "The money
    is on its way". Empty if the sentence is nothing but politeness.
    """
    text = without_politeness(sentence.replace(_APOSTROPHE, "'")).strip().rstrip(" .!?,;")
    text = _PLEASE.sub("", _ADDRESSED.sub("", _BY_THE_WAY.sub("", text)))
    if not text:
        return ""
    question = sentence.rstrip().endswith("?")
    for pattern, tell in _QUESTIONS if question else _STATEMENTS:
        if match := pattern.match(text):
            return _capital(tell(match, people))
    if question:
        return _capital(f'{people.speaker} asks "{_capital(text)}?"')
    told = _said(text, people)
    return _capital(f"{people.speaker} says {told}" if says else told)


def _said(text: str, people: People) -> str:
    """What is stated of the other one, of both, or of neither."""
    if match := _OF_YOU.match(text):
        return people.listener + about(after_a_name(match[1]), people)
    if match := _OF_US.match(text):
        return f"they{about(match[1], people)}"
    return about(_small(text), people)


def _asks_to(match: re.Match[str], people: People) -> str:
    wanted = match.group(1)
    told = about(wanted[:1].lower() + wanted[1:], people)
    return f"{people.speaker} asks {people.listener} to {told}"


def _asks_whether(match: re.Match[str], people: People) -> str:
    helper, subject, rest = match.groups()
    return f"{people.speaker} asks if {_in_order(helper, subject, rest, people)}"


def _asks_what(match: re.Match[str], people: People) -> str:
    asked, helper, subject, rest = match.groups()
    told = _in_order(helper, subject, rest, people)
    return f"{people.speaker} asks {_small(asked)} {told}"


def _asks_what_it_is(match: re.Match[str], people: People) -> str:
    asked, verb, subject = match.groups()
    verb = "is" if verb == "'s" else verb.lower()
    return f"{people.speaker} asks {_small(asked)} {about(_small(subject), people)} {verb}"


def _asks_what_is_wrong(match: re.Match[str], people: People) -> str:
    _, wrong, rest = match.groups()
    return f"{people.speaker} asks what is {wrong}{about(rest, people)}"


def _in_order(helper: str, subject: str, rest: str, people: People) -> str:
    """ "do", "you", "have one" → "Ana has one"; "is", "this", "our stop" → "this is their stop"."""
    helper, subject = helper.lower(), subject.lower()
    words = rest if helper in {"do", "does"} else f"{helper} {rest}"
    if subject == "you":
        return people.listener + about(after_a_name(f" {words}"), people)
    if (helper == "does" and len(subject.split()) == 1) or subject.startswith(("the ", "this ")):
        verb, _, others = rest.partition(" ")
        words = f"{third_person(verb.lower())} {others}".rstrip()
    return f"{about(f'{subject} {words}', people)}"


def _says_of_themselves(match: re.Match[str], people: People) -> str:
    return people.speaker + about(after_a_name(match.group(1)), people)


def _wants(match: re.Match[str], people: People) -> str:
    return f"{people.speaker} wants {about(match.group(1), people)}"


def _template(form: str) -> Teller:
    """`{me}`, `{you}` and what was said after the beginning, `{rest}`."""

    def tell(match: re.Match[str], people: People) -> str:
        rest = about(match.group(1), people)
        return form.format(me=people.speaker, you=people.listener, rest=rest)

    return tell


def _compile(*rules: tuple[str, Teller]) -> tuple[tuple[re.Pattern[str], Teller], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), tell) for pattern, tell in rules)


_EITHER: tuple[tuple[str, Teller], ...] = (
    (r"(?:please )?let's (?!see\b)(.+)", _template("{me} suggests they {rest}")),
    (r"(?:shall|can|could|should) we (.+)", _template("{me} suggests they {rest}")),
    (r"why (?:don't|not) we (.+)", _template("{me} suggests they {rest}")),
    (r"why don't you (.+)", _template("{me} suggests that {you} {rest}")),
    (r"(?:how|what) about (?:we|i) (.+)", _template("{me} suggests they {rest}")),
    (r"(?:how|what) about (.+)", _template("{me} suggests {rest}")),
    (
        r"(?:can|could|would|will) you (?:please |kindly |maybe )?"
        r"(?!mind\b|like\b|be\b|really\b)(.+)",
        _asks_to,
    ),
    (r"would you like (.+)", _template("{me} asks if {you} wants {rest}")),
    (r"(?:can|could|may|might) i (?:please |just )?(.+)", _template("{me} asks to {rest}")),
    (r"shall i (.+)", _template("{me} offers to {rest}")),
)
_QUESTIONS = _compile(
    *_EITHER,
    (r"(what(?:'s| is)) (wrong|up|new|going on|on)\b(.*)", _asks_what_is_wrong),
    (rf"(do|does) ({_SUBJECT}) (?!\w+ing\b)(.+)", _asks_whether),
    (rf"({_HELPER}) ({_SUBJECT}) (.+)", _asks_whether),
    (rf"({_ASKING}) (do|does) ({_SUBJECT}) (?!\w+ing\b)(.+)", _asks_what),
    (rf"({_ASKING}) ({_HELPER}) ((?:you|i|we|they|he|she|it|this|that|there)\b) (.+)", _asks_what),
    (rf"({_ASKING}) ?({_BE}) ((?!\w+ing\b)(?:(?!\b(?:and|but|or)\b)[\w' -])+)$", _asks_what_it_is),
)
_STATEMENTS = _compile(
    *_EITHER,
    (r"please (.+)", _asks_to),
    (
        rf"((?:{_VERBS})\b"
        r"(?! (?:is|are|was|were|will|can|\w+ed|a (?:good|nice|great))\b).*)",
        _asks_to,
    ),
    (r"let me (?!know\b)(.+)", _template("{me} will {rest}")),
    (r"i(?:'d| would) (?:also |really )?(?:like|love) (.+)", _wants),
    (r"i(?:'ll| will) (?:also )?(?:need|want|have) (.+)", _wants),
    (
        r"you(?:'d better| should| had better) (?!have\b|not\b)(.+)",
        _template("{me} advises {you} to {rest}"),
    ),
    (r"i(?='|\b)(?! (?:see|know)$)(.+)", _says_of_themselves),
    (r"my (.+)", _template("{me}'s {rest}")),
)


def _small(text: str) -> str:
    """Without a capital letter at the beginning, unless the first word is a name or like "TV"."""
    first = text.split(" ", 1)[0]
    if first.lower().strip(",") in _BEGINNINGS:
        return text[:1].lower() + text[1:]
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_BEGINNINGS = frozenset(
    """
    a all an and another any are as at because both but by do does each every everything for from
    he her here his how if in is it it's its just many maybe most no nobody nothing of on one only
    or our perhaps she since so some something that that's the their there there's these they
    they're this those to two unfortunately usually was we what what's when where which while who
    why with without
    """.split()
)
