"""The life of a call, as one table: (state, event) → state."""

from __future__ import annotations

from enum import StrEnum

from warm_transfer.domain.state_machine import IllegalEvent


class CallState(StrEnum):
    WAITING = "waiting"  # in the queue: no agent is with the caller
    ACTIVE = "active"
    ENDED = "ended"


class CallEvent(StrEnum):
    AGENT_JOINED = "agent_joined"  # or somebody whom it was transferred to, on the phone
    LAST_AGENT_LEFT = "last_agent_left"  # and nobody is on the phone with the caller
    CALLER_LEFT = "caller_left"
    AGENT_ENDED = "agent_ended"
    PHONE_HUNG_UP = "phone_hung_up"  # whoever was alone with the caller, on the phone


TRANSITIONS: dict[tuple[CallState, CallEvent], CallState] = {
    (CallState.WAITING, CallEvent.AGENT_JOINED): CallState.ACTIVE,
    (CallState.ACTIVE, CallEvent.AGENT_JOINED): CallState.ACTIVE,
    (CallState.ACTIVE, CallEvent.LAST_AGENT_LEFT): CallState.WAITING,
    (CallState.WAITING, CallEvent.CALLER_LEFT): CallState.ENDED,
    (CallState.ACTIVE, CallEvent.CALLER_LEFT): CallState.ENDED,
    (CallState.ACTIVE, CallEvent.AGENT_ENDED): CallState.ENDED,
    (CallState.ACTIVE, CallEvent.PHONE_HUNG_UP): CallState.ENDED,
}


def advance(state: CallState, event: CallEvent) -> CallState:
    """The state that follows. Raises `IllegalEvent` when `event` does not fit `state`."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalEvent(state, event) from None
