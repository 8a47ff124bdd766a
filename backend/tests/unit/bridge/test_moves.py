"""In which rooms a leg is, which it hears, and what it reports."""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.bridge.moves import (
    MOVE_TIMEOUT_S,
    PATIENCE_S,
    Decision,
    Moves,
    Report,
    SeatState,
    SeatView,
)
from warm_transfer.bridge.orders import Destination, PhoneOrders

HOME = PhoneOrders("leg", "identity", "Ines", "caller", "origin", False, None, False)
TO = Destination("tr-1", "destination", frozenset({"ana", "bea"}), begun=True)
MOVING = replace(HOME, destination=TO)
ARRIVED = replace(HOME, room_name="destination")

ENTERING = SeatView(SeatState.ENTERING, 0.0)
LOST = SeatView(SeatState.LOST, 0.0)


def seat(*heard: str, awaited: tuple[str, ...] = ()) -> SeatView:
    return SeatView(SeatState.IN, 0.0, frozenset(heard), frozenset(awaited))


def rooms(decision: Decision) -> set[str]:
    return set(decision.rooms)


def test_a_leg_is_where_it_belongs() -> None:
    decision = Moves().decide(HOME, {}, 0)
    assert rooms(decision) == {"origin"}
    assert decision.listen_to == "origin"
    assert decision.report is None


def test_over_is_nowhere() -> None:
    moves = Moves()
    moves.decide(HOME, {"origin": seat("ana")}, 0)
    assert moves.decide(replace(HOME, over=True), {"origin": seat("ana")}, 1) == Decision(
        frozenset(), None
    )


def test_a_move_hears_the_origin_until_everybody_expected_is_heard() -> None:
    moves = Moves()
    origin = seat("ana")
    moves.decide(HOME, {"origin": origin}, 0)
    for destination in (None, ENTERING, seat(), seat("ana"), seat("ana", awaited=("bea",))):
        seats = {"origin": origin} | ({"destination": destination} if destination else {})
        decision = moves.decide(MOVING, seats, 1)
        assert rooms(decision) == {"origin", "destination"}
        assert decision.listen_to == "origin"
        assert decision.report is None
        assert decision.waits

    seats = {"origin": origin, "destination": seat("ana", "bea", "somebody-else")}
    decision = moves.decide(MOVING, seats, 2)
    assert rooms(decision) == {"origin", "destination"}
    assert decision.listen_to == "destination"
    assert decision.report == Report("tr-1")


def test_a_move_is_reported_until_it_is_taken_and_the_origin_kept_until_it_is_confirmed() -> None:
    moves, seats = Moves(), {"origin": seat("ana"), "destination": seat("ana", "bea")}
    moves.decide(HOME, {"origin": seat("ana")}, 0)
    for _ in range(2):
        assert moves.decide(MOVING, seats, 1).report == Report("tr-1")
    moves.told(Report("another"))
    assert moves.decide(MOVING, seats, 1).report == Report("tr-1")
    moves.told(Report("tr-1"))
    decision = moves.decide(MOVING, seats, 2)
    assert decision.report is None
    assert rooms(decision) == {"origin", "destination"}

    decision = moves.decide(ARRIVED, seats, 3)
    assert rooms(decision) == {"destination"}
    assert decision.listen_to == "destination"
    assert not decision.waits


def test_while_the_target_is_asked_a_leg_waits_in_both_rooms_for_as_long_as_it_takes() -> None:
    moves = Moves()
    asked = replace(HOME, destination=replace(TO, begun=False))
    seats = {"origin": seat("ana"), "destination": seat("ana", "bea")}
    for now_s in (0, 10 * MOVE_TIMEOUT_S):
        decision = moves.decide(asked, seats, now_s)
        assert rooms(decision) == {"origin", "destination"}
        assert decision.listen_to == "origin"
        assert decision.report is None
    assert moves.decide(MOVING, seats, 10 * MOVE_TIMEOUT_S).report == Report("tr-1")


def test_who_falls_silent_after_the_switch_does_not_take_it_back() -> None:
    moves = Moves()
    moves.decide(MOVING, {"origin": seat(), "destination": seat("ana", "bea")}, 0)
    decision = moves.decide(MOVING, {"origin": seat(), "destination": seat()}, 100)
    assert decision.listen_to == "destination"


