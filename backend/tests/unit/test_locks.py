from __future__ import annotations

from pathlib import Path

import pytest

from warm_transfer.locks import Held, exclusive, shared


def test_a_second_holder_learns_who_the_first_is(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with exclusive(lock, owner="first"):
        with pytest.raises(Held) as refusal, exclusive(lock, owner="second"):
            pass
        assert refusal.value.owner == "first"


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with exclusive(lock, owner="first"):
        pass
    with exclusive(lock, owner="second"):
        assert lock.read_text() == "second"


def test_it_is_shared_by_many_or_held_by_one(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with shared(lock), shared(lock):
        with pytest.raises(Held), exclusive(lock, owner="alone"):
            pass
    with exclusive(lock, owner="alone"):
        with pytest.raises(Held), shared(lock):
            pass
    with shared(lock):
        pass
