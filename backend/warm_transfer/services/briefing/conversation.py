"""Who said what, sentence by sentence, and which of it the next agent should hear of. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.names import introduces_only
from warm_transfer.services.briefing.pronouns import People
from warm_transfer.services.briefing.retelling import retell
from warm_transfer.services.briefing.sentences import (
    asks_to_confirm,
    is_promise,
    is_question,
    is_request,
    says_that_is_all,
    shorten,
    split_sentences,
    states_done,
    states_need,
    without_politeness,
)
from warm_transfer.services.briefing.words import content, content_words

FEWEST_WORDS = 3  # of a sentence that tells anything
TOLD_WORDS = 16  # of a sentence, at most
SOON, SAYS_MUCH = 3, 3  # sentences of the caller, with so many words that say something
OPENING = 4  # sentences in which people say what a call is about
MOST_BESIDE = 2
AN_AGENT, THE_CALLER = "an agent", "the caller"  # who has said nothing yet
NAME_WORDS = 3

# How much more or less a sentence counts than its words do. Fitted on dialogues with summaries that
# people wrote: what somebody wants or suggests is told more often than what they remark.
ACT, OPENS, QUOTED, ASKED, WORD = 0.15, 0.06, -0.1, -0.05, 0.03
_ACT = re.compile(
    r" (?:also |just |really |would )?(?:wants|needs|asks (?!if\b|what\b|how\b|wh)\S+ to|asks to"
    r"|suggests|advises|offers|is looking|hopes|plans|decides|agrees|prefers)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, by whom, and to whom."""

    sentence: str
    segment: Segment
    people: People
    number: int  # in the conversation

    @property
    def by_caller(self) -> bool:
        return self.segment.speaker_kind == "caller"

    @property
    def tells(self) -> bool:
        """More than politeness and a name."""
        said = without_politeness(self.sentence)
        return len(said.split()) >= FEWEST_WORDS and content(said) > 0 and not introduces_only(said)

    def told(self, max_words: int = TOLD_WORDS, *, says: bool = True) -> str:
        return shorten(retell(self.sentence, self.people, says=says), max_words)


class Conversation:
    def __init__(self, segments: Sequence[Segment]) -> None:
        self.said = list(_sentences(segments))
        self._kinds: dict[int, float] = {}  # by the sentence's number
        self.by_caller = [said for said in self.said if said.by_caller]

    @cached_property
    def main(self) -> Said | None:
        """What the caller came for, which people say soon: what they want or lack, else ask, else
        what matters most of it."""
        telling = [said for said in self.by_caller if said.tells]
        soon = [said for said in telling if content(said.sentence) >= SAYS_MUCH][:SOON] or telling
        needs = [s for s in soon if states_need(s.sentence) or is_request(s.sentence)]
        firm = [s for s in needs if not is_question(s.sentence)]
        first = next(iter(firm or needs), None) or max(soon, key=self._weight, default=None)
        # Who says it again, says it better: "I need a hotel." "I need a hotel in London."
        again = (s for s in telling if first and s.told().startswith(first.told()))
        return max(again, key=lambda said: len(said.sentence), default=None)

    @cached_property
    def beside(self) -> list[Said]:
        """What matters most beside it, whoever said it, best first.

        What has been told already counts once only.
        """
        main = self.main.told() if self.main else ""
        others = [
            said
            for said in self.said
            if said.tells
            and not _asks_only(said)
            and said not in self.done
            and not main.startswith(said.told())
        ]
        told = set(_told_words(self.main)) if self.main else set[str]()
        best: list[Said] = []
        for _ in range(min(MOST_BESIDE, len(others))):
            chosen = max(others, key=lambda said: self._weight(said, told))
            others.remove(chosen)
            best.append(chosen)
            told.update(_told_words(chosen))
        return best

    @cached_property
    def done(self) -> list[Said]:
        return [said for said in self.said if not said.by_caller and states_done(said.sentence)]

    @cached_property
    def open(self) -> list[Said]:
        """Promises, and requests to which no agent has said that it was done.

        A question that words can answer is open until an agent states something.
        """
        pending: list[Said] = []
        for said in self.said:
            sentence = said.sentence
            if said.by_caller:
                if says_that_is_all(sentence):
                    pending = [each for each in pending if not each.by_caller]
                elif is_request(sentence):
                    pending.append(said)
            elif states_done(sentence):
                pending.clear()
            elif is_promise(sentence):
                pending.append(said)
            elif not sentence.endswith("?") and content(sentence):
                pending = [each for each in pending if not is_question(each.sentence)]
        return pending

    @cached_property
    def _sentences_with(self) -> Counter[str]:
        return Counter(word for said in self.said for word in set(content_words(said.sentence)))

    def _weight(self, said: Said, known: Set[str] = frozenset()) -> float:
        """How it is said, and how common in the call the words are that it adds to `known`."""
        if said.number not in self._kinds:
            self._kinds[said.number] = _kind(said)
        words = set(_told_words(said)) - known
        return self._kinds[said.number] + WORD * sum(
            math.log(1 + self._sentences_with[word]) for word in words
        )


def _asks_only(said: Said) -> bool:
    """A question of an agent, or what they repeat to be sure, which may be wrong as yet."""
    if asks_to_confirm(said.sentence):
        return True
    return not said.by_caller and '"' in retell(said.sentence, said.people)


def _kind(said: Said) -> float:
    """How much it matters by what kind of saying it is."""
    told = retell(said.sentence, said.people)
    act = bool(_ACT.match(told.removeprefix(said.people.speaker)))
    return (
        ACT * act
        + OPENS * (said.number < OPENING)
        + QUOTED * ('"' in told)
        + ASKED * (said.sentence.endswith("?") and not act)
    )


def _told_words(said: Said) -> list[str]:
    return content_words(" ".join(said.sentence.split()[:TOLD_WORDS]))


def _sentences(segments: Sequence[Segment]) -> Iterator[Said]:
    """Agents speak to the caller, and in a consult to each other; the caller speaks to the agent
    who spoke last before, or else who speaks next.
    """
    names = [_name(segment) for segment in segments]
    agents = [n for n, s in zip(names, segments, strict=True) if s.speaker_kind == "agent"]
    callers = [n for n, s in zip(names, segments, strict=True) if s.speaker_kind == "caller"]
    spoke: list[str] = []  # agents, the last one first
    number = 0
    for segment, name in zip(segments, names, strict=True):
        to_caller = segment.speaker_kind == "agent" and not segment.private
        listeners = [*callers, THE_CALLER] if to_caller else [*spoke, *agents, AN_AGENT]
        people = People(name, next(other for other in listeners if other != name))
        if segment.speaker_kind == "agent":
            spoke = [name, *(other for other in spoke if other != name)]
        for sentence in split_sentences(segment.text):
            yield Said(sentence, segment, people, number)
            number += 1


def _name(segment: Segment) -> str:
    """The first name; more of it where that is a title. A phone number is none."""
    if not any(letter.isalpha() for letter in segment.speaker_name):
        return THE_CALLER if segment.speaker_kind == "caller" else AN_AGENT
    words = segment.speaker_name.split() or [segment.speaker_kind.title()]
    return words[0] if words[0].isalpha() else " ".join(words[:NAME_WORDS])
