"""Which providers are asked, and what is reported of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from warm_transfer.services.stt.base import Reading, Reason, Spoken
from warm_transfer.services.stt.health import Health


@dataclass
class Named:
    """Of which the name is all that matters here."""

    name: str
    timeout_s: float | None = None

    def begin(self, spoken: Spoken) -> Reading:
        raise AssertionError("nobody asks it here")

    async def close(self) -> None:
        """Holds nothing."""


FIRST, SECOND = Named("groq"), Named("local")


@pytest.fixture
def health() -> Health:
    return Health([FIRST, SECOND])


def test_one_that_fails_is_left_alone_until_it_recovers(health: Health) -> None:
    assert health.in_order() == [FIRST, SECOND]
    health.failed(FIRST, Reason.BROKEN)
    assert health.in_order() == [SECOND]
    health.recovered(FIRST)
    assert health.in_order() == [FIRST, SECOND]


def test_when_all_fail_all_are_asked(health: Health) -> None:
    health.failed(FIRST, Reason.BROKEN)
    health.failed(SECOND, Reason.BROKEN)
    assert health.in_order() == [FIRST, SECOND]


def test_changes_are_told_once(health: Health) -> None:
    told: list[str | None] = []
    health.on_change = lambda: told.append(health.report()[0].resting)
    health.answered(FIRST, 0.1)
    health.failed(FIRST, Reason.NO_ANSWER)
    health.failed(FIRST, Reason.NO_ANSWER)
    health.still_fails(FIRST, Reason.RATE_LIMITED)
    health.answered(FIRST, 0.1)
    health.recovered(FIRST)
    assert told == ["no_answer", "rate_limited", None]


def test_the_report_counts_answers_failures_and_time(health: Health) -> None:
    for took_s in (0.02, 0.3, 0.3, 60.0):
        health.answered(FIRST, took_s)
    health.failed(FIRST, Reason.NO_ANSWER)
    health.still_fails(FIRST, Reason.NO_ANSWER)  # a probe is nobody's utterance
    first, second = health.report()
    assert (first.answers, first.seconds) == (4, 60.62)
    assert first.buckets == [1, 0, 0, 2, 0, 0, 0, 0, 1]
    assert first.failures == {"no_answer": 1}
    assert (second.answers, second.resting, second.failures) == (0, None, {})
