"""What Prometheus reads from `/metrics`. Counters are this process's own since its start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from warm_transfer.backups.status import BackupStatus
from warm_transfer.briefing_metrics import BriefingMetrics, Prices
from warm_transfer.services.events.base import LoggedEvent
from warm_transfer.speech_metrics import SpeechCollector

CALL_STATES = ("waiting", "active")
TRANSFER_OUTCOMES = frozenset(
    {"completed", "declined", "no_answer", "cancelled", "failed", "caller_left"}
)
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """One registry for each application, so that several can live in one process."""

    def __init__(self, briefing_prices: Prices | None = None) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "warm_transfer_http_requests",
            "Requests answered",
            ["operation", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "warm_transfer_http_request_seconds",
            "Time to the start of the answer",
            ["operation"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.open_streams = Gauge(
            "warm_transfer_event_streams_open",
            "Event streams open now",
            ["audience"],
            registry=self.registry,
        )
        self.frames = Counter(
            "warm_transfer_event_frames",
            "Events written to event streams",
            ["audience"],
            registry=self.registry,
        )
        self.events = Counter(
            "warm_transfer_events", "Events committed here", ["type"], registry=self.registry
        )
        self.transfers = Counter(
            "warm_transfer_transfers",
            "Transfers that ended here",
            ["outcome"],
            registry=self.registry,
        )
        self.segments = Counter(
            "warm_transfer_segments", "Final segments stored here", registry=self.registry
        )
        self.rounds = Counter(
            "warm_transfer_reconciler_rounds",
            "Rounds of the reconciler begun here: of several processes, one makes them",
            registry=self.registry,
        )
        self._calls = Gauge(
            "warm_transfer_calls", "Calls now, by state", ["state"], registry=self.registry
        )
        self._backup_time = Gauge(
            "warm_transfer_backup_last_good_timestamp_seconds",
            "When the newest automatic backup was made and checked; 0: none yet",
            registry=self.registry,
        )
        self._backup_bytes = Gauge(
            "warm_transfer_backup_last_good_bytes",
            "Size of the newest automatic backup",
            registry=self.registry,
        )
        self._backup_failing = Gauge(
            "warm_transfer_backup_failing",
            "1 when the last try to make an automatic backup failed",
            registry=self.registry,
        )

        self.briefings = BriefingMetrics(self.registry, briefing_prices or {})
        self._speech = SpeechCollector()
        self.registry.register(self._speech)

    def count_events(self, events: Sequence[LoggedEvent]) -> None:
        for event in events:
            self.events.labels(event.type).inc()
            kind, _, what = event.type.partition(".")
            if kind == "transfer" and what in TRANSFER_OUTCOMES:
                self.transfers.labels(what).inc()
            elif event.type == "segments.added":
                self.segments.inc(len(event.data.get("segments", ())))

    def render(
        self,
        calls_by_state: Mapping[str, int],
        backups: BackupStatus,
        speech: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> bytes:
        """The text that Prometheus reads, with calls, backups and speech as they are now.

        `speech`: what each call worker has reported of its providers.
        """
        self._speech.reports = speech
        for state in CALL_STATES:
            self._calls.labels(state).set(calls_by_state.get(state, 0))
        self._backup_time.set(backups.good_at.timestamp() if backups.good_at else 0)
        self._backup_bytes.set(backups.good_bytes)
        self._backup_failing.set(backups.failed_at is not None)
        return generate_latest(self.registry)
