"""The rules of a transfer, as one table: (state, event) → next state, effects, outcome.

`docs/transfer-flow.md` draws it. What holds throughout:

Until the call switches rooms the caller is never taken out of the origin, so to revert is to
take down the destination and do nothing to the origin's connections. From `introducing` on the
destination is where the call is, so a transfer that ends there takes away the target alone.

The modes differ in where an accepted offer leads (`acceptance`) and in whether the initiator
comes along (`arrival`). In a consult the agents talk first, in the destination, while the
caller is on hold in the origin; the initiator then goes to and fro between the two as they
like, until the caller is brought in, handed over, or the transfer is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from warm_transfer.domain.state_machine import IllegalEvent


class TransferMode(StrEnum):
    INTRODUCE = "introduce"  # caller and initiator move to the target; all three talk
    CONSULT = "consult"  # the agents talk first, with the caller on hold
    DIRECT = "direct"  # the caller moves to the target, the initiator is free at once


class TransferState(StrEnum):
    PREPARING = "preparing"
    OFFERED = "offered"
    CONSULTING = "consulting"  # the initiator is with the target
    CONSULT_PAUSED = "consult_paused"  # the initiator is with the caller, the target waits
    MOVING = "moving"
    INTRODUCING = "introducing"
    REVERTING = "reverting"
    COMPLETED = "completed"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CALLER_LEFT = "caller_left"


class TransferEvent(StrEnum):
    ROOM_READY = "room_ready"
    ROOM_FAILED = "room_failed"
    ACCEPTED = "accepted"  # the call is to move now
    CONSULT_ACCEPTED = "consult_accepted"  # the agents are to talk first
    PASSED_ON = "passed_on"  # one of several said no; somebody else is asked
    DECLINED = "declined"
    TARGET_BUSY = "target_busy"
    NOT_ANSWERED = "not_answered"  # a phone rang for nothing
    TARGET_FAILED = "target_failed"  # a phone could not be reached
    VOICEMAIL_ANSWERED = "voicemail_answered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the state's deadline has passed
    RETURNED = "returned"  # the initiator goes back to the caller; the target waits
    CONSULT_RESUMED = "consult_resumed"  # and to the target again
    BROUGHT_IN = "brought_in"  # the caller joins the two agents
    HANDED_OVER = "handed_over"  # the caller goes to the target, the initiator goes
    ALL_MOVED = "all_moved"  # LiveKit reports everybody needed in the destination, with audio
    CALLER_MOVED = "caller_moved"  # as before, and the initiator does not come along
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
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CALLER_LEFT = "caller_left"


class Effect(StrEnum):
    CREATE_DESTINATION = "create_destination"
    OPEN_DESTINATION = "open_destination"  # it is there, and what is said in it is transcribed
    RING_TARGET = "ring_target"  # a phone is dialled; agents are rung by being told
    HANG_UP_TARGET = "hang_up_target"  # a phone rings no more, and whoever answered is cut off
    ADMIT_TARGET = "admit_target"  # the target becomes a participant, in the destination
    HOLD_CALLER = "hold_caller"  # the caller hears music in the origin, and nobody else
    RESUME_CALLER = "resume_caller"  # the caller is off hold
    HAND_OVER = "hand_over"  # from now on the initiator does not come along
    SWITCH_CALL = "switch_call"  # the call is in the destination from now on; the origin is over
    RELEASE_INITIATOR = "release_initiator"  # the initiator is a participant no more
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
_CLOSE = (Effect.CLOSE_DESTINATION, Effect.HANG_UP_TARGET)
_DISMISS = (Effect.DISMISS_TARGET, Effect.HANG_UP_TARGET)
_ADMIT = (Effect.ADMIT_TARGET, Effect.OPEN_DESTINATION, Effect.NUDGE)
_UNDO_MOVE = (
    Effect.NUDGE,
    Effect.RESUME_CALLER,
    Effect.DISMISS_TARGET,
    *_CLOSE,
)
_HAND_OVER = (Effect.HAND_OVER, Effect.NUDGE)


def _revert(outcome: Outcome, effects: tuple[Effect, ...] = _CLOSE) -> Transition:
    return Transition(_S.REVERTING, effects, outcome)


def _end(outcome: Outcome, effects: tuple[Effect, ...] = ()) -> Transition:
    return Transition(_S(outcome), effects, outcome)


INITIAL = Step(_S.PREPARING, (Effect.CREATE_DESTINATION,), None)

TRANSITIONS: dict[tuple[TransferState, TransferEvent], Transition] = {
    (_S.PREPARING, _E.ROOM_READY): Transition(_S.OFFERED, (Effect.RING_TARGET, Effect.NUDGE)),
    (_S.PREPARING, _E.ROOM_FAILED): _revert(Outcome.FAILED),
    (_S.PREPARING, _E.EXPIRED): _revert(Outcome.FAILED),
    (_S.PREPARING, _E.CANCELLED): _revert(Outcome.CANCELLED),
    (_S.PREPARING, _E.INITIATOR_LEFT): Transition(_S.PREPARING),
    (_S.PREPARING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.PREPARING, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.OFFERED, _E.ACCEPTED): Transition(_S.MOVING, _ADMIT),
    (_S.OFFERED, _E.CONSULT_ACCEPTED): Transition(_S.CONSULTING, (Effect.HOLD_CALLER, *_ADMIT)),
    (_S.OFFERED, _E.PASSED_ON): Transition(_S.OFFERED),
    (_S.OFFERED, _E.DECLINED): _revert(Outcome.DECLINED),
    (_S.OFFERED, _E.TARGET_BUSY): _revert(Outcome.BUSY),
    (_S.OFFERED, _E.NOT_ANSWERED): _revert(Outcome.NO_ANSWER),
    (_S.OFFERED, _E.TARGET_FAILED): _revert(Outcome.FAILED),
    (_S.OFFERED, _E.VOICEMAIL_ANSWERED): _revert(Outcome.VOICEMAIL),
    (_S.OFFERED, _E.EXPIRED): _revert(Outcome.NO_ANSWER),
    (_S.OFFERED, _E.CANCELLED): _revert(Outcome.CANCELLED),
    (_S.OFFERED, _E.INITIATOR_LEFT): Transition(_S.OFFERED),
    (_S.OFFERED, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.OFFERED, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.CONSULTING, _E.RETURNED): Transition(
        _S.CONSULT_PAUSED, (Effect.RESUME_CALLER, Effect.NUDGE)
    ),
    (_S.CONSULTING, _E.BROUGHT_IN): Transition(_S.MOVING, (Effect.NUDGE,)),
    (_S.CONSULTING, _E.HANDED_OVER): Transition(_S.MOVING, _HAND_OVER),
    (_S.CONSULTING, _E.INITIATOR_LEFT): Transition(_S.MOVING, _HAND_OVER),
    (_S.CONSULTING, _E.TARGET_LEFT): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.CONSULTING, _E.EXPIRED): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.CONSULTING, _E.CANCELLED): _revert(Outcome.CANCELLED, _UNDO_MOVE),
    (_S.CONSULTING, _E.MOVE_FAILED): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.CONSULTING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.CONSULTING, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.CONSULT_PAUSED, _E.CONSULT_RESUMED): Transition(
        _S.CONSULTING, (Effect.HOLD_CALLER, Effect.NUDGE)
    ),
    (_S.CONSULT_PAUSED, _E.BROUGHT_IN): Transition(_S.MOVING, (Effect.NUDGE,)),
    (_S.CONSULT_PAUSED, _E.HANDED_OVER): Transition(_S.MOVING, _HAND_OVER),
    (_S.CONSULT_PAUSED, _E.INITIATOR_LEFT): Transition(_S.MOVING, _HAND_OVER),
    (_S.CONSULT_PAUSED, _E.TARGET_LEFT): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.CONSULT_PAUSED, _E.EXPIRED): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.CONSULT_PAUSED, _E.CANCELLED): _revert(Outcome.CANCELLED, _UNDO_MOVE),
    (_S.CONSULT_PAUSED, _E.MOVE_FAILED): _revert(Outcome.FAILED, _UNDO_MOVE),
    (_S.CONSULT_PAUSED, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.CONSULT_PAUSED, _E.CALL_ENDED): _end(Outcome.CANCELLED, _CLOSE),
    (_S.MOVING, _E.ALL_MOVED): Transition(_S.INTRODUCING, (Effect.SWITCH_CALL, Effect.NUDGE)),
    (_S.MOVING, _E.CALLER_MOVED): _end(
        Outcome.COMPLETED, (Effect.SWITCH_CALL, Effect.RELEASE_INITIATOR, Effect.NUDGE)
    ),
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
    # Closing once more is harmless; to report it reverted with the destination open is not.
    (_S.REVERTING, _E.CANCELLED): Transition(_S.REVERTING, _CLOSE),
    (_S.REVERTING, _E.INITIATOR_LEFT): Transition(_S.REVERTING, _CLOSE),
    (_S.REVERTING, _E.CALLER_LEFT): _end(Outcome.CALLER_LEFT, _CLOSE),
    (_S.REVERTING, _E.CALL_ENDED): Transition(None, _CLOSE),
}

# States in which the target has accepted and is a participant.
TARGET_IS_IN = frozenset({_S.CONSULTING, _S.CONSULT_PAUSED, _S.MOVING, _S.INTRODUCING})
CONSULT_STATES = frozenset({_S.CONSULTING, _S.CONSULT_PAUSED})
_OPEN = frozenset(state for state, _ in TRANSITIONS)


def is_open(state: TransferState) -> bool:
    return state in _OPEN


def acceptance(mode: TransferMode) -> TransferEvent:
    """What it means in this mode that the target accepts."""
    return _E.CONSULT_ACCEPTED if mode is TransferMode.CONSULT else _E.ACCEPTED


def arrival(*, initiator_comes: bool) -> TransferEvent:
    """What it means that everybody who must is in the destination."""
    return _E.ALL_MOVED if initiator_comes else _E.CALLER_MOVED


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
