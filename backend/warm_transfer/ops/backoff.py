"""How long to wait before starting something again that ended."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
HEALTHY_AFTER_S = 60.0  # having run for so long, the next failure is a new one


@dataclass
class Backoff:
    """Doubles with every short-lived run."""

    delay_s: float = FIRST_DELAY_S

    def next_delay_s(self, ran_for_s: float) -> float:
        if ran_for_s >= HEALTHY_AFTER_S:
            self.delay_s = FIRST_DELAY_S
        delay_s = self.delay_s
        self.delay_s = min(delay_s * 2, LONGEST_DELAY_S)
        return delay_s
