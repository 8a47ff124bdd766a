"""What Prometheus reads of requests to language models: how many, how long, what they cost."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from warm_transfer.services.briefing.metering import Usage

# By writer: US dollars per million tokens read, and written.
Prices = Mapping[str, tuple[float, float]]

MILLION = 1_000_000
SECONDS = (0.25, 0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60)


class BriefingMetrics:
    """A `Meter` (services/briefing/metering.py)."""

    def __init__(self, registry: CollectorRegistry, prices: Prices) -> None:
        self._prices = prices
        self._requests = Counter(
            "warm_transfer_briefing_requests",
            "Requests to language models, by what came of them",
            ["writer", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "warm_transfer_briefing_request_seconds",
            "Time to a whole, checked answer or to a failure",
            ["writer"],
            buckets=SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "warm_transfer_briefing_tokens",
            "Tokens that language models read (in) and wrote (out)",
            ["writer", "direction"],
            registry=registry,
        )
        self._cost = Counter(
            "warm_transfer_briefing_cost_dollars",
            "What those tokens cost by BRIEFING_PRICES",
            ["writer"],
            registry=registry,
        )
        self._open = Gauge(
            "warm_transfer_briefing_breaker_open",
            "1 while a writer is left alone because it failed",
            ["writer"],
            registry=registry,
        )

    def request(self, writer: str, outcome: str, seconds: float) -> None:
        self._requests.labels(writer, outcome).inc()
        if outcome != "left_alone":
            self._seconds.labels(writer).observe(seconds)

    def used(self, writer: str, usage: Usage) -> None:
        self._tokens.labels(writer, "in").inc(usage.tokens_in)
        self._tokens.labels(writer, "out").inc(usage.tokens_out)
        price_in, price_out = self._prices.get(writer, (0.0, 0.0))
        cost = usage.tokens_in * price_in + usage.tokens_out * price_out
        self._cost.labels(writer).inc(cost / MILLION)

    def breaker(self, writer: str, *, is_open: bool) -> None:
        self._open.labels(writer).set(is_open)
