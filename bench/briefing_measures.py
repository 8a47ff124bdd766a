"""How good a briefing is, in figures."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from briefing_data import Conversation
from rouge_score.rouge_scorer import RougeScorer

from warm_transfer.domain.briefing import Fact
from warm_transfer.domain.digit_runs import digit_runs

MAX_WORDS = 80
_rouge = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)


@dataclass(slots=True)
class Measured:
    """Of one writer over many conversations. Words count per briefing, before any is cut."""

    words: list[int] = field(default_factory=list)
    facts: int = 0
    carried: int = 0
    wrong: int = 0
    rouge_1: list[float] = field(default_factory=list)
    rouge_2: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)  # by the error's class

    def add(self, conversation: Conversation, text: str, facts: Sequence[Fact]) -> None:
        """Count what is in the first 80 words; what a person would have stopped reading is not."""
        words = text.split()
        self.words.append(len(words))
        read = " ".join(words[:MAX_WORDS])
        self.facts += len(conversation.facts)
        self.carried += sum(_has(read, fact) for fact in conversation.facts)
        self.wrong += len(wrong_values(conversation, text, facts))
        if conversation.references:
            scores = [_rouge.score(each, read) for each in conversation.references]
            self.rouge_1.append(statistics.mean(s["rouge1"].fmeasure for s in scores))
            self.rouge_2.append(statistics.mean(s["rouge2"].fmeasure for s in scores))

    @property
    def carried_percent(self) -> float:
        return 100 * self.carried / self.facts if self.facts else 0.0

    @property
    def rouge_percent(self) -> tuple[float, float]:
        if not self.rouge_1:
            return 0.0, 0.0
        return 100 * statistics.mean(self.rouge_1), 100 * statistics.mean(self.rouge_2)


def wrong_values(conversation: Conversation, text: str, facts: Sequence[Fact]) -> list[str]:
    """Values of facts, and numbers anywhere in the text, that nobody said.

    "4528" is said by "four five two eight" too, and "$49" by "forty nine dollars".
    """
    told = re.sub("|".join(map(re.escape, _names(conversation))), "", text)
    values = [*(fact.value for fact in facts), *re.findall(r"\d(?:[\d.,:/-]*\d)?", told)]
    return [value for value in values if not _is_said(conversation.said, value)]


def _is_said(said: str, value: str) -> bool:
    """ "Today" is said in "today's", and "18:30" in "18:30.They", where a blank is missing."""
    return _has(said, value) or _has(_apart(said), _apart(value)) or _spelled(said, value)


def _apart(text: str) -> str:
    return re.sub(r"[^\w\s]", " ", text)


def plain(text: str) -> str:
    """Lower case without punctuation, words apart."""
    return " ".join(re.sub(r"[^\w\s]|_", "", text.lower()).split())


def _has(text: str, words: str) -> bool:
    return f" {plain(words)} " in f" {plain(text)} "


def _spelled(said: str, value: str) -> bool:
    """Whether the value's digits were said, in words or in other groups."""
    digits = re.sub(r"\D", "", value)
    runs = [run.digits for run in digit_runs(said)]
    return digits in runs or (len(digits) > 1 and any(digits in run for run in runs))


def _names(conversation: Conversation) -> set[str]:
    """Of the speakers, which have digits in DialogSum."""
    return {turn.speaker_name for turn in conversation.turns}
