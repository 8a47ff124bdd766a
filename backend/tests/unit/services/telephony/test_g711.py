"""µ-law against values of ITU-T G.711, table 2."""

from __future__ import annotations

import numpy as np
import pytest

from warm_transfer.services.telephony import g711


@pytest.mark.parametrize(
    ("sent", "value"),
    [  # character signal and 14-bit output value of table 2a, and of table 2b
        (0x80, 8031),
        (0x8F, 4191),
        (0x90, 3999),
        (0x9F, 2079),
        (0xAF, 1023),
        (0xBF, 495),
        (0xCF, 231),
        (0xDF, 99),
        (0xEF, 33),
        (0xFE, 2),
        (0xFF, 0),
        (0x00, -8031),
        (0x0F, -4191),
        (0x7E, -2),
    ],
)
def test_a_byte_is_the_value_of_the_table(sent: int, value: int) -> None:
    assert g711.decode(bytes([sent])).tolist() == [value * 4]


@pytest.mark.parametrize(
    ("value", "sent"),
    [  # the decision values: from one on, the next character signal is sent
        (0, 0xFF),
        (1, 0xFE),
        (30, 0xF0),
        (31, 0xEF),
        (94, 0xE0),
        (95, 0xDF),
        (4063, 0x8F),
        (7902, 0x81),
        (7903, 0x80),
        (8191, 0x80),
        (-1, 0x7E),
        (-31, 0x6F),
        (-8192, 0x00),
    ],
)
def test_a_value_is_sent_as_the_table_says(value: int, sent: int) -> None:
    assert g711.encode(np.array([value * 4], np.int16)) == bytes([sent])


def test_every_byte_survives_but_the_second_zero() -> None:
    every = bytes(range(256))
    assert g711.encode(g711.decode(every)) == every.replace(b"\x7f", b"\xff")


def test_the_error_is_at_most_half_a_step() -> None:
    samples = np.arange(-32636, 32636, dtype=np.int16)
    errors = np.abs(g711.decode(g711.encode(samples)).astype(np.int32) - samples)
    # A step is a sixteenth of its segment; below the first segment's end it is two of 14 bits.
    assert (errors <= 4 + np.abs(samples.astype(np.int32)) / 32 + 4).all()


def test_nothing_is_nothing() -> None:
    assert g711.encode(np.empty(0, np.int16)) == b""
    assert g711.decode(b"").size == 0


def test_a_part_of_stereo_sound_can_be_encoded() -> None:
    stereo = np.array([[0, 400], [0, 400]], np.int16)
    assert g711.encode(stereo[:, 1]) == g711.encode(np.array([400, 400], np.int16))
