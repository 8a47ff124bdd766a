"""Whatever people, pages, LiveKit, the clock and crashes do to a call, in any order.

The invariants are the engine's own. Everything around the domain is a model of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.unit.domain.model.desk import OF_A_TRANSFER, Command, Desk, Verb
from tests.unit.domain.model.pages import MUSIC, drop, go_on, hears, may_enter, speaks
from tests.unit.domain.model.rows import AGENTS, CALLER, KINDS, Kind, Transfer
from tests.unit.domain.model.world import World
from warm_transfer.domain.call import CallState
from warm_transfer.domain.offers import OfferState
from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import (
    CONSULT_STATES,
    TARGET_IS_IN,
    TRANSITIONS,
    Outcome,
    TransferEvent,
    TransferMode,
    TransferState,
    advance,
    is_open,
)

S, E = TransferState, TransferEvent
SEQUENCES = 2_000
STEPS = 15
PEOPLE = (CALLER, *AGENTS)
# What does not wait for a deadline: people talk, or the reconciler tries until it succeeds.
WITHOUT_DEADLINE = (S.INTRODUCING, S.REVERTING)
ON_THE_WAY = (
    S.PREPARING,
    S.OFFERED,
    S.CONSULTING,
    S.CONSULT_PAUSED,
    S.MOVING,
    S.INTRODUCING,
    S.REVERTING,
)
LONGEST_WAY = 20  # from a caller in the queue into any of them, one step at a time
OF_THE_INITIATOR: tuple[Verb, ...] = ("return", "consult", "bring_in", "hand_over")
OF_THE_ASKED: tuple[Verb, ...] = ("accept", "decline", "decline")
UNTAKEN: tuple[Verb, ...] = ("cancel", "decline", "target_busy", "voicemail")
OF_THE_CALL: tuple[Verb, ...] = ("hold", "resume", "start", "end")

agents = st.sampled_from(AGENTS)
people = st.sampled_from(PEOPLE)
# A consult has the most ways through it.
modes = st.sampled_from([*TransferMode, TransferMode.CONSULT])
kinds = st.sampled_from(KINDS)
choices = st.integers(0, 11)


def _that_fit(row: Transfer, verbs: Iterable[Verb]) -> list[Verb]:
    return [verb for verb in verbs if (row.state, OF_A_TRANSFER[verb]) in TRANSITIONS]


class Calls(RuleBasedStateMachine):
    """One caller after the other, and four agents."""

    def __init__(self) -> None:
        super().__init__()
        self._begin()

    def _begin(self) -> None:
        self.world = World()
        self.desk = Desk(self.world)
        go_on(self.world, CALLER)

    def _row(self) -> Transfer:
        assert self.world.open is not None
        return self.world.open

    def _is_open(self) -> bool:
        return self.world.open is not None

    def _goes_on(self) -> bool:
        return self.world.state is not CallState.ENDED

    def _has_an_agent(self) -> bool:
        return self._goes_on() and bool(self.world.agents_here())

    def _command(self, command: Command) -> None:
        self.desk.finish(self.desk.begin(command))

    # --- when all goes well --------------------------------------------------------------------

    @initialize(mode=modes, kind=kinds, where=st.sampled_from(ON_THE_WAY), choice=choices)
    def a_call_has_got_somewhere(
        self, mode: TransferMode, kind: Kind, where: TransferState, choice: int
    ) -> None:
        """So that what is rare happens in every state, not only at the beginning."""
        if where in CONSULT_STATES:
            mode = TransferMode.CONSULT
        elif where is S.INTRODUCING:
            mode = TransferMode.INTRODUCE
        for step in range(LONGEST_WAY):
            row = self.world.open
            if row is not None and row.state is where:
                return
            if row is not None and row.state is S.CONSULTING and where is S.CONSULT_PAUSED:
                self._command(Command("return", row.initiator, row))
            elif row is not None and row.state is S.OFFERED and where is S.REVERTING:
                verb = UNTAKEN[choice % len(UNTAKEN)]
                asked = row.rung[0] if verb == "decline" and row.rung else row.initiator
                self._command(Command(verb, asked, row))
            else:
                self._go_well(mode, kind, choice + step)

    @rule(mode=modes, kind=kinds, choice=choices, times=st.integers(1, 4))
    def all_goes_well(self, mode: TransferMode, kind: Kind, choice: int, times: int) -> None:
        for step in range(times):
            self._go_well(mode, kind, choice + step)

    def _go_well(self, mode: TransferMode, kind: Kind, choice: int) -> None:
        """The next thing happens that brings a call from its beginning to another agent."""
        world, row = self.world, self.world.open
        if not self._goes_on():
            self._begin()
        elif not world.agents_here():
            self.an_agent_joins_or_leaves(AGENTS[choice % len(AGENTS)])
        elif world.undone:
            world.carry_out()
        elif row is None:
            here = world.agents_here()
            self._command(Command("start", here[choice % len(here)], mode=mode, kind=kind))
        elif row.state is S.OFFERED:
            self._accept(row, choice)
        elif row.state is S.MOVING:
            self.one_page_goes_on_or_all(None)
        elif row.state in CONSULT_STATES:
            self.one_page_goes_on_or_all(None)
            verbs = _that_fit(row, OF_THE_INITIATOR)
            self._command(Command(verbs[choice % len(verbs)], row.initiator, row))
        elif row.state is S.INTRODUCING and row.initiator in world.stays:
            world.leave(row.initiator)
        else:
            world.reconcile()

    def _accept(self, row: Transfer, choice: int) -> None:
        others = [name for name in AGENTS if name != row.initiator]
        could = row.rung or [name for name in others if self.world.can_take_a_call(name)]
        if could:
            self._command(Command("accept", could[choice % len(could)], row))

    # --- what agents do besides ----------------------------------------------------------------

    @precondition(_is_open)
    @rule(choice=choices, fits=st.booleans(), on_its_way=st.booleans())
    def a_step_is_commanded(self, choice: int, fits: bool, on_its_way: bool) -> None:
        row = self._row()
        verbs = _that_fit(row, OF_A_TRANSFER) if fits else list(OF_A_TRANSFER)
        self._send(Command(verbs[choice % len(verbs)], row.initiator, row), on_its_way)

    @precondition(_is_open)
    @rule(verb=st.sampled_from(OF_THE_ASKED), choice=choices, on_its_way=st.booleans())
    def who_is_asked_answers(self, verb: Verb, choice: int, on_its_way: bool) -> None:
        """Or, now and then, somebody who is not."""
        could = self._row().rung * 2 + list(AGENTS)
        self._send(Command(verb, could[choice % len(could)], self._row()), on_its_way)

    @precondition(_goes_on)
    @rule(verb=st.sampled_from(OF_THE_CALL), choice=choices, on_its_way=st.booleans())
    def an_agent_does_something(self, verb: Verb, choice: int, on_its_way: bool) -> None:
        """A second transfer among it, while one is open."""
        here = self.world.agents_here()
        if here:
            self._send(Command(verb, here[choice % len(here)]), on_its_way)

    @precondition(_goes_on)
    @rule(name=agents)
    def an_agent_joins_or_leaves(self, name: str) -> None:
        if name in self.world.stays:
            self.world.leave(name)
        elif self.world.can_take_a_call(name):
            self.world.join(name)
            go_on(self.world, name)
            self.world.reconcile()

    @precondition(_is_open)
    @rule(name=agents)
    def another_call_begins_or_stops_to_ring(self, name: str) -> None:
        if name in self.world.rung_elsewhere:
            self.world.rung_elsewhere.remove(name)
        elif self.world.can_take_a_call(name):
            self.world.rung_elsewhere.add(name)

    # --- two at the same moment, and once more -------------------------------------------------

    def _send(self, command: Command, on_its_way: bool) -> None:
        request = self.desk.begin(command)
        if not on_its_way:
            self.desk.finish(request)

    @precondition(lambda self: self.desk.in_flight or self.desk.could_repeat)
    @rule(choice=choices)
    def one_on_its_way_arrives_or_comes_again(self, choice: int) -> None:
        waiting = self.desk.in_flight
        if self.desk.could_repeat:
            self.desk.repeat()
        else:
            self.desk.finish(waiting[choice % len(waiting)])

    # --- pages, networks, the outside and the clock ----------------------------------------------

    @rule(name=st.sampled_from((*PEOPLE, None)))
    def one_page_goes_on_or_all(self, name: str | None) -> None:
        for each in PEOPLE if name is None else (name,):
            go_on(self.world, each)

    @precondition(_goes_on)
    @rule(name=people, for_good=st.booleans())
    def somebody_drops_out(self, name: str, for_good: bool) -> None:
        drop(self.world, name)
        self.world.reconcile()
        if for_good and name in self.world.stays and self.world.stays[name].away:
            self.world.leave(name)

    @precondition(lambda self: self.world.undone)
    @rule(refused=st.booleans())
    def what_waits_is_carried_out(self, refused: bool) -> None:
        self.world.carry_out(refused=refused)

    @rule(killed=st.booleans())
    def the_reconciler_looks(self, killed: bool) -> None:
        if killed:
            self.world.die()
            self.desk.in_flight.clear()
        self.world.reconcile()

    @precondition(lambda self: self._is_open() and self._row().deadline is not None)
    @rule()
    def its_time_is_up(self) -> None:
        self.world.now = self._row().deadline or 0
        self.world.reconcile()

    @precondition(_is_open)
    @rule()
    def the_caller_hangs_up(self) -> None:
        self.world.leave(CALLER)

    def teardown(self) -> None:
        """After a crash, nobody does anything any more: the rows alone bring it to an end."""
        self.world.die()
        for _ in range(2 * len(PEOPLE)):
            self.world.now += 3_600
            self.world.reconcile()
        left = self.world.open
        assert left is None or left.state is S.INTRODUCING, f"{left} never ends"
        self.the_caller_is_never_moved_where_nobody_waits()
        self.the_caller_ends_up_with_an_agent_or_on_announced_hold()

    # --- what must hold --------------------------------------------------------------------------

    @invariant()
    def the_caller_is_never_moved_where_nobody_waits(self) -> None:
        for switch in self.world.switches:
            assert switch.agents, "the call went to a room without an agent"
        if self._goes_on():
            cut_off = self.world.livekit.cut_off
            assert CALLER not in cut_off, "the room that the caller heard was closed"
            assert self.world.stays[CALLER].room == self.world.room
            assert self.world.room in self.world.livekit.rooms, "the call's room is closed"

    @invariant()
    def the_caller_ends_up_with_an_agent_or_on_announced_hold(self) -> None:
        world, row = self.world, self.world.open
        rooms = {world.room} | ({row.destination} if row and row.state in TARGET_IS_IN else set())
        for name in world.agents_here():
            assert world.stays[name].room in rooms, f"{name} was left in a room of no call"
        assert not any(past.left_open for past in world.transfers), "reverted, and not closed"
        match world.status():
            case "ended":
                assert not world.stays
            case "waiting":
                assert (world.state is CallState.WAITING) == (not world.agents_here())
            case "on_hold":
                assert world.agents_here(), "nobody is there to take the caller off hold"
                consults = row is not None and row.state is S.CONSULTING
                assert world.held_by_agent or consults, "the caller was forgotten on hold"
            case "connected":
                assert not (row and row.state is S.CONSULTING), "consulting, and not on hold"
            case "being_transferred":
                assert row is not None
                assert row.target in world.stays, "nobody is there to transfer to"

    @invariant()
    def one_open_transfer_per_call_one_open_offer_per_agent_and_one_winner(self) -> None:
        open_rows = [row for row in self.world.transfers if is_open(row.state)]
        assert len(open_rows) <= 1
        rung = [name for row in self.world.transfers for name in row.rung]
        assert len(set(rung)) == len(rung)
        assert not set(rung) & self.world.rung_elsewhere
        for row in self.world.transfers:
            assert not row.rung or row.state in (S.PREPARING, S.OFFERED), "rung for nothing"
            took = [offer for offer in row.offers if offer.state is OfferState.ACCEPTED]
            assert [offer.agent_id for offer in took] in ([], [row.target])
        assert max(self.desk.winners.values(), default=0) <= 1, "two commands won"
        assert not self.desk.wrong, self.desk.wrong

    @invariant()
    def every_wait_has_a_deadline_that_ends_it(self) -> None:
        row = self.world.open
        if row is None:
            return
        assert (row.deadline is None) == (row.state in WITHOUT_DEADLINE)
        state, outcome = row.state, row.outcome
        for _ in range(2):
            if is_open(state) and state is not S.INTRODUCING:
                event = E.REVERTED if state is S.REVERTING else E.EXPIRED
                step = advance(state, event, outcome)
                state, outcome = step.state, step.outcome
        assert not is_open(state) or state is S.INTRODUCING, f"{row.state} never ends"

    @invariant()
    def what_is_said_in_a_consult_is_never_heard_by_the_caller(self) -> None:
        world, row = self.world, self.world.open
        if row is None or row.mode is not TransferMode.CONSULT or row.caller_may_come:
            return
        caller_is_there = CALLER in world.livekit.rooms.get(row.destination, set())
        may_go_there = CALLER in world.stays and may_enter(world, row, CALLER)
        assert not caller_is_there, "the caller is in a consult"
        assert not may_go_there, "the caller gets near a consult"
        said_there = {name for name in AGENTS if speaks(world, name, row.destination)}
        heard = hears(world, CALLER)
        assert not heard & (said_there - {row.initiator}), "the caller hears the target"
        if row.state is S.CONSULTING:
            assert heard <= {MUSIC}, "the caller hears more than music"

    @invariant()
    def connected_is_said_only_of_whom_livekit_reports(self) -> None:
        for switch in self.world.switches:
            assert switch.needed <= switch.reported, "the call went where somebody was missing"
        for row in self.world.transfers:
            if row.outcome is Outcome.COMPLETED:
                assert any(row.target in switch.needed for switch in self.world.switches)

    @invariant()
    def cancel_works_before_completion_and_hanging_up_stops_all_ringing(self) -> None:
        row = self.world.open
        if self.world.state is CallState.ENDED:
            assert row is None
            assert not any(past.rung for past in self.world.transfers)
        if row is None:
            return
        for event in (E.CANCELLED, E.CALLER_LEFT):
            try:
                step = advance(row.state, event, row.outcome)
            except IllegalEvent as refused:
                raise AssertionError(f"{event} is refused in {row.state}") from refused
            reverts = event is E.CANCELLED and step.state is S.REVERTING
            assert reverts or not is_open(step.state), f"{event} leaves it open in {row.state}"

    @invariant()
    def why_it_ended_is_a_typed_outcome(self) -> None:
        for row in self.world.transfers:
            if not is_open(row.state):
                assert row.outcome is not None, f"{row.state} without an outcome"
                assert row.state == S(row.outcome), f"{row.state} with another outcome"
            else:
                decided = row.outcome is not None
                assert decided == (row.state is S.REVERTING), f"{row.state}: {row.outcome}"


TestCalls = Calls.TestCase
TestCalls.settings = settings(max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None)
