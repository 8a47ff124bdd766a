"""When, in the call, something in a stream of audio was said."""

from __future__ import annotations

import pytest

from warm_transfer.worker.audio_clock import AudioClock

FRAME_S = 0.02


def play(clock: AudioClock, seconds: float, from_s: float) -> None:
    """Frames in real time, of which the first begins at `from_s` of the call."""
    for index in range(round(seconds / FRAME_S)):
        clock.advance(FRAME_S, from_s + (index + 1) * FRAME_S)


def test_a_stream_that_begins_late_in_the_call() -> None:
    clock = AudioClock()
    play(clock, 2.0, from_s=60.0)
    assert clock.call_time(1.5) == pytest.approx(61.5)


def test_a_pause_in_the_stream_is_a_pause_in_the_call() -> None:
    clock = AudioClock()
    play(clock, 2.0, from_s=0.0)
    play(clock, 2.0, from_s=30.0)
    assert clock.call_time(1.9) == pytest.approx(1.9)
    assert clock.call_time(2.5) == pytest.approx(30.5)


def test_jitter_of_the_network_moves_nothing() -> None:
    clock = AudioClock()
    play(clock, 2.0, from_s=0.0)
    clock.advance(FRAME_S, 2.4)
    assert clock.call_time(2.0) == pytest.approx(2.0)


def test_no_time_is_before_the_calls_start() -> None:
    clock = AudioClock()
    clock.advance(FRAME_S, -3.0)  # the clocks of two machines differ
    assert clock.call_time(0.0) == 0.0
