"""What agents see of phones, and what the phone bridge is told. Plain data."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

PhoneState = Literal["queued", "ringing", "answered", "briefing", "accepted", "connected", "ended"]


class PhoneView(BaseModel):
    """A phone in a call, or one that is dialled for it."""

    leg_id: str
    number: str | None = Field(description="E.164; null where a caller withholds it")
    display: str = Field(description="the number as people read it")
    extension: str | None
    state: PhoneState
    status: str | None = Field(description="the provider's own word for it")
    code: str | None = Field(description="the provider's own code of an error")


class PhonesView(BaseModel):
    """Whether numbers can be dialled from here, and which."""

    available: bool
    missing: list[str] = Field(description="settings that are needed and not set")
    number: str | None = Field(description="our own, E.164")
    default_country: str | None = Field(description="ISO 3166, of numbers typed without one")
    allowed_countries: list[str] = Field(description="ISO 3166, of numbers that may be dialled")
    caller_id: Literal["own", "caller"] = Field(description="whose number the phone shows")
    organisation: str = Field(description="named to whoever answers")


class DigitView(BaseModel):
    participant_id: str
    name: str
    digit: str
    at: datetime


class BridgeDestination(BaseModel):
    transfer_id: str
    room_name: str
    expect: list[str] = Field(
        description="identities that must be heard there before leaving the origin"
    )
    begun: bool = Field(
        description="whether the move is on; before, while the target is rung, one may enter"
    )


class PhoneOrders(BaseModel):
    """What the phone bridge is to do with a leg now."""

    leg_id: str
    identity: str
    name: str = Field(description="as others in the room see it: no phone number")
    kind: Literal["caller", "phone"]
    room_name: str
    on_hold: bool = Field(description="nobody hears this leg, and a target's hears nobody")
    destination: BridgeDestination | None
    over: bool = Field(description="nobody is to hear this leg any more: close its stream")


class LegsOrders(BaseModel):
    orders: list[PhoneOrders]
