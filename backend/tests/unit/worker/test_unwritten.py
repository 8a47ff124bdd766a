"""What is heard again after a stream has failed."""

from __future__ import annotations

from livekit import rtc

from warm_transfer.worker.unwritten import ONSET_S, TRIES, UTTERANCE_S, Unwritten

FRAME = rtc.AudioFrame.create(16_000, 1, 160)


def hear(unwritten: Unwritten, *seconds: float, speaking: bool = True) -> None:
    for at_s in seconds:
        unwritten.keep(FRAME, at_s, speaking=speaking)


def times(unwritten: Unwritten) -> list[float]:
    return [heard.at_s for heard in unwritten.again()]


def test_what_no_final_covers_is_heard_again() -> None:
    unwritten = Unwritten()
    hear(unwritten, 1.0, 2.0, 3.0)
    unwritten.written_until(2.0)
    hear(unwritten, 4.0)
    assert times(unwritten) == [3.0, 4.0]


def test_of_silence_little_is_kept() -> None:
    unwritten = Unwritten()
    hear(unwritten, 1.0, 2.0, 2.0 + ONSET_S, speaking=False)
    assert times(unwritten) == [2.0 + ONSET_S]


def test_of_endless_speech_the_last_of_it_is_kept() -> None:
    unwritten = Unwritten()
    hear(unwritten, 1.0, 2.0, 1.5 + UTTERANCE_S)
    assert times(unwritten) == [2.0, 1.5 + UTTERANCE_S]


def test_sound_at_which_streams_fail_is_given_up() -> None:
    unwritten = Unwritten()
    hear(unwritten, 1.0)
    assert [times(unwritten) for _ in range(TRIES)] == [[1.0]] * TRIES
    assert times(unwritten) == []
    hear(unwritten, 2.0)
    assert times(unwritten) == [2.0]


def test_a_final_in_between_gives_what_follows_its_tries() -> None:
    unwritten = Unwritten()
    hear(unwritten, 1.0, 2.0)
    for _ in range(TRIES):
        times(unwritten)
    unwritten.written_until(1.0)
    assert times(unwritten) == [2.0]
