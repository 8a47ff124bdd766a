"""What is heard and said on a line, by the sample."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from warm_transfer.phone_simulator import wav
from warm_transfer.phone_simulator.line import Ear, Mouth
from warm_transfer.phone_simulator.speech import Live, Recording, Silence, Tone
from warm_transfer.services.telephony import g711

QUIET = g711.SILENCE


def test_what_is_late_leaves_a_hole_as_long_as_it_was_late() -> None:
    ear = Ear()
    ear.play(b"a" * 160, 1000)
    ear.play(b"b" * 160, 1100)  # early: after what is there
    ear.play(b"c" * 160, 1350)  # late by 30 samples
    assert ear.heard(0, 1510) == QUIET * 1000 + b"a" * 160 + b"b" * 160 + QUIET * 30 + b"c" * 160


def test_what_is_stopped_is_not_heard() -> None:
    ear = Ear()
    assert ear.play(b"a" * 1000, 0) == 1000
    ear.stop(400)
    ear.play(b"b" * 100, 450)
    assert ear.heard(0, 600) == b"a" * 400 + QUIET * 50 + b"b" * 100 + QUIET * 50


def test_several_may_listen_to_what_is_said() -> None:
    mouth = Mouth()
    mouth.speak(Recording(b"abcdef", loop=False), 100)
    assert mouth.spoken(98, 104) == QUIET * 2 + b"abcd"
    assert mouth.spoken(100, 108) == b"abcdef" + QUIET * 2
    mouth.speak(Recording(b"xy", loop=True), 110)
    assert mouth.spoken(108, 115) == QUIET * 2 + b"xyxyx"
    mouth.speak(Silence(), 113)  # what was said already stays said
    assert mouth.spoken(114, 117) == b"x" + QUIET * 2


def test_a_looped_recording_has_no_seam() -> None:
    speech = Recording(b"abc", loop=True)
    assert b"".join(speech.next(first, 2) for first in range(0, 8, 2)) == b"abcabcab"


def test_a_tone_does_not_jump_between_frames() -> None:
    speech = Tone(440)
    assert speech.next(0, 160) + speech.next(160, 160) == Tone(440).next(0, 320)


def test_a_microphone_waits_for_two_frames_and_forgets_what_is_old() -> None:
    speech = Live()
    speech.add(b"a" * 160)
    assert speech.next(0, 160) == QUIET * 160
    speech.add(b"b" * 160)
    assert speech.next(160, 160) == b"a" * 160
    assert speech.next(320, 200) == b"b" * 160 + QUIET * 40
    speech.add(b"c" * 160)
    assert speech.next(520, 160) == QUIET * 160
    speech.add(b"d" * 8000)
    assert speech.next(680, 8000).count(b"d") == 12 * 160


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (44100, 2), (48000, 1), (16000, 2)])
def test_wav_files_of_any_rate_become_telephone_sound(rate_hz: int, channels: int) -> None:
    at = np.arange(rate_hz) / rate_hz
    tone = (8000 * np.sin(2 * np.pi * 1000 * at)).astype("<i2")
    heard = g711.decode(wav.read(_file(np.repeat(tone, channels), rate_hz, channels)))
    assert len(heard) == 8000
    expected = 8000 * np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    assert np.abs(heard - expected)[100:-100].max() < 400  # µ-law is that coarse at this level


def test_what_a_telephone_cannot_carry_is_taken_out() -> None:
    at = np.arange(48_000) / 48_000
    tone = (8000 * np.sin(2 * np.pi * 6000 * at)).astype("<i2")
    heard = g711.decode(wav.read(_file(tone, 48_000, 1)))
    assert np.abs(heard.astype(np.int32))[100:-100].max() < 200  # but for its abrupt ends


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3 and more", b"RIFFWAVE"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(wav.NotAWav):
        wav.read(content)


def test_what_was_heard_can_be_read_back() -> None:
    payload = Tone(440).next(0, 800)
    assert wav.read(wav.write(payload)) == payload


def _file(samples: np.ndarray, rate_hz: int, channels: int) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return content.getvalue()
