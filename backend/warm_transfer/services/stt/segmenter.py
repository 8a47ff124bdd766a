"""Cuts a stream of sound into utterances, by how likely each window of it is speech.

Pure: what a voice activity detector says comes in, utterances come out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
WINDOW_SAMPLES = 512  # what the detector judges at once
WINDOW_S = WINDOW_SAMPLES / SAMPLE_RATE

SPEECH_STARTS_AT = 0.5  # probability; both are Silero's own defaults
SPEECH_STOPS_BELOW = 0.35
ONSET_WINDOWS = 2  # in a row: a click is not speech
MIN_SPEECH_S = 0.16  # the shortest answers ("no") last 0.2 s
END_SILENCE_S = 0.5  # people pause 0.2-0.3 s inside a sentence
PAUSE_S = 0.2  # silence that may be the end
PADDING_S = 0.3  # sound kept before and after: soft consonants score as silence
LONG_S = 15.0  # from here on a short breath ends the utterance
LONG_SILENCE_S = 0.16
MAX_S = 20.0  # cut at the quietest place of the last stretch
QUIET_PLACE_WITHIN_S = 5.0

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Sound with its padding. Times are of the speech in it, in seconds of the stream."""

    samples: Samples
    start_s: float
    end_s: float


@dataclass(slots=True)
class _Window:
    samples: Samples
    probability: float


def _windows(seconds: float) -> int:
    return round(seconds / WINDOW_S)


class Segmenter:
    """Feed it every window in order; it holds the utterance in progress and no more."""

    def __init__(self) -> None:
        self._before: deque[_Window] = deque(maxlen=_windows(PADDING_S) + ONSET_WINDOWS)
        self._current: list[_Window] = []
        self._pad_windows = 0  # of `_current`, before the speech in it
        self._onset = 0
        self._silent = 0
        self._count = 0  # windows of the stream so far

    @property
    def speaking(self) -> bool:
        return bool(self._current)

    @property
    def pausing(self) -> bool:
        """The utterance in progress may have ended."""
        return self._silent >= _windows(PAUSE_S)

    @property
    def duration_s(self) -> float:
        """Of the utterance in progress, without padding."""
        return max(0, len(self._current) - self._pad_windows) * WINDOW_S

    def current(self) -> Utterance:
        """The utterance in progress, as far as it got."""
        return self._cut(len(self._current), len(self._current))

    def push(self, samples: Samples, probability: float) -> Utterance | None:
        """Take the next window; gives the utterance that it ends, if it ends one."""
        window = _Window(samples, probability)
        self._count += 1
        if self.speaking:
            return self._continue(window)
        self._before.append(window)
        self._onset = self._onset + 1 if probability >= SPEECH_STARTS_AT else 0
        if self._onset >= ONSET_WINDOWS:
            self._current = list(self._before)
            self._pad_windows = len(self._current) - self._onset
            self._forget_before()
        return None

    def flush(self) -> Utterance | None:
        """End the utterance in progress here, as when its sound stops coming."""
        return self._end() if self.speaking else None

    def _continue(self, window: _Window) -> Utterance | None:
        self._current.append(window)
        self._silent = self._silent + 1 if window.probability < SPEECH_STOPS_BELOW else 0
        long = self.duration_s >= LONG_S
        if self._silent >= _windows(LONG_SILENCE_S if long else END_SILENCE_S):
            return self._end()
        if self.duration_s >= MAX_S:
            return self._cut_at_quiet_place()
        return None

    def _end(self) -> Utterance | None:
        speech = len(self._current) - self._silent
        kept = min(len(self._current), speech + _windows(PADDING_S))
        voiced = sum(w.probability >= SPEECH_STARTS_AT for w in self._current)
        utterance = self._cut(speech, kept) if voiced >= _windows(MIN_SPEECH_S) else None
        rest = self._current[kept:]
        self._current = []
        self._forget_before()
        self._before.extend(rest)
        return utterance

    def _cut_at_quiet_place(self) -> Utterance:
        first = len(self._current) - _windows(QUIET_PLACE_WITHIN_S)
        place = min(
            range(first, len(self._current)), key=lambda index: self._current[index].probability
        )
        utterance = self._cut(place, place)
        self._current = self._current[place:]
        self._pad_windows = 0
        return utterance

    def _cut(self, speech: int, kept: int) -> Utterance:
        """The first `kept` windows in progress, of which speech ends after `speech`."""
        first = self._count - len(self._current)
        return Utterance(
            samples=np.concatenate([window.samples for window in self._current[:kept]]),
            start_s=(first + self._pad_windows) * WINDOW_S,
            end_s=(first + speech) * WINDOW_S,
        )

    def _forget_before(self) -> None:
        self._before.clear()
        self._onset = 0
        self._silent = 0
