"""When a writer that fails is left alone. Pure: every moment is passed in, in seconds.

closed ──3 failures in a row, or one that a person has to mend──▶ open
open ──its time is up──▶ one request may try ──written──▶ closed
                                             └─failed──▶ open, twice as long
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FAILURES = 3
OPEN_S = 10.0
LONGEST_S = 300.0


@dataclass(frozen=True, slots=True)
class Breaker:
    failures: int = 0
    open_until_s: float | None = None  # None: closed
    opened: int = 0  # times in a row
    trying: bool = False

    @property
    def is_open(self) -> bool:
        return self.open_until_s is not None

    def allows(self, now_s: float) -> bool:
        """Whether a request may be made now."""
        return self.open_until_s is None or (now_s >= self.open_until_s and not self.trying)

    def started(self) -> Breaker:
        """The request that was allowed is made. However it ends, it must be told."""
        return replace(self, trying=self.is_open)

    def given_up(self) -> Breaker:
        """The request ended without showing anything of the writer."""
        return replace(self, trying=False)

    def written(self) -> Breaker:
        return Breaker()

    def failed(
        self, now_s: float, *, retryable: bool = True, retry_after_s: float | None = None
    ) -> Breaker:
        """`retry_after_s` is what the service asked for."""
        failures = self.failures + 1
        if retryable and retry_after_s is None and failures < FAILURES and not self.is_open:
            return replace(self, failures=failures)
        pause_s = min(OPEN_S * 2**self.opened, LONGEST_S) if retryable else LONGEST_S
        if retry_after_s is not None:
            pause_s = retry_after_s if not self.opened else max(retry_after_s, pause_s)
        return Breaker(failures, now_s + pause_s, self.opened + 1)
