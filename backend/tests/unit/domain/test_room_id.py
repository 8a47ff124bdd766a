from __future__ import annotations

import secrets

import pytest

from warm_transfer.domain.room_id import ALPHABET, make_room_id, parse_room_id


@pytest.mark.parametrize("typed", ["abcd-efgh", "ABCDEFGH", " abcd efgh ", "AbCd-EfGh"])
def test_it_is_read_in_any_case_with_or_without_hyphen(typed: str) -> None:
    assert parse_room_id(typed) == "abcd-efgh"


@pytest.mark.parametrize("typed", ["", "abcd", "abcd-efghj", "abcd-efg1", "abil-oefg", "äbcd-efgh"])
def test_what_is_none_is_refused(typed: str) -> None:
    assert parse_room_id(typed) is None


def test_one_that_was_made_can_be_read() -> None:
    for _ in range(100):
        room_id = make_room_id(secrets.choice)
        assert parse_room_id(room_id.upper().replace("-", "")) == room_id


def test_letters_that_look_alike_are_left_out() -> None:
    assert not set("ilo") & set(ALPHABET)
