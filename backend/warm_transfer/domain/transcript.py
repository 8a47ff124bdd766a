"""A transcript is a call's final segments in the order they were spoken, and its text formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from warm_transfer.domain.coverage import Gap

SpeakerKind = Literal["caller", "agent"]

TO = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of one speaker's words. Seconds count from the call's start."""

    id: str
    identity: str
    speaker_kind: SpeakerKind
    speaker_name: str
    text: str
    start_s: float
    end_s: float
    private: bool = False  # said in a consult, which the caller did not hear


def in_order(segments: Iterable[Segment]) -> list[Segment]:
    """By start; people who begin at once are ordered by who finished first, then by id."""
    return sorted(segments, key=lambda segment: (segment.start_s, segment.end_s, segment.id))


def to_text(segments: Iterable[Segment], gaps: Iterable[Gap] = ()) -> str:
    """Lines such as `[01:02] Ines Duarte: I was charged twice.`

    A gap is a line with both its times and `(not transcribed)`.
    """
    return "".join(_text_line(entry) for entry in with_gaps(segments, gaps))


def to_vtt(segments: Iterable[Segment], gaps: Iterable[Gap] = ()) -> str:
    """WebVTT with voice spans; a gap is a comment. https://www.w3.org/TR/webvtt1/"""
    blocks = (_vtt_block(entry) for entry in with_gaps(segments, gaps))
    return "\n".join(["WEBVTT\n", *blocks])


def to_srt(segments: Iterable[Segment], gaps: Iterable[Gap] = ()) -> str:
    """SubRip: numbered cues, comma before the milliseconds. It has no comments: a gap is a cue."""
    entries = with_gaps(segments, gaps)
    return "\n".join(_srt_cue(number, entry) for number, entry in enumerate(entries, start=1))


def with_gaps(segments: Iterable[Segment], gaps: Iterable[Gap]) -> list[Segment | Gap]:
    """A gap comes before what was said from its beginning on."""
    entries: list[Segment | Gap] = [*gaps, *in_order(segments)]
    return sorted(entries, key=lambda entry: entry.start_s)  # which keeps the order of equals


def _text_line(entry: Segment | Gap) -> str:
    if isinstance(entry, Gap):
        return f"[{_minutes(entry.start_s)}{TO}{_minutes(_end(entry))}] (not transcribed)\n"
    return f"[{_minutes(entry.start_s)}] {_speaker(entry)}: {_one_line(entry.text)}\n"


def _vtt_block(entry: Segment | Gap) -> str:
    if isinstance(entry, Gap):
        start, end = _timestamp(entry.start_s, "."), _timestamp(_end(entry), ".")
        return f"NOTE Not transcribed from {start} to {end}\n"
    return (
        f"{_timestamp(entry.start_s, '.')} --> {_timestamp(_end(entry), '.')}\n"
        f"<v {_vtt_escape(_speaker(entry))}>{_vtt_escape(entry.text)}</v>\n"
    )


def _srt_cue(number: int, entry: Segment | Gap) -> str:
    words = (
        "(not transcribed)"
        if isinstance(entry, Gap)
        else f"{_speaker(entry)}: {_one_line(entry.text)}"
    )
    return (
        f"{number}\n{_timestamp(entry.start_s, ',')} --> {_timestamp(_end(entry), ',')}\n{words}\n"
    )


def _speaker(segment: Segment) -> str:
    name = _one_line(segment.speaker_name)
    return f"{name} (without the caller)" if segment.private else name


def _end(entry: Segment | Gap) -> float:
    """A cue must last: both formats refuse one that ends when it starts."""
    return max(entry.end_s or 0.0, entry.start_s + 0.001)


def _minutes(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _timestamp(seconds: float, point: str) -> str:
    total, milliseconds = divmod(round(seconds * 1000), 1000)
    hours, rest = divmod(total, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}{point}{milliseconds:03}"


def _vtt_escape(text: str) -> str:
    """Escaping `>` as well keeps `-->`, which would start a new cue, out of the text."""
    return _one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _one_line(text: str) -> str:
    return " ".join(text.split())
