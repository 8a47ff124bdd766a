"""Figures of the move as a table and as JSON."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

# The probe looks every 128 samples: a shorter hole cannot be told from none.
RESOLUTION_MS = 3.0


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


@dataclass(slots=True)
class Measured:
    """What one signalling round trip gave. Everything is in milliseconds, one value per sample."""

    round_trip_ms: int
    holes_caller: list[float] = field(default_factory=list)
    holes_agents: list[float] = field(default_factory=list)
    accept_to_talk: list[float] = field(default_factory=list)
    nothing_happens: list[float] = field(default_factory=list)
    leave_then_join: list[float] = field(default_factory=list)

    @property
    def holes(self) -> list[float]:
        return self.holes_caller + self.holes_agents

    @property
    def times_less(self) -> float:
        """How many times longer leaving first makes the hole, at the 99th percentile."""
        return percentile(self.leave_then_join, 99) / max(percentile(self.holes, 99), RESOLUTION_MS)


def as_json(measured: Sequence[Measured], transfers: int) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "platform": platform.platform(),
            "cpus": os.cpu_count(),
            "load_average": os.getloadavg(),
        },
        "transfers": transfers,
        "runs": [
            {
                "summary": {
                    "hole_ms": _summary(run.holes),
                    "accept_to_talk_ms": _summary(run.accept_to_talk),
                    "leave_then_join_hole_ms": _summary(run.leave_then_join),
                    "no_transfer_hole_ms": _summary(run.nothing_happens),
                    "times_less": round(run.times_less, 1),
                },
                "samples_ms": asdict(run),
            }
            for run in measured
        ],
    }


def as_table(measured: Sequence[Measured]) -> str:
    lines = [
        f"{'signalling':>10}  {'milliseconds':<40} {'median':>8} {'p99':>8} {'longest':>8} {'n':>5}"
    ]
    for run in measured:
        rows = (
            ("hole, what the caller hears of agents", run.holes_caller),
            ("hole, what agents hear of the caller", run.holes_agents),
            ("hole, leave then join", run.leave_then_join),
            ("hole, no transfer", run.nothing_happens),
            ("Accept to caller and B hear each other", run.accept_to_talk),
        )
        for what, values in rows:
            lines.append(
                f"{run.round_trip_ms:>7} ms  {what:<40} {statistics.median(values):>8.0f}"
                f" {percentile(values, 99):>8.0f} {max(values):>8.0f} {len(values):>5}"
            )
        lines.append(f"{'':>10}  {run.times_less:.0f} times less than leave then join, at p99")
    return "\n".join(lines)


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 1),
        "p99": round(percentile(values, 99), 1),
        "max": round(max(values), 1),
        "samples": len(values),
    }
