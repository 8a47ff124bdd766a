"""What is counted of requests to language models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the service counted them."""

    tokens_in: int = 0
    tokens_out: int = 0


class Meter(Protocol):
    def request(self, writer: str, outcome: str, seconds: float) -> None:
        """One request has ended: `written`, or the outcome of a WriterFailed."""
        ...

    def used(self, writer: str, usage: Usage) -> None: ...

    def breaker(self, writer: str, *, is_open: bool) -> None:
        """Whether the writer is being left alone."""
        ...


class NoMeter:
    """For programs that have no metrics."""

    def request(self, writer: str, outcome: str, seconds: float) -> None: ...

    def used(self, writer: str, usage: Usage) -> None: ...

    def breaker(self, writer: str, *, is_open: bool) -> None: ...
