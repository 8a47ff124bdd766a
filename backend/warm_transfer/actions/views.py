"""What clients see. Plain data: built in `actions`, sent by `api`, stored in events."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from warm_transfer.actions.phone_views import DigitView, PhoneView
from warm_transfer.actions.speech_views import SpeechView
from warm_transfer.actions.transcript_views import GapView, SegmentView
from warm_transfer.domain.actor import Presence

CallState = Literal["waiting", "active", "ended"]
CallerStatus = Literal["waiting", "connected", "on_hold", "being_transferred", "ended"]
TransferMode = Literal["introduce", "consult", "direct"]
TransferState = Literal[
    "preparing", "offered", "consulting", "consult_paused", "moving", "introducing", "reverting",
    "completed", "declined", "no_answer", "busy", "voicemail", "cancelled", "failed", "caller_left",
]  # fmt: skip
TransferOutcome = Literal[
    "completed", "declined", "no_answer", "busy", "voicemail", "cancelled", "failed", "caller_left"
]
OfferState = Literal[
    "waiting", "ringing", "accepted", "declined", "no_answer", "withdrawn", "not_asked"
]


class AgentView(BaseModel):
    id: str
    username: str
    name: str
    team: str | None
    role: Literal["agent", "supervisor", "admin"]
    presence: Presence


class Session(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a kind, not a secret
    expires_in: int = Field(description="seconds")
    agent: AgentView


class ParticipantView(BaseModel):
    """One person's stay in a call.

    `state`: connecting (token given), present (LiveKit has their audio), away (dropped, may
    return) or left.
    """

    id: str
    identity: str = Field(description="LiveKit identity, the same in every room of the call")
    kind: Literal["caller", "agent", "phone"]
    agent_id: str | None
    phone: PhoneView | None = Field(description="of whoever is on the phone")
    name: str
    state: Literal["connecting", "present", "away", "left"]
    joined_at: datetime | None
    left_at: datetime | None


class PersonRef(BaseModel):
    id: str
    name: str


class OfferView(BaseModel):
    """One agent who is or was asked to take the call, or will be."""

    agent_id: str
    name: str
    state: OfferState


class TargetView(BaseModel):
    kind: Literal["agent", "any_of", "team", "open", "phone"]
    agent_id: str | None = Field(description="of several, the one who has accepted")
    phone: PhoneView | None = Field(description="the number that is dialled")
    name: str = Field(
        description="of a person, a team, several, a phone, or 'Anyone with the room ID'"
    )
    offers: list[OfferView] = Field(description="in the order in which they are asked")


class FactView(BaseModel):
    label: str
    value: str
    segment_id: str | None


class ChangeView(BaseModel):
    kind: Literal["same", "added", "removed"]
    text: str


class NoteView(BaseModel):
    text: str
    author: str
    at: datetime


class BriefingView(BaseModel):
    call_id: str
    version: int
    text: str = Field(description="the whole briefing as plain text; what an agent edits")
    spoken: str = Field(description="the same as it is read out to whoever answers a phone")
    headline: str
    reason: str
    facts: list[FactView]
    done: list[str]
    open: list[str]
    sentiment: Literal["positive", "neutral", "negative"]
    language: str
    source: str = Field(
        description="who made it: groq, openai, compatible, local; excerpt when no writer could; "
        "agent when edited"
    )
    edited: bool = Field(description="whether an agent put it in their own words")
    changes: list[ChangeView] = Field(
        description="of an edited one: its text without notes, with what was changed in it"
    )
    notes: list[NoteView] = Field(description="what agents added to it, oldest first")
    covers_until: float = Field(description="seconds since the call's start")
    updated_at: datetime


class BriefingVersionView(BaseModel):
    version: int
    text: str
    changes: list[ChangeView] = Field(description="from the version before to this one")
    source: str = Field(description="the writer, or agent")
    editor: str | None = Field(description="the name of the agent who made it, if one did")
    created_at: datetime


class BriefingVersionPage(BaseModel):
    items: list[BriefingVersionView] = Field(description="newest first")
    next_before: int | None = Field(description="the `before` of the next page")


class TransferView(BaseModel):
    id: str
    call_id: str
    mode: TransferMode
    state: TransferState
    outcome: TransferOutcome | None
    reason: str | None = Field(description="what went wrong, for a person")
    target: TargetView
    initiator: PersonRef
    caller_name: str
    room_id: str = Field(description="short id that an agent types to join, such as abcd-efgh")
    briefing: BriefingView
    moved: list[str] = Field(description="identities confirmed in the destination")
    hands_over: bool = Field(description="whether the initiator goes once the caller has moved")
    deadline_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    version: int


class RecallView(BaseModel):
    """Whoever handed the call over, rung to take it back."""

    agent_id: str
    until: datetime


class CallView(BaseModel):
    id: str
    state: CallState
    caller_name: str
    topic: str | None
    created_at: datetime
    waiting_since: datetime | None
    answered_at: datetime | None
    held_since: datetime | None = Field(description="since when the caller is on hold")
    recall: RecallView | None
    ended_at: datetime | None
    end_reason: str | None
    participants: list[ParticipantView]
    open_transfer_id: str | None
    version: int


class CallDetail(CallView):
    transfers: list[TransferView] = Field(description="oldest first")


class CallPage(BaseModel):
    items: list[CallView]
    next_cursor: str | None


class CallerTransferView(BaseModel):
    """What a caller learns of a transfer: nothing before it was accepted."""

    id: str
    state: TransferState
    from_name: str
    to_name: str | None
    to_team: str | None
    version: int


class CallerCallView(BaseModel):
    id: str
    status: CallerStatus
    caller_name: str
    created_at: datetime
    answered_at: datetime | None
    held_since: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    agents: list[PersonRef] = Field(
        description="whom the caller is with now: agents, and whoever is on a phone"
    )
    place_in_line: int | None
    transfer: CallerTransferView | None
    version: int


class RoomConnection(BaseModel):
    room_name: str
    url: str
    token: str = Field(
        description="LiveKit token, at most two minutes old and good for this room alone"
    )
    identity: str


class DestinationConnection(RoomConnection):
    transfer_id: str
    expect: list[str] = Field(
        description="identities that must be heard here before leaving the origin"
    )


class CallConnection(BaseModel):
    """Where one belongs now (`current`) and, during a move, where one is to go (`destination`)."""

    call_id: str
    current: RoomConnection
    destination: DestinationConnection | None


class CallStarted(BaseModel):
    call: CallerCallView
    caller_token: str
    connection: CallConnection


class CallJoined(BaseModel):
    call: CallDetail
    connection: CallConnection


class TransferJoined(BaseModel):
    transfer: TransferView
    call: CallDetail
    connection: CallConnection


class HeartbeatAnswer(BaseModel):
    leave: list[str] = Field(description="rooms in which another call worker listens")


class EventView(BaseModel):
    """One server-sent event's data. What it carries replaces what a client holds, if newer."""

    id: int
    type: str
    at: datetime
    call_id: str | None
    transfer_id: str | None
    call: CallView | None = None
    transfer: TransferView | None = None
    segments: list[SegmentView] | None = None
    gaps: list[GapView] | None = Field(None, description="all of the call's, with `gaps_version`")
    gaps_version: int | None = None
    briefing: BriefingView | None = None
    agent: AgentView | None = None
    speech: SpeechView | None = None
    digit: DigitView | None = Field(None, description="a key that was pressed at a phone")


class CallerEventView(BaseModel):
    id: int
    type: str
    at: datetime
    call: CallerCallView


class Problem(BaseModel):
    """RFC 9457 problem details, with a stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str


class PartHealth(BaseModel):
    ok: bool
    detail: str


class Readiness(BaseModel):
    ready: bool
    parts: dict[str, PartHealth]
