"""Which turns are read, and how what was read since goes into a briefing."""

from __future__ import annotations

from dataclasses import replace

from tests.support.dialogues import DOUBLE_CHARGE, material, spoken
from warm_transfer.domain.briefing import Briefing, Fact
from warm_transfer.services.briefing.at_once import AtOnceWriter
from warm_transfer.services.briefing.base import BriefingMaterial, Handover
from warm_transfer.services.briefing.local import LocalBriefingWriter, write_briefing
from warm_transfer.services.briefing.merging import (
    MAX_FACTS,
    with_facts,
    with_handovers,
)
from warm_transfer.services.briefing.rolling import (
    LATE_S,
    PIECE_CHARS,
    one_piece,
    pieces,
    standing_after,
    unread,
)

CALL = spoken(DOUBLE_CHARGE * 20)


def written(covers_until: float) -> Briefing:
    return replace(write_briefing(material()), source="groq", covers_until=covers_until)


def test_without_a_standing_briefing_all_is_unread() -> None:
    assert unread(CALL, None) == CALL


def test_what_was_read_is_not_read_again() -> None:
    standing = standing_after(written(CALL[99].end_s), CALL[:100])
    assert unread(CALL, standing) == CALL[100:]
    assert len(standing.recent) < 2 * LATE_S / 5


def test_a_segment_that_came_late_is_read_though_it_ended_before_others() -> None:
    read = tuple(turn for turn in CALL[:100] if turn.id != "seg-97")
    standing = standing_after(written(CALL[99].end_s), read)
    assert [turn.id for turn in unread(CALL[:100], standing)] == ["seg-97"]


def test_pieces_hold_every_turn_once_and_fit() -> None:
    turns = spoken([("caller", "word " * 300)] * 100)
    cut = list(pieces(turns))
    assert [turn for piece in cut for turn in piece] == list(turns)
    assert len(cut) > 1
    assert all(sum(len(turn.text) for turn in piece) <= PIECE_CHARS for piece in cut)


def test_a_turn_longer_than_a_piece_is_one() -> None:
    turns = spoken([("caller", "word " * PIECE_CHARS), ("agent", "Yes.")])
    assert [len(piece) for piece in pieces(turns)] == [1, 1]


def test_a_request_reads_on_from_what_was_read() -> None:
    turns = spoken([("caller", "word " * 300)] * 100)
    first = one_piece(turns, None)
    assert first is not None
    standing = standing_after(written(first[-1].end_s), first)
    second = one_piece(turns, standing)
    assert second is not None
    assert second[: len(first)] == first
    assert one_piece(turns[: len(first)], standing) is None


def test_facts_of_the_first_minutes_survive_however_many_come_later() -> None:
    early = [Fact("Order number", "4528", "s1"), Fact("Name", "Helen Brown", "s2")]
    facts: tuple[Fact, ...] = tuple(early)
    for number in range(500):
        facts = with_facts(facts, [Fact("Detail", f"thing of kind {chr(97 + number % 26)}", "s9")])
        facts = with_facts(facts, [Fact("Detail", f"{'x' * (number + 1)}", "s9")])
    assert len(facts) == MAX_FACTS
    assert facts[:2] == tuple(early)
    assert facts[-1].value == "x" * 500


def test_what_is_known_is_not_added_again() -> None:
    known = [Fact("Amount", "$49 a month", "s1")]
    assert with_facts(known, [Fact("Detail", "49", "s2")]) == tuple(known)


async def test_at_once_adds_the_turns_since_to_what_a_model_wrote() -> None:
    standing = standing_after(written(material().segments[-1].end_s), material().segments)
    more = spoken(
        [
            *DOUBLE_CHARGE,
            ("agent", "What is your phone number?"),
            ("caller", "555-0123"),
            ("agent", "I have started the refund."),
        ]
    )
    now = BriefingMaterial("Helen", None, more, standing=standing)
    briefing = await AtOnceWriter(LocalBriefingWriter()).write(now)
    assert briefing.source == "groq"
    assert briefing.headline == standing.briefing.headline
    assert briefing.facts[:-1] == standing.briefing.facts
    assert briefing.facts[-1] == Fact("Phone", "555-0123", "seg-8")
    assert briefing.done == (*standing.briefing.done, "Ana has started the refund")
    assert briefing.covers_until == more[-1].end_s


async def test_at_once_reads_all_of_it_while_no_model_has_written() -> None:
    briefing = await AtOnceWriter(LocalBriefingWriter()).write(material())
    assert briefing == write_briefing(material())


def test_who_handed_the_call_to_whom_comes_first_of_what_was_done() -> None:
    handovers = (
        Handover(252.0, "Ana", "Bea", "completed"),
        Handover(300.0, "Bea", "Cem", "declined"),
        Handover(600.0, "Bea", "Dan", "completed"),
    )
    once = with_handovers(write_briefing(material()), handovers)
    assert once.done[:2] == (
        "Handed over from Ana to Bea at 04:12",
        "Handed over from Bea to Dan at 10:00",
    )
    assert with_handovers(once, handovers) == once
