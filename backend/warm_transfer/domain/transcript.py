"""A transcript is a call's final segments in the order they were spoken, and its text formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SpeakerKind = Literal["caller", "agent"]


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


def to_text(segments: Iterable[Segment]) -> str:
    """Lines such as `[01:02] Ines Duarte: I was charged twice.`"""
    return "".join(
        f"[{_minutes(segment.start_s)}] {_speaker(segment)}: {_one_line(segment.text)}\n"
        for segment in in_order(segments)
    )


def to_vtt(segments: Iterable[Segment]) -> str:
    """WebVTT with voice spans. https://www.w3.org/TR/webvtt1/"""
    cues = (
        f"{_timestamp(segment.start_s, '.')} --> {_timestamp(_cue_end(segment), '.')}\n"
        f"<v {_vtt_escape(_speaker(segment))}>{_vtt_escape(segment.text)}</v>\n"
        for segment in in_order(segments)
    )
    return "\n".join(["WEBVTT\n", *cues])


def to_srt(segments: Iterable[Segment]) -> str:
    """SubRip: numbered cues, comma before the milliseconds."""
    return "\n".join(
        f"{number}\n"
        f"{_timestamp(segment.start_s, ',')} --> {_timestamp(_cue_end(segment), ',')}\n"
        f"{_speaker(segment)}: {_one_line(segment.text)}\n"
        for number, segment in enumerate(in_order(segments), start=1)
    )


def _speaker(segment: Segment) -> str:
    name = _one_line(segment.speaker_name)
    return f"{name} (without the caller)" if segment.private else name


def _cue_end(segment: Segment) -> float:
    """A cue must last: both formats refuse one that ends when it starts."""
    return max(segment.end_s, segment.start_s + 0.001)


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
