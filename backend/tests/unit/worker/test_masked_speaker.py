"""Personal numbers are hidden before anybody reads them, however they are cut into segments."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from warm_transfer.domain.digit_runs import digit_runs
from warm_transfer.domain.sensitive import ALL_KINDS, MaskKind
from warm_transfer.worker.masked_speaker import WAITS_S, MaskedSpeaker
from warm_transfer.worker.reports import FinalSegment
from warm_transfer.worker.transcriber import Partial

CARD = "4242424242424242"


class Speaker:
    """Says things; `told` and `shown` are what is read of it."""

    def __init__(self, kinds: frozenset[MaskKind] = ALL_KINDS) -> None:
        self.now_s = 0.0
        self.told: list[str] = []
        self.shown: list[str] = []
        self.masked = MaskedSpeaker(
            kinds,
            call_time=lambda: self.now_s,
            on_partial=lambda partial: self.shown.append(partial.text),
            on_final=lambda segment: self.told.append(segment.text),
        )
        self._segments = 0

    def says(self, text: str, pause_s: float = 1.0) -> None:
        """One segment: its partials word by word, its final, and how that is shown."""
        words = text.split()
        segment_id = f"s{self._segments}"
        self._segments += 1
        began_s = self.now_s
        for count in range(1, len(words) + 1):
            self.now_s += 0.2
            self.partial(" ".join(words[:count]), segment_id)
        self.masked.final(
            FinalSegment(segment_id, "ines", text, began_s, self.now_s, "en", None, False)
        )
        self.partial(text, segment_id, final=True)
        self.waits(pause_s)

    def partial(self, text: str, segment_id: str, *, final: bool = False) -> None:
        self.masked.partial(Partial(segment_id, "ines", text, final, False))

    def waits(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.25)):
            self.now_s += 0.25
            self.masked.tick()


def test_plain_words_are_told_at_once_and_as_they_are() -> None:
    speaker = Speaker()
    speaker.says("I was charged twice.", pause_s=0)
    assert speaker.told == ["I was charged twice."]
    assert speaker.shown[-1] == "I was charged twice."


def test_a_number_at_the_end_waits_for_what_comes_and_is_then_told() -> None:
    speaker = Speaker()
    speaker.says("My order number is 4528.", pause_s=WAITS_S - 1)
    assert speaker.told == []
    assert speaker.masked.kept_from_s == 0.0
    assert speaker.shown[-1] == "My order number is […]"
    speaker.waits(2)
    assert speaker.told == ["My order number is 4528."]
    assert speaker.masked.kept_from_s is None


def test_it_is_told_before_the_next_words_of_another_kind() -> None:
    speaker = Speaker()
    speaker.says("My order number is 4528.")
    speaker.says("It is late.", pause_s=0)
    assert speaker.told == ["My order number is 4528.", "It is late."]


def test_a_card_dictated_in_groups_is_seen_by_nobody() -> None:
    speaker = Speaker()
    speaker.says("Sure, my card number is 4242")
    for _ in range(3):
        speaker.says("4242")
    speaker.says("It expires in May.", pause_s=0)
    assert speaker.told == [
        "Sure, my card number is [card ••4242]",
        "[card ••4242]",
        "[card ••4242]",
        "[card ••4242]",
        "It expires in May.",
    ]
    before_it_ends = speaker.shown[: speaker.shown.index("It")]
    assert not any(re.search(r"\d", shown) for shown in before_it_ends)


def test_digits_one_by_one_with_pauses() -> None:
    speaker = Speaker(frozenset({"cards"}))
    for digit in "four two".split() * 8:
        speaker.says(digit)
    speaker.waits(WAITS_S + 1)
    assert speaker.told == ["[card ••4242]"] * 16


def test_what_ends_with_other_words_is_no_part_of_a_number() -> None:
    speaker = Speaker()
    speaker.says("I need two", pause_s=0)
    assert speaker.told == ["I need two"]


def test_after_a_long_pause_a_number_is_another_one() -> None:
    speaker = Speaker(frozenset({"spoken_digits"}))
    speaker.says("It is 4242", pause_s=WAITS_S + 1)
    speaker.says("4242 it is", pause_s=0)
    assert speaker.told == ["It is 4242", "4242 it is"]


def test_who_goes_on_in_time_is_waited_for() -> None:
    speaker = Speaker(frozenset({"spoken_digits"}))
    speaker.says("It is 4242", pause_s=WAITS_S - 0.5)
    speaker.partial("42", "s1")  # is speaking again, slowly
    speaker.waits(1)
    assert speaker.told == []


def test_what_is_kept_is_told_when_the_call_ends() -> None:
    speaker = Speaker()
    speaker.says(f"It is {CARD}", pause_s=0)
    speaker.masked.release()
    assert speaker.told == ["It is [card ••4242]"]


def test_an_address_is_not_shown_while_it_grows() -> None:
    speaker = Speaker(frozenset({"email"}))
    speaker.says("Write to ines dot d at example dot com please", pause_s=0)
    assert speaker.told == ["Write to [e-mail] please"]
    assert not any("example" in shown for shown in speaker.shown)


@pytest.mark.parametrize("text", ["I live at home now", "See you at ten"])
def test_words_that_only_looked_like_an_address_are_shown_in_the_end(text: str) -> None:
    speaker = Speaker(frozenset({"email"}))
    speaker.says(f"{text}, thanks", pause_s=0)
    assert speaker.shown[-1] == f"{text}, thanks"


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=16, max_size=16),
    st.sampled_from(["My card is ", ""]),
    st.sampled_from([" thanks", ""]),
    st.floats(0, WAITS_S - 1.5),
)
def test_no_part_of_a_card_is_seen_however_it_is_cut(
    sizes: list[int], before: str, after: str, pause_s: float
) -> None:
    speaker = Speaker(frozenset({"cards"}))
    groups, at = [], 0
    for size in sizes:
        if at < len(CARD):
            groups.append(CARD[at : at + size])
            at += size
    assume(not before or len(groups[0]) > 1)  # "My card is 4", alone, could be anything
    groups[0] = before + groups[0]
    groups[-1] += after
    for group in groups:
        speaker.says(group, pause_s)
    speaker.waits(WAITS_S + 1)
    read = [re.sub(r"\[card ••\d{4}\]", "|", text) for text in (*speaker.told, *speaker.shown)]
    assert not any(run.digits for text in read for run in digit_runs(text))
