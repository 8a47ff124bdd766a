"""LocalAgreement-2: of a text that is read again and again while it grows, what two readings in a
row agree on (Macháček, Dabre and Bojar, "Turning Whisper into Real-Time Transcription System").

Pure. So partials do not flicker: the last words of a reading change with the next sound.
"""

from __future__ import annotations

import re

UNSURE_END = ".,;:!?…-"  # a reading that stops in mid-sentence ends it like one


class Agreement:
    """Of one utterance."""

    def __init__(self) -> None:
        self._last: list[str] = []
        self._agreed = 0  # words

    def add(self, text: str) -> str | None:
        """Take the next reading. Gives the agreed text when that has grown."""
        words = text.split()
        pairs = zip(self._last, words, strict=False)
        agreed = 0
        for before, now in pairs:
            if _bare(before) != _bare(now):
                break
            agreed += 1
        self._last = words
        if agreed <= self._agreed:
            return None
        self._agreed = agreed
        return " ".join(words[:agreed]).rstrip(UNSURE_END) or None


def _bare(word: str) -> str:
    return re.sub(r"[^\w']", "", word).lower()
