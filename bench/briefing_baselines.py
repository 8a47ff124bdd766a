"""What a briefing would be without a writer: some of the turns, word for word."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence

from warm_transfer.domain.transcript import Segment

TURNS = 3
DAMPING = 0.85  # of PageRank, as in TextRank's paper
ROUNDS = 50  # the scores no longer move long before

Baseline = Callable[[Sequence[Segment]], str]


def first_turns(turns: Sequence[Segment]) -> str:
    return _as_text(turns[:TURNS])


def longest_turns(turns: Sequence[Segment]) -> str:
    return _top(turns, [len(turn.text.split()) for turn in turns])


def text_rank(turns: Sequence[Segment]) -> str:
    """The turns that share most words with turns that share most words.

    Mihalcea and Tarau, TextRank: Bringing Order into Texts (EMNLP 2004), section 4: similarity is
    the number of words in common over the sum of the logarithms of both lengths.
    """
    words = [re.findall(r"\w+", turn.text.lower()) for turn in turns]
    links = [
        [0.0 if a is b else _similarity(first, second) for b, second in enumerate(words)]
        for a, first in enumerate(words)
    ]
    weights = [sum(row) for row in links]
    scores = [1.0] * len(turns)
    for _ in range(ROUNDS):
        shares = [score / (weight or 1.0) for score, weight in zip(scores, weights, strict=True)]
        scores = [(1 - DAMPING) + DAMPING * sum(map(operator.mul, row, shares)) for row in links]
    return _top(turns, scores)


BASELINES: dict[str, Baseline] = {
    "first three turns": first_turns,
    "three longest turns": longest_turns,
    "TextRank, three turns": text_rank,
}


def _similarity(first: Sequence[str], second: Sequence[str]) -> float:
    if len(first) < 2 or len(second) < 2:
        return 0.0  # the logarithm of one word is nothing to divide by
    return len(set(first) & set(second)) / (math.log(len(first)) + math.log(len(second)))


def _top(turns: Sequence[Segment], scores: Sequence[float]) -> str:
    best = sorted(range(len(turns)), key=lambda n: -scores[n])[:TURNS]
    return _as_text([turns[n] for n in sorted(best)])


def _as_text(turns: Sequence[Segment]) -> str:
    return "\n".join(f"{turn.speaker_name}: {turn.text}" for turn in turns)
