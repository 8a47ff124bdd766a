"""What the call workers report of their providers of speech to text, for Prometheus.

Counters are each worker's own since its start: add them up with `sum by (provider)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from warm_transfer.services.stt.health import LATENCY_BUCKETS_S

LABELS = ["provider", "worker"]
BOUNDS = [*(str(bound) for bound in LATENCY_BUCKETS_S), "+Inf"]


class SpeechCollector(Collector):
    """`reports`: by worker, what is in its heartbeat."""

    def __init__(self) -> None:
        self.reports: Mapping[str, Sequence[Mapping[str, Any]]] = {}

    def collect(self) -> Iterator[Metric]:
        name = "warm_transfer_speech"
        works = GaugeMetricFamily(f"{name}_provider_works", "0: it is left alone", labels=LABELS)
        failures = CounterMetricFamily(
            f"{name}_failures", "Utterances a provider failed at", labels=[*LABELS, "reason"]
        )
        seconds = HistogramMetricFamily(
            f"{name}_seconds", "From the end of an utterance to its text", labels=LABELS
        )
        for worker, providers in self.reports.items():
            for each in providers:
                labels = [each["name"], worker]
                works.add_metric(labels, 0.0 if each["resting"] else 1.0)
                for reason, count in each["failures"].items():
                    failures.add_metric([*labels, reason], count)
                counts = zip(BOUNDS, accumulate(each["buckets"]), strict=True)
                seconds.add_metric(labels, list(counts), each["seconds"])
        yield from (works, failures, seconds)
