"""Which providers work, and how well. What a worker knows of them; the API hears it from there."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from warm_transfer.services.stt.base import Provider, Reason

# Upper bounds in seconds, from the end of an utterance to its text.
LATENCY_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Record:
    """Of one provider, since the worker's start. `resting` is why it is not asked now."""

    name: str
    resting: Reason | None = None
    answers: int = 0
    failures: Counter[Reason] = field(default_factory=Counter)
    seconds: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(LATENCY_BUCKETS_S) + 1))


@dataclass(frozen=True, slots=True)
class ProviderReport:
    """As the heartbeat carries it. `buckets` has one count more than there are bounds."""

    name: str
    resting: str | None
    answers: int
    failures: dict[str, int]
    seconds: float
    buckets: list[int]


class Health:
    """`on_change` is told when a provider is left alone and when it is asked again."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._providers = providers
        self._records = {provider.name: Record(provider.name) for provider in providers}
        self.successes = 0  # of anybody, also in a probe
        self.on_change: Callable[[], None] = _nobody

    def in_order(self) -> list[Provider]:
        """Those to ask; all of them, when none of them works."""
        working = [each for each in self._providers if self.works(each)]
        return working or list(self._providers)

    def works(self, provider: Provider) -> bool:
        return self._records[provider.name].resting is None

    def answered(self, provider: Provider, took_s: float) -> None:
        record = self._records[provider.name]
        record.answers += 1
        record.seconds += took_s
        record.buckets[bisect_left(LATENCY_BUCKETS_S, took_s)] += 1
        self.recovered(provider)

    def failed(self, provider: Provider, reason: Reason) -> None:
        record = self._records[provider.name]
        record.failures[reason] += 1
        self.still_fails(provider, reason)

    def still_fails(self, provider: Provider, reason: Reason) -> None:
        """A probe found that; no utterance was at stake."""
        record = self._records[provider.name]
        if record.resting != reason:
            record.resting = reason
            self.on_change()

    def recovered(self, provider: Provider) -> None:
        self.successes += 1
        record = self._records[provider.name]
        if record.resting is not None:
            record.resting = None
            self.on_change()

    def report(self) -> list[ProviderReport]:
        """In the configured order."""
        return [
            ProviderReport(
                name=record.name,
                resting=record.resting.value if record.resting else None,
                answers=record.answers,
                failures={reason.value: count for reason, count in record.failures.items()},
                seconds=round(record.seconds, 3),
                buckets=list(record.buckets),
            )
            for record in self._records.values()
        ]


class Stopwatch:
    """`seconds` since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


def _nobody() -> None:
    """Until somebody wants to know."""
