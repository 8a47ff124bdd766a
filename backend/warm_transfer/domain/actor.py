"""Who is asking: an agent who signed in, or the caller of one call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Presence = Literal["available", "busy", "away", "offline"]


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class AgentActor:
    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class CallerActor:
    """Good for `call_id` alone."""

    call_id: str


Actor = AgentActor | CallerActor
