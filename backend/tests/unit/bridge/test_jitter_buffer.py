"""Sound of the phone at an even pace, whatever the pace at which it arrives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.bridge.jitter_buffer import (
    FRAME,
    MOST_FRAMES,
    SILENCE,
    SPARE_FOR,
    JitterBuffer,
)
from warm_transfer.services.telephony import g711


def frame(number: int, size: int = FRAME) -> bytes:
    return bytes([number]) * size


def loud(level: int) -> bytes:
    return g711.encode(np.full(FRAME, level, np.int16))


def loudness(payload: bytes) -> list[int]:
    """At the beginning and at the end of a frame, to the nearest hundred: µ-law is not exact."""
    samples = g711.decode(payload)
    assert len(samples) == FRAME
    return [round(int(samples[at]), -2) for at in (0, -1)]


def test_silence_before_the_first_sound() -> None:
    buffer = JitterBuffer()
    assert buffer.next() == SILENCE
    buffer.add(0, frame(1))
    assert buffer.next() == SILENCE  # one frame is not enough to bear any jitter
    buffer.add(20, frame(2))
    assert [buffer.next() for _ in range(2)] == [frame(1), frame(2)]


def test_a_steady_stream_passes_as_it_is() -> None:
    buffer, heard = JitterBuffer(), []
    for number in range(200):
        buffer.add(20 * number, frame(number))
        heard.append(buffer.next())
    assert heard[1:] == [frame(number) for number in range(199)]
    assert buffer.dropped == 0


def test_a_frame_that_is_missing_is_concealed_and_the_next_ones_keep_their_time() -> None:
    buffer = JitterBuffer()
    for number in (0, 1, 2, 4, 5):
        buffer.add(20 * number, loud(1000 * (number + 1)))
    heard = [loudness(buffer.next()) for _ in range(6)]
    assert [begin for begin, _ in heard] == [1000, 2000, 3000, 3000, 5100, 5900]
    assert heard[3][1] == 2000  # fading


def test_a_long_gap_fades_to_silence_within_60_ms_and_sound_begins_again() -> None:
    buffer = JitterBuffer()
    for number in range(2):
        buffer.add(20 * number, loud(3000))
    heard = [loudness(buffer.next()) for _ in range(8)]
    assert [begin for begin, _ in heard] == [3000, 3000, 3000, 2000, 1000, 0, 0, 0]
    buffer.add(40, frame(7))
    assert buffer.next() == SILENCE
    buffer.add(60, frame(8))
    assert [buffer.next() for _ in range(2)] == [frame(7), frame(8)]


def test_a_pause_is_not_a_loss() -> None:
    buffer = JitterBuffer()
    buffer.add(0, frame(1))
    buffer.add(10_000, frame(2))
    assert len(buffer) == 2


def test_a_burst_after_a_stall_is_bounded_and_the_oldest_is_dropped() -> None:
    buffer = JitterBuffer()
    for number in range(50):
        buffer.add(20 * number, frame(number))
    assert len(buffer) == MOST_FRAMES
    assert buffer.dropped == 50 - MOST_FRAMES
    assert buffer.next() == frame(50 - MOST_FRAMES)


def test_what_waits_without_need_is_shed_slowly() -> None:
    buffer = JitterBuffer()
    for number in range(6):
        buffer.add(20 * number, frame(number))
    for number in range(6, 6 + 6 * SPARE_FOR):
        buffer.next()
        buffer.add(20 * number, frame(number % 250))
    assert len(buffer) == 2
    assert buffer.dropped == 4


def test_frames_of_other_lengths() -> None:
    buffer, heard = JitterBuffer(), []
    for number in range(40):
        buffer.add(10 * number, frame(number, FRAME // 2))
        if number % 2:
            heard.append(buffer.next())
    assert len(buffer) <= 2
    assert heard[-1] == frame(36, FRAME // 2) + frame(37, FRAME // 2)


@given(
    st.lists(
        st.tuples(st.integers(0, 1 << 53), st.integers(1, 8_000), st.integers(0, 12)), max_size=60
    )
)
def test_it_is_bounded_whatever_comes(came: list[tuple[int, int, int]]) -> None:
    buffer = JitterBuffer()
    for timestamp_ms, size, taken in came:
        buffer.add(timestamp_ms, frame(1, size))
        assert len(buffer) <= MOST_FRAMES
        for _ in range(taken):
            assert len(buffer.next()) == FRAME
