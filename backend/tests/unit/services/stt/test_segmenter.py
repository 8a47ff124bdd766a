"""Where a stream of sound is cut into utterances."""

from __future__ import annotations

import numpy as np
import pytest

from warm_transfer.services.stt.segmenter import (
    END_SILENCE_S,
    MAX_S,
    PADDING_S,
    PAUSE_S,
    WINDOW_S,
    WINDOW_SAMPLES,
    Segmenter,
    Utterance,
)

SPEECH, SILENCE = 0.9, 0.05


class Tape:
    """Pushes windows that are numbered by their samples, and keeps what comes out."""

    def __init__(self) -> None:
        self.segmenter = Segmenter()
        self.utterances: list[Utterance] = []
        self._count = 0

    def play(self, probability: float, seconds: float) -> Tape:
        for _ in range(round(seconds / WINDOW_S)):
            window = np.full(WINDOW_SAMPLES, self._count, np.int16)
            self._count += 1
            if (utterance := self.segmenter.push(window, probability)) is not None:
                self.utterances.append(utterance)
        return self


def test_a_sentence_between_silences() -> None:
    (utterance,) = Tape().play(SILENCE, 1).play(SPEECH, 2).play(SILENCE, 1).utterances
    assert utterance.start_s == pytest.approx(1.0, abs=2 * WINDOW_S)
    assert utterance.end_s == pytest.approx(3.0, abs=2 * WINDOW_S)
    kept_s = len(utterance.samples) / WINDOW_SAMPLES * WINDOW_S
    assert kept_s == pytest.approx(2 + 2 * PADDING_S, abs=3 * WINDOW_S)


def test_silence_gives_nothing() -> None:
    tape = Tape().play(SILENCE, 10)
    assert not tape.utterances
    assert not tape.segmenter.speaking


def test_a_click_is_not_speech() -> None:
    tape = Tape().play(SILENCE, 1).play(SPEECH, WINDOW_S).play(SILENCE, 1)
    assert not tape.utterances
    tape.play(SPEECH, 3 * WINDOW_S).play(SILENCE, 1)
    assert not tape.utterances


def test_a_short_answer_is_heard() -> None:
    assert len(Tape().play(SILENCE, 1).play(SPEECH, 0.25).play(SILENCE, 1).utterances) == 1


def test_a_breath_does_not_end_a_sentence() -> None:
    tape = Tape().play(SPEECH, 1).play(SILENCE, END_SILENCE_S - 0.1).play(SPEECH, 1)
    assert not tape.utterances
    assert len(tape.play(SILENCE, 1).utterances) == 1


def test_long_speech_ends_at_a_breath() -> None:
    tape = Tape().play(SPEECH, 16).play(SILENCE, 0.2).play(SPEECH, 2)
    assert [round(utterance.end_s) for utterance in tape.utterances] == [16]


def test_endless_speech_is_cut_at_its_quietest_place_and_loses_nothing() -> None:
    tape = Tape().play(SPEECH, 18).play(0.6, WINDOW_S).play(SPEECH, 20).play(SILENCE, 1)
    first, second, *_ = tape.utterances
    assert first.end_s == pytest.approx(18.0, abs=3 * WINDOW_S)
    assert all(utterance.end_s - utterance.start_s <= MAX_S for utterance in tape.utterances)
    assert second.start_s == first.end_s
    assert second.samples[0] == first.samples[-1] + 1
    numbers = np.concatenate([utterance.samples for utterance in tape.utterances])
    assert (np.diff(numbers) <= 1).all()


def test_flush_ends_the_utterance_in_progress() -> None:
    segmenter = Tape().play(SPEECH, 1).segmenter
    utterance = segmenter.flush()
    assert utterance is not None
    assert utterance.end_s == pytest.approx(1.0, abs=WINDOW_S)
    assert segmenter.flush() is None


def test_an_utterance_in_progress_can_be_looked_at() -> None:
    segmenter = Tape().play(SPEECH, 1).segmenter
    assert len(segmenter.current().samples) == round(1 / WINDOW_S) * WINDOW_SAMPLES
    assert segmenter.speaking


def test_a_short_silence_is_a_pause_until_speech_goes_on() -> None:
    tape = Tape().play(SPEECH, 1).play(SILENCE, PAUSE_S - WINDOW_S)
    assert not tape.segmenter.pausing
    assert tape.play(SILENCE, 2 * WINDOW_S).segmenter.pausing
    assert not tape.play(SPEECH, WINDOW_S).segmenter.pausing
