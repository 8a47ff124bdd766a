"""Where a language model answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`limit` is the name this service has for the most tokens of an answer; `extra` are
    parameters of its own that a model may not know.
    """

    name: str
    base_url: str
    model: str
    key: str | None
    limit: str = "max_tokens"
    extra: Mapping[str, Any] = field(default_factory=dict)
