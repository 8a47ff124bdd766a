from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.offers import Offer, OfferState, Turn, next_turn, settled
from warm_transfer.domain.transfer import TransferEvent

S, E = OfferState, TransferEvent
AGENTS = ("bea", "cem", "dan")


def in_order(*states: OfferState) -> list[Offer]:
    return [
        Offer(name, place, state)
        for place, (name, state) in enumerate(zip(AGENTS, states, strict=False))
    ]


def at_once(*states: OfferState) -> list[Offer]:
    return [Offer(name, 0, state) for name, state in zip(AGENTS, states, strict=False)]


def test_a_list_is_asked_one_after_the_other() -> None:
    everybody = set(AGENTS)
    assert next_turn(in_order(S.WAITING, S.WAITING, S.WAITING), everybody) == Turn(("bea",), ())
    assert next_turn(in_order(S.DECLINED, S.WAITING, S.WAITING), everybody) == Turn(("cem",), ())
    assert next_turn(in_order(S.DECLINED, S.NO_ANSWER, S.WAITING), everybody) == Turn(("dan",), ())
    assert next_turn(in_order(S.DECLINED, S.NO_ANSWER, S.DECLINED), everybody) == Turn((), ())


def test_a_team_is_asked_at_once() -> None:
    turn = next_turn(at_once(S.WAITING, S.WAITING, S.WAITING), set(AGENTS))
    assert turn == Turn(AGENTS, ())


def test_nobody_else_is_asked_while_somebody_is_rung() -> None:
    assert next_turn(in_order(S.RINGING, S.WAITING, S.WAITING), set(AGENTS)) == Turn((), ())
    assert next_turn(at_once(S.DECLINED, S.RINGING, S.RINGING), set(AGENTS)) == Turn((), ())


def test_who_can_take_no_call_is_passed_over() -> None:
    waiting = (S.WAITING, S.WAITING, S.WAITING)
    assert next_turn(in_order(*waiting), {"dan"}) == Turn(("dan",), ("bea", "cem"))
    assert next_turn(at_once(*waiting), {"cem"}) == Turn(("cem",), ("bea", "dan"))
    assert next_turn(in_order(*waiting), set()) == Turn((), AGENTS)


def test_who_comes_later_in_the_list_is_not_passed_over_yet() -> None:
    turn = next_turn(in_order(S.WAITING, S.WAITING, S.WAITING), {"bea"})
    assert turn == Turn(("bea",), ())


@pytest.mark.parametrize("accepted", [E.ACCEPTED, E.CONSULT_ACCEPTED])
def test_one_of_those_who_are_rung_gets_the_call(accepted: TransferEvent) -> None:
    offers = at_once(S.RINGING, S.RINGING, S.DECLINED)
    after = [settled(offer, accepted, "cem") for offer in offers]
    assert after == [S.WITHDRAWN, S.ACCEPTED, S.DECLINED]


def test_who_was_still_rung_at_the_end_did_not_answer() -> None:
    after = [settled(offer, E.EXPIRED, None) for offer in in_order(S.RINGING, S.WAITING)]
    assert after == [S.NO_ANSWER, S.NOT_ASKED]


@pytest.mark.parametrize("event", [E.CANCELLED, E.CALLER_LEFT, E.CALL_ENDED, E.ROOM_FAILED])
def test_an_offer_is_withdrawn_when_the_transfer_ends(event: TransferEvent) -> None:
    after = [settled(offer, event, None) for offer in in_order(S.NO_ANSWER, S.RINGING, S.WAITING)]
    assert after == [S.NO_ANSWER, S.WITHDRAWN, S.NOT_ASKED]


offers_of_a_transfer = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(S)), min_size=1, max_size=6
).map(lambda rows: [Offer(f"agent-{n}", *row) for n, row in enumerate(rows)])
who_can_take_it = st.sets(st.integers(0, 5).map(lambda n: f"agent-{n}"))


@given(offers_of_a_transfer, who_can_take_it)
def test_each_turn_asks_or_passes_over_and_an_end_comes(
    offers: list[Offer], can_take: set[str]
) -> None:
    turn = next_turn(offers, can_take)
    waiting = {offer.agent_id for offer in offers if offer.state is S.WAITING}
    assert set(turn.ring) <= waiting & can_take
    assert set(turn.pass_over) <= waiting - can_take
    positions = {offer.position for offer in offers if offer.agent_id in turn.ring}
    assert len(positions) <= 1
    if any(offer.state is S.RINGING for offer in offers):
        assert turn == Turn((), ())
    elif not turn.ring:
        assert set(turn.pass_over) == waiting


@given(offers_of_a_transfer, st.sampled_from(E), st.integers(0, 5))
def test_nobody_is_rung_or_waits_once_it_is_no_longer_offered(
    offers: list[Offer], event: TransferEvent, accepted_by: int
) -> None:
    for offer in offers:
        after = settled(offer, event, f"agent-{accepted_by}")
        assert after not in (S.RINGING, S.WAITING)
        if offer.state not in (S.RINGING, S.WAITING):
            assert after is offer.state
