"""What the server does with a call: rows change as `advance` decides, in one step each.

What a step decides for the outside waits in `undone`, until it is carried out or the process dies
with it. `reconcile` is what a process does that knows nothing but rows, rooms and the clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from tests.unit.domain.model.livekit import LiveKit
from tests.unit.domain.model.rows import AGENTS, CALLER, Kind, Stay, Transfer
from warm_transfer.domain import call as call_rules
from warm_transfer.domain import transfer as rules
from warm_transfer.domain.call import CallEvent, CallState
from warm_transfer.domain.offers import Offer, OfferState, next_turn, settled
from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import (
    CONSULT_STATES,
    INITIAL,
    TARGET_IS_IN,
    Effect,
    TransferEvent,
    TransferMode,
    TransferState,
)

S, E, F = TransferState, TransferEvent, Effect
WAIT = 30
NOT_ACCEPTED = (S.PREPARING, S.OFFERED)
ARRIVING = CONSULT_STATES | {S.MOVING}
# From these on the caller is on the way to the target.
CALLER_COMES = (E.ACCEPTED, E.BROUGHT_IN, E.HANDED_OVER, E.INITIATOR_LEFT)


class Refused(Exception):
    """Who asks may not, or what they ask for is impossible; whatever the state."""


@dataclass(frozen=True, slots=True)
class Undone:
    transfer: Transfer
    state: TransferState  # the one it was committed with
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """Who was in the destination, and who had to be, when the call was said to be there."""

    needed: frozenset[str]
    reported: frozenset[str]
    agents: frozenset[str]


class World:
    def __init__(self) -> None:
        self.now = 0
        self.version = 0
        self.state = CallState.WAITING
        self.rooms_made = 1
        self.room = "room-0"
        self.held = False
        self.held_by_agent = False
        self.stays = {CALLER: Stay(self.room)}
        self.transfers: list[Transfer] = []
        self.rung_elsewhere: set[str] = set()
        self.livekit = LiveKit()
        self.livekit.make(self.room)
        self.undone: deque[Undone] = deque()
        self.switches: list[Switch] = []

    # --- reading ---------------------------------------------------------------------------

    @property
    def open(self) -> Transfer | None:
        return next((row for row in reversed(self.transfers) if rules.is_open(row.state)), None)

    def agents_here(self) -> list[str]:
        return [name for name in self.stays if name != CALLER]

    def can_take_a_call(self, name: str) -> bool:
        rung = {agent for row in self.transfers for agent in row.rung}
        return name not in self.stays and name not in rung | self.rung_elsewhere

    def agents_with_caller(self) -> set[str]:
        """Whom the caller is told they are with."""
        return {
            name
            for name in self.agents_here()
            if (stay := self.stays[name]).seen and not stay.away and stay.room == self.room
        }

    def status(self) -> str:
        """What the caller is told."""
        if self.state is CallState.ENDED:
            return "ended"
        if self.open is not None and self.open.state is S.MOVING:
            return "being_transferred"
        if self.held:
            return "on_hold"
        return "connected" if self.agents_with_caller() else "waiting"

    # --- commands --------------------------------------------------------------------------

    def start(self, actor: str, mode: TransferMode, kind: Kind) -> None:
        if actor not in self.stays:
            raise Refused("not in the call")
        if self.open is not None:
            raise IllegalEvent(self.open.state, self.open.state)
        asked = [name for name in AGENTS if self.can_take_a_call(name)]
        if kind == "agent":
            asked = asked[:1]
        if not asked and kind != "open":
            raise Refused("nobody is available")
        row = Transfer(
            mode=mode,
            kind=kind,
            initiator=actor,
            origin=self.room,
            destination=f"room-{self.rooms_made}",
            hands_over=mode is TransferMode.DIRECT,
            deadline=self.now + WAIT,
        )
        self.rooms_made += 1
        self.version += 1
        if kind != "open":
            row.target = asked[0] if kind == "agent" else None
            row.offers = [
                Offer(name, place if kind == "in_order" else 0, OfferState.WAITING)
                for place, name in enumerate(asked)
            ]
            self._ring_next(row)
        self.transfers.append(row)
        self.undone.append(Undone(row, row.state, INITIAL.effects))

    def accept(self, row: Transfer, actor: str) -> None:
        if row.kind == "open":
            if actor == row.initiator or not self.can_take_a_call(actor):
                raise Refused("their own, or busy")
        elif actor not in row.rung:
            raise Refused("not rung")
        event = rules.acceptance(row.mode)
        rules.advance(row.state, event, row.outcome)
        row.target = actor
        self.take(row, event)
        initiator = self.stays.get(row.initiator)
        if event is E.CONSULT_ACCEPTED and (initiator is None or initiator.away):
            self.take(row, E.HANDED_OVER)

    def decline(self, row: Transfer, actor: str) -> None:
        if actor not in row.rung:
            raise Refused("not rung")
        rules.advance(row.state, E.DECLINED, row.outcome)
        self._set_offer(row, actor, OfferState.DECLINED)
        self.take(row, E.PASSED_ON if self._ring_next(row) else E.DECLINED)

    def take(self, row: Transfer, event: TransferEvent) -> None:
        """One step of the transfer. Raises IllegalEvent, with nothing changed."""
        before = row.state
        step = rules.advance(before, event, row.outcome)
        self.version += 1
        if step.state is not before:
            row.state, row.outcome = step.state, step.outcome
            waits = (step.state, E.EXPIRED) in rules.TRANSITIONS
            row.deadline = self.now + WAIT if waits else None
            row.caller_may_come |= event in CALLER_COMES
            row.left_open |= event is E.REVERTED and row.destination in self.livekit.rooms
            if before in NOT_ACCEPTED and step.state not in NOT_ACCEPTED:
                row.offers = [
                    replace(offer, state=settled(offer, event, row.target)) for offer in row.offers
                ]
            self._change_rows(row, step.effects)
            self._settle_call()
        self.undone.append(Undone(row, step.state, step.effects))

    def hold(self, actor: str) -> None:
        self._require_in_call(actor)
        self.held = self.held_by_agent = True
        self.version += 1

    def resume(self, actor: str) -> None:
        self._require_in_call(actor)
        if self.open is not None and self.open.state is S.CONSULTING:
            raise IllegalEvent(self.open.state, self.open.state)
        self.held = self.held_by_agent = False
        self.version += 1

    def join(self, name: str) -> None:
        self._add_agent(name, self.room)
        self.version += 1

    def leave(self, name: str) -> None:
        """By their own choice, or by staying away for too long."""
        if name == CALLER:
            self.end(CallEvent.CALLER_LEFT)
            return
        row = self.open
        self._end_stay(name)
        if row is not None and name == row.initiator:
            self.take(row, E.INITIATOR_LEFT)
        elif row is not None and name == row.target and row.state in TARGET_IS_IN:
            self.take(row, E.TARGET_LEFT)
        self._settle_call()
        for room in self.livekit.of(name):
            self.livekit.disconnect(name, room)
        self.version += 1

    def end(self, event: CallEvent) -> None:
        row = self.open
        self.state = call_rules.advance(self.state, event)
        self.held = self.held_by_agent = False
        if row is not None:
            self.take(row, E.CALLER_LEFT if event is CallEvent.CALLER_LEFT else E.CALL_ENDED)
        self.stays.clear()
        self.version += 1
        self.livekit.close(self.room)

    # --- what is done outside ----------------------------------------------------------------

    def carry_out(self, *, refused: bool = False) -> None:
        """Do what waits longest; `refused`: LiveKit does not answer."""
        batch = self.undone.popleft()
        row, effects = batch.transfer, batch.effects
        if refused:
            if F.CREATE_DESTINATION in effects:
                self.feed(row, E.ROOM_FAILED)
            elif F.OPEN_DESTINATION in effects:
                self.feed(row, E.MOVE_FAILED)
            return
        for effect in effects:
            self._do(row, effect)
        if F.CREATE_DESTINATION in effects:
            self.feed(row, E.ROOM_READY)
        elif batch.state is S.REVERTING:
            self.feed(row, E.REVERTED)

    def feed(self, row: Transfer, event: TransferEvent) -> None:
        """Take a step; nothing happens when it no longer fits."""
        try:
            self.take(row, event)
        except IllegalEvent:
            return

    def die(self) -> None:
        """The process is killed: what it had yet to do is lost, what is stored is not."""
        self.undone.clear()

    def reconcile(self) -> None:
        row = self.open
        if row is not None:
            self._push_on(row)
        if self.state is CallState.ENDED:
            self._sweep()
            return
        row = self.open
        looked_at = {self.room}
        if row is not None and row.state in ARRIVING:
            looked_at.add(row.destination)
        report = self.livekit.report(looked_at)
        self._attend(report)
        if row is not None:
            self.confirm_moves(row, report)
        for room, people in report.items():
            for name in people - set(self.stays):
                self.livekit.disconnect(name, room)
        self._sweep()

    def moved(self, name: str) -> None:
        """A page says that its person hears the others in the destination."""
        row = self.open
        if row is None or row.state not in ARRIVING or not self.moves(row, name):
            return
        report = self.livekit.report({row.origin, row.destination})
        if name in report[row.destination]:
            self.confirm_moves(row, report, said=name)

    def confirm_moves(
        self, row: Transfer, report: dict[str, set[str]], said: str | None = None
    ) -> None:
        if row.state not in ARRIVING:
            return
        origin, there = report[row.origin], report[row.destination]
        row.moved |= (set(self.stays) & there - origin) | ({said} if said else set())
        needed = {
            name
            for name in self.stays
            if self.moves(row, name) and (name != row.initiator or name in origin | there)
        }
        if row.state is S.MOVING and needed <= row.moved & there:
            for name in there & set(self.stays):
                self.stays[name].seen = True
            here = row.initiator in self.stays
            self.take(row, rules.arrival(initiator_comes=here and not row.hands_over))

    def moves(self, row: Transfer, name: str) -> bool:
        """Whether this person is to be in the destination, in the state that it is in."""
        if name == CALLER:
            return row.state not in CONSULT_STATES
        return name == row.target or (name == row.initiator and not row.hands_over)

    def expire(self, row: Transfer) -> None:
        event = E.EXPIRED
        if row.state is S.OFFERED and row.rung:
            for name in row.rung:
                self._set_offer(row, name, OfferState.NO_ANSWER)
            if self._ring_next(row):
                event = E.PASSED_ON
                row.deadline = self.now + WAIT
        self.take(row, event)

    # --- rows --------------------------------------------------------------------------------

    def _change_rows(self, row: Transfer, effects: tuple[Effect, ...]) -> None:
        if F.ADMIT_TARGET in effects and row.target is not None:
            self._add_agent(row.target, row.destination)
        if F.HOLD_CALLER in effects:
            self.held = True
        if F.RESUME_CALLER in effects and row.mode is TransferMode.CONSULT:
            self.held = self.held_by_agent = False
        if F.HAND_OVER in effects:
            row.hands_over = True
        if F.SWITCH_CALL in effects:
            self._switch(row)
        if F.RELEASE_INITIATOR in effects:
            self._end_stay(row.initiator)
        if F.DISMISS_TARGET in effects and row.target is not None:
            self._end_stay(row.target)

    def _switch(self, row: Transfer) -> None:
        there = self.livekit.rooms.get(row.destination, set())
        self.switches.append(
            Switch(
                needed=frozenset({CALLER, row.target or "nobody"}),
                reported=frozenset(there),
                agents=frozenset(there & set(self.agents_here())),
            )
        )
        self.room = row.destination
        self.held = self.held_by_agent = False
        for stay in self.stays.values():
            stay.room = row.destination

    def _add_agent(self, name: str, room: str) -> None:
        self.stays[name] = Stay(room)
        self.state = call_rules.advance(self.state, CallEvent.AGENT_JOINED)

    def _end_stay(self, name: str) -> None:
        self.stays.pop(name, None)

    def _settle_call(self) -> None:
        if self.state is CallState.ACTIVE and not self.agents_here():
            self.state = call_rules.advance(self.state, CallEvent.LAST_AGENT_LEFT)
            self.held = self.held_by_agent = False

    def _require_in_call(self, actor: str) -> None:
        if actor not in self.stays:
            raise Refused("not in the call")

    def _ring_next(self, row: Transfer) -> bool:
        waiting = [offer.agent_id for offer in row.offers if offer.state is OfferState.WAITING]
        can_take = {name for name in waiting if self.can_take_a_call(name)}
        turn = next_turn(row.offers, can_take)
        for name in turn.pass_over:
            self._set_offer(row, name, OfferState.NOT_ASKED)
        for name in turn.ring:
            self._set_offer(row, name, OfferState.RINGING)
        return bool(row.rung)

    def _set_offer(self, row: Transfer, name: str, state: OfferState) -> None:
        row.offers = [
            replace(offer, state=state) if offer.agent_id == name else offer for offer in row.offers
        ]

    # --- the reconciler ------------------------------------------------------------------------

    def _push_on(self, row: Transfer) -> None:
        if row.deadline is not None and row.deadline <= self.now:
            self.expire(row)
        elif row.state is S.REVERTING:
            self._do(row, F.CLOSE_DESTINATION)
            self.feed(row, E.REVERTED)
        elif row.state is S.PREPARING and not self.undone:  # whoever was at it has died
            self._do(row, F.CREATE_DESTINATION)
            self.feed(row, E.ROOM_READY)

    def _attend(self, report: dict[str, set[str]]) -> None:
        here = set().union(*report.values())
        for name, stay in self.stays.items():
            if stay.room in report:
                stay.seen |= name in here
                stay.away = name not in here

    def _sweep(self) -> None:
        """Close the rooms that nothing needs."""
        needed = {self.room} if self.state is not CallState.ENDED else set()
        needed |= {row.destination for row in self.transfers if rules.is_open(row.state)}
        for room in set(self.livekit.rooms) - needed:
            self.livekit.close(room)

    def _do(self, row: Transfer, effect: Effect) -> None:
        if effect in (F.CREATE_DESTINATION, F.OPEN_DESTINATION):
            self.livekit.make(row.destination)
        elif effect is F.CLOSE_DESTINATION:
            self.livekit.close(row.destination)
        elif effect is F.RELEASE_INITIATOR:
            self.livekit.disconnect(row.initiator, row.destination)
        elif effect is F.DISMISS_TARGET and row.target is not None:
            self.livekit.disconnect(row.target, row.destination)
