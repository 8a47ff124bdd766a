"""The rules of a transfer, as one table: (state, event) → next state, effects, outcome.

    preparing → offered → moving → introducing → completed
         └─────────┴─────────┴─→ reverting → declined | no_answer | cancelled | failed
    caller_left ends any of them

Until `introducing` the caller is never taken out of the origin, so to revert is to take down
the destination and do nothing else. From `introducing` on the destination is where the call
is, so a transfer that ends there takes away the target alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from warm_transfer.domain.state_machine import IllegalEvent


class TransferState(StrEnum):
    PREPARING = "preparing"
    OFFERED = "offered"
    MOVING = "moving"
    INTRODUCING = "introducing"
    REVERTING = "reverting"
    COMPLETED = "completed"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CALLER_LEFT = "caller_left"


class TransferEvent(StrEnum):
    ROOM_READY = "room_ready"
    ROOM_FAILED = "room_failed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the state's deadline has passed
    ALL_MOVED = "all_moved"  # LiveKit reports everybody needed in the destination, with audio
    MOVE_FAILED = "move_failed"
    TARGET_LEFT = "target_left"
    INITIATOR_LEFT = "initiator_left"
    CALLER_LEFT = "caller_left"
    CALL_ENDED = "call_ended"  # by an agent, for everybody
    REVERTED = "reverted"


class Outcome(StrEnum):
    """Why a transfer ended. Each is also the name of the state it ends in."""

    COMPLETED = "completed"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CALLER_LEFT = "caller_left"


class Effect(StrEnum):
    CREATE_DESTINATION = "create_destination"
    OPEN_DESTINATION = "open_destination"  # it is there, and what is said in it is transcribed
    ADMIT_TARGET = "admit_target"  # the target becomes a participant, in the destination
    SWITCH_CALL = "switch_call"  # the call is in the destination from now on; the origin is over
    DISMISS_TARGET = "dismiss_target"  # the target is a participant no more
    CLOSE_DESTINATION = "close_destination"
    NUDGE = "nudge"  # tell the people in the origin by LiveKit data, beside the event stream


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table. `state` is None where it is the outcome decided when reverting began."""

    state: TransferState | None
    effects: tuple[Effect, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What `advance` decided."""

    state: TransferState
    effects: tuple[Effect, ...]
    outcome: Outcome | None


_S = TransferState
_E = TransferEvent
_CLOSE = (Effect.CLOSE_DESTINATION,)
_ADMIT = (Effect.ADMIT_TARGET, Effect.OPEN_DESTINATION, Effect.NUDGE)
_UNDO_MOVE = (Effect.NUDGE, Effect.DISMISS_TARGET, Effect.CLOSE_DESTINATION)
_DISMISS = (Effect.DISMISS_TARGET,)


def _revert(outcome: Outcome, effects: tuple[Effect, ...] = _CLOSE) -> Transition:
    return Transition(_S.REVERTING, effects, outcome)


def _end(outcome: Outcome, effects: tuple[Effect, ...] = ()) -> Transition:
    return Transition(_S(outcome), effects, outcome)


INITIAL = Step(_S.PREPARING, (Effect.CREATE_DESTINATION,), None)

TRANSITIONS: dict[tuple[TransferState, TransferEvent], Transition] = {
    (_S.PREPARING, _E.ROOM_READY): Transition(_S.OFFERED, (Effect.NUDGE,)),
    (_S.PREPARING, _E.ROOM_FAILED): _revert(Outcome.FAILED),
    (_S.PREPARING, _E.EXPIRED): _revert(Outcome.FAILED),
    (_S.PREPARING, _E.CANCELLED): _revert(Outcome.CANCELLED),
    (_S.PREPARING, _E.INITIATOR_LEFT): Transition(_S.PREPARING),
    (_S.PREPARING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.PREPARING, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.OFFERED, _E.ACCEPTED): Transition(_S.MOVING, _ADMIT),
    (_S.OFFERED, _E.DECLINED): _revert(Outcome.DECLINED),
    (_S.OFFERED, _E.EXPIRED): _revert(Outcome.NO_ANSWER),
    (_S.OFFERED, _E.CANCELLED): _revert(Outcome.CANCELLED),
    (_S.OFFERED, _E.INITIATOR_LEFT): Transition(_S.OFFERED),
    (_S.OFFERED, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.OFFERED, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.MOVING, _E.ALL_MOVED): Transition(_S.INTRODUCING, (Effect.SWITCH_CALL, Effect.NUDGE)),
    (_S.MOVING, _E.MOVE_FAILED): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.MOVING, _E.TARGET_LEFT): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.MOVING, _E.EXPIRED): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.MOVING, _E.CANCELLED): _revert(Outcome.CANCELLED, _UNDO_MOVE),
    (_S.MOVING, _E.INITIATOR_LEFT): Transition(_S.MOVING, (Effect.NUDGE,)),
    (_S.MOVING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.MOVING, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.INTRODUCING, _E.INITIATOR_LEFT): _end(Outcome.COMPLETED),
    (_S.INTRODUCING, _E.TARGET_LEFT): _end(Outcome.FAILED, _DISMISS),
    (_S.INTRODUCING, _E.CANCELLED): _end(Outcome.CANCELLED, _DISMISS),
    (_S.INTRODUCING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT),
    (_S.INTRODUCING, _E.CALL_ENDED): _end(Outcome.COMPLETED),
    (_S.REVERTING, _E.REVERTED): Transition(None),
    (_S.REVERTING, _E.INITIATOR_LEFT): Transition(_S.REVERTING),
    (_S.REVERTING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.REVERTING, _E.CALL_ENDED): Transition(None, _CLOSE),
}


def is_open(state: TransferState) -> bool:
    return any(state == open_state for open_state, _ in TRANSITIONS)


def advance(state: TransferState, event: TransferEvent, decided: Outcome | None = None) -> Step:
    """What follows. `decided` is the outcome that an earlier step has given, if any.

    Raises `IllegalEvent` when `event` does not fit `state`.
    """
    transition = TRANSITIONS.get((state, event))
    if transition is None:
        raise IllegalEvent(state, event)
    outcome = transition.outcome or decided
    if transition.state is not None:
        return Step(transition.state, transition.effects, outcome)
    if outcome is None:
        raise IllegalEvent(state, event)
    return Step(TransferState(outcome), transition.effects, outcome)
