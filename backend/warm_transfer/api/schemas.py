"""What comes in over HTTP: bounded, refusing unknown fields. What goes out: `actions/views.py`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from warm_transfer.actions.offer_checks import Target, unique
from warm_transfer.actions.phones import PhoneNumber
from warm_transfer.actions.users import MAX_PASSWORD_LENGTH
from warm_transfer.actions.views import TransferMode

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
BriefingText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
MAX_ROOMS_REPORTED = 200  # the worker sends more in several heartbeats
CallId = Annotated[str, Path(min_length=1, max_length=64)]
Age = Annotated[float, Field(ge=0, le=86_400)]
Seat = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def _refuse_nul(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a NUL character cannot be stored")
        return value


class PasswordSignIn(Input):
    username: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=MAX_PASSWORD_LENGTH)]
    seat: Seat = "agent"


class LinkSignIn(Input):
    token: Annotated[str, StringConstraints(min_length=16, max_length=128)]
    seat: Seat = "agent"


class SeatInput(Input):
    """The page's seat (`agent-a`, `agent-b`, `agent`): a browser can hold one agent in each."""

    seat: Seat = "agent"


class MePatch(Input):
    presence: Literal["available", "away"]


class CallCreate(Input):
    name: ShortText | None = None
    topic: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None


class AgentTarget(Input):
    agent_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class OpenTarget(Input):
    open: Literal[True]


class AnyOfTarget(Input):
    """The first of several agents to accept; rung all at once, or one after the other."""

    any_of: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=64)]],
        Field(min_length=1, max_length=20),
    ]
    in_order: bool = False


class TeamTarget(Input):
    """The first of a team to accept; all who can take a call are rung."""

    team: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class PhoneTarget(Input):
    """A phone number, typed in any usual way; without a country code it is one of ours."""

    phone_number: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
    ]
    extension: Annotated[str, Field(pattern=r"^[0-9*#wW]{1,20}$")] | None = Field(
        None, description="keys to press once it is answered; w waits half a second, W a whole one"
    )
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] | None = Field(
        None, description="who is called; the caller sees it too"
    )


class TransferCreate(Input):
    target: AgentTarget | AnyOfTarget | TeamTarget | OpenTarget | PhoneTarget
    mode: TransferMode = "introduce"
    briefing: BriefingText | None = Field(None, description="edited text; null sends it as written")


def target_of(wish: AgentTarget | AnyOfTarget | TeamTarget | OpenTarget | PhoneTarget) -> Target:
    """As the actions take it."""
    match wish:
        case AgentTarget():
            return Target("agent", (wish.agent_id,))
        case AnyOfTarget():
            return Target("any_of", unique(wish.any_of), in_order=wish.in_order)
        case TeamTarget():
            return Target("team", team=wish.team)
        case OpenTarget():
            return Target("open")
        case PhoneTarget():
            number = PhoneNumber(wish.phone_number, wish.extension, wish.name or None)
            return Target("phone", phone=number)


class TransferCommand(Input):
    """What is asked of a transfer, as it was when it was asked."""

    version: int | None = Field(
        None, ge=0, description="refused with 409 `transfer_state` if it has moved on since"
    )


class DigitsInput(Input):
    participant_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    digits: Annotated[str, Field(pattern=r"^[0-9*#]{1,20}$")]


class DeclineInput(TransferCommand):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None


class MoveFailedInput(Input):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class BriefingEdit(Input):
    text: BriefingText
    version: int | None = Field(
        None,
        ge=0,
        description="the one that was changed: refused with 409 `briefing_changed` if another"
        " agent has changed it since",
    )


class BriefingNote(Input):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class StreamClaim(Input):
    """A stream's own words of whose it is."""

    token: Annotated[str, StringConstraints(min_length=16, max_length=128)]
    call_sid: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    stream_sid: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class LegsInput(Input):
    leg_ids: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=64)]], Field(max_length=200)
    ]


class LegMoved(Input):
    transfer_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class LegMoveFailed(LegMoved):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class LegDigit(Input):
    digit: Annotated[str, Field(pattern=r"^[0-9*#A-D]$")]


class StreamEnded(Input):
    stream_sid: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    stopped: bool = Field(description="whether the provider said that it is over")


class SegmentReport(Input):
    """What the call worker heard. Repeating an id is harmless."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,40}$")]
    identity: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    start_s: Annotated[float, Field(ge=0, le=86_400)]
    end_s: Annotated[float, Field(ge=0, le=86_400)]
    language: Annotated[str, StringConstraints(max_length=16)] | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    private: bool = False


class SegmentBatch(Input):
    segments: Annotated[list[SegmentReport], Field(min_length=1, max_length=100)]


class HeardRoomReport(Input):
    """A stay of the call worker's in a room, told in seconds before now."""

    room_name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    began_ago_s: Age = Field(description="since when it has listened there, without a break")
    complete_ago_s: Age = Field(description="up to when all that it heard has been reported")
    listening: bool = Field(description="false for a stay that is over")


FailureReason = Literal["no_answer", "rate_limited", "refused", "unreachable", "broken"]
Count = Annotated[int, Field(ge=0, le=2**53)]


class ProviderHealthReport(Input):
    """What a call worker knows of a provider of speech to text, since the worker's start."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.]{0,99}$")]
    resting: FailureReason | None = Field(None, description="why it is not asked now")
    answers: Count
    failures: dict[FailureReason, Count]
    seconds: Annotated[float, Field(ge=0)] = Field(description="that all answers took")
    buckets: Annotated[list[Count], Field(min_length=9, max_length=9)] = Field(
        description="answers within 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 s, and later, each apart"
    )


class WorkerHeartbeat(Input):
    worker_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
    rooms: Annotated[list[HeardRoomReport], Field(max_length=MAX_ROOMS_REPORTED)] = []
    speech: Annotated[list[ProviderHealthReport], Field(max_length=16)] | None = None
