"""A transcript as text, WebVTT and SubRip."""

from __future__ import annotations

from warm_transfer.domain.transcript import Segment, in_order, to_srt, to_text, to_vtt


def segment(id_: str, text: str, start_s: float, end_s: float, name: str = "Ines") -> Segment:
    return Segment(id_, "caller-1", "caller", name, text, start_s, end_s)


HELLO = segment("a", "Hello, I was charged twice.", 1.25, 3.5)
LATER = segment("b", "Let me look.", 3723.0, 3724.004, name="Ana")


def test_text_has_a_line_for_each_segment_in_the_order_of_speaking() -> None:
    assert to_text([LATER, HELLO]) == (
        "[00:01] Ines: Hello, I was charged twice.\n[1:02:03] Ana: Let me look.\n"
    )


def test_webvtt() -> None:
    assert to_vtt([HELLO, LATER]) == (
        "WEBVTT\n\n"
        "00:00:01.250 --> 00:00:03.500\n<v Ines>Hello, I was charged twice.</v>\n\n"
        "01:02:03.000 --> 01:02:04.004\n<v Ana>Let me look.</v>\n"
    )


def test_subrip() -> None:
    assert to_srt([HELLO, LATER]) == (
        "1\n00:00:01,250 --> 00:00:03,500\nInes: Hello, I was charged twice.\n\n"
        "2\n01:02:03,000 --> 01:02:04,004\nAna: Let me look.\n"
    )


def test_an_empty_transcript_is_valid_in_every_format() -> None:
    assert (to_text([]), to_srt([])) == ("", "")
    assert to_vtt([]) == "WEBVTT\n"


def test_words_cannot_break_out_of_their_cue() -> None:
    nasty = segment("a", "a --> b\n\n<b>&", 0, 1, name="<Eve>\n2")
    assert to_vtt([nasty]).splitlines()[3:] == ["<v &lt;Eve&gt; 2>a --&gt; b &lt;b&gt;&amp;</v>"]
    assert len(to_srt([nasty]).splitlines()) == 3
    assert len(to_text([nasty]).splitlines()) == 1


def test_a_cue_always_lasts() -> None:
    assert "00:00:01,000 --> 00:00:01,001" in to_srt([segment("a", "Yes.", 1, 1)])


def test_a_timestamp_rounds_up_to_the_next_second() -> None:
    assert "00:01:00.000 -->" in to_vtt([segment("a", "Yes.", 59.9996, 61)])


def test_who_starts_at_once_is_ordered_by_who_ends_first() -> None:
    long, short = segment("a", "Well, yes.", 1, 3), segment("b", "Yes.", 1, 2)
    assert in_order([long, short]) == [short, long]