def test_somebody_who_has_left_on_the_way_is_not_waited_for() -> None:
    moves, seats = Moves(), {"origin": seat(), "destination": seat("ana")}
    assert moves.decide(MOVING, seats, 0).report is None
    now = replace(MOVING, destination=replace(TO, expect=frozenset({"ana"})))
    assert moves.decide(now, seats, 1).listen_to == "destination"


def test_a_move_that_is_taken_back_is_heard_in_the_origin_at_once() -> None:
    moves, seats = Moves(), {"origin": seat("ana"), "destination": seat("ana", "bea")}
    assert moves.decide(MOVING, seats, 0).listen_to == "destination"
    decision = moves.decide(HOME, seats, 1)
    assert rooms(decision) == {"origin"}
    assert decision.listen_to == "origin"


def test_a_destination_never_entered_fails_the_move() -> None:
    moves, seats = Moves(), {"origin": seat("ana"), "destination": ENTERING}
    moves.decide(MOVING, seats, 0)
    assert moves.decide(MOVING, seats, MOVE_TIMEOUT_S - 1).report is None
    decision = moves.decide(MOVING, seats, MOVE_TIMEOUT_S)
    assert decision.report == Report("tr-1", "connect_failed")
    assert rooms(decision) == {"origin"}
    assert decision.listen_to == "origin"


def test_nobody_heard_in_time_fails_the_move_for_good() -> None:
    moves, seats = Moves(), {"origin": seat("ana"), "destination": seat("ana")}
    moves.decide(MOVING, seats, 0)
    assert moves.decide(MOVING, seats, MOVE_TIMEOUT_S).report == Report("tr-1", "timeout")
    moves.told(Report("tr-1", "timeout"))
    heard = {"origin": seat("ana"), "destination": seat("ana", "bea")}
    decision = moves.decide(MOVING, heard, MOVE_TIMEOUT_S + 1)
    assert decision.report is None
    assert decision.listen_to == "origin"
    assert rooms(decision) == {"origin"}


def test_a_lost_destination_fails_the_move_also_after_the_switch() -> None:
    moves = Moves()
    seats = {"origin": seat("ana"), "destination": seat("ana", "bea")}
    moves.decide(MOVING, seats, 0)
    moves.told(Report("tr-1"))
    decision = moves.decide(MOVING, {"origin": seat("ana"), "destination": LOST}, 1)
    assert decision.report == Report("tr-1", "destination_lost")
    assert decision.listen_to == "origin"


def test_another_transfer_begins_anew() -> None:
    moves, seats = Moves(), {"origin": seat("ana"), "destination": ENTERING}
    moves.decide(MOVING, seats, 0)
    moves.decide(MOVING, seats, MOVE_TIMEOUT_S)
    again = replace(MOVING, destination=Destination("tr-2", "elsewhere", frozenset(), begun=True))
    decision = moves.decide(again, {"origin": seat("ana"), "elsewhere": seat()}, 20)
    assert decision.report == Report("tr-2")
    assert decision.listen_to == "elsewhere"


def test_without_a_transfer_the_room_before_is_heard_until_the_next_is_ready() -> None:
    moves = Moves()
    moves.decide(HOME, {"origin": seat("ana")}, 0)
    for new in (None, ENTERING, seat(awaited=("bea",)), seat("ana", awaited=("bea",)), seat()):
        seats = {"origin": seat("ana")} | ({"destination": new} if new else {})
        decision = moves.decide(ARRIVED, seats, 1)
        assert rooms(decision) == {"origin", "destination"}
        assert decision.listen_to == "origin"
    seats = {"origin": seat("ana"), "destination": seat("bea")}
    decision = moves.decide(ARRIVED, seats, 1)
    assert rooms(decision) == {"destination"}
    assert decision.listen_to == "destination"


def test_nobody_in_the_next_room_is_not_waited_for_without_end() -> None:
    moves = Moves()
    moves.decide(HOME, {"origin": seat("ana")}, 0)
    seats = {"origin": seat("ana"), "destination": seat(awaited=("bea",))}
    assert moves.decide(ARRIVED, seats, PATIENCE_S).listen_to == "destination"


def test_a_room_that_is_gone_is_not_heard_any_longer() -> None:
    moves = Moves()
    moves.decide(HOME, {"origin": seat("ana")}, 0)
    decision = moves.decide(ARRIVED, {"origin": LOST, "destination": ENTERING}, 1)
    assert rooms(decision) == {"destination"}
    assert decision.listen_to == "destination"
