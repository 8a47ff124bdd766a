"""No change to a backup goes unnoticed, wherever in the file it is."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.backups import backup_of, make_database
from warm_transfer.backups.archive import MANIFEST, write_archive
from warm_transfer.backups.checking import unpack
from warm_transfer.backups.manifest import Manifest
from warm_transfer.errors import CannotRestore

FLIPPED_BITS = 400


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    return backup_of(make_database(folder / "calls.db"), folder / "good.zip")


def refused(file: Path, folder: Path) -> CannotRestore:
    folder.mkdir(exist_ok=True)
    with pytest.raises(CannotRestore) as refusal:
        unpack(file, folder, threading.Event())
    return refusal.value


def test_a_good_one_is_taken(good: Path, tmp_path: Path) -> None:
    manifest, database = unpack(good, tmp_path, threading.Event())
    assert manifest.rows["segments"] == 3
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM segments").fetchone() == (3,)


def test_any_single_flipped_bit_is_noticed(good: Path, tmp_path: Path) -> None:
    content = good.read_bytes()
    ends = [*range(0, 60 * 8), *range(len(content) * 8 - 200 * 8, len(content) * 8)]
    anywhere = random.Random(4).choices(range(len(content) * 8), k=FLIPPED_BITS)  # noqa: S311
    file = tmp_path / "flipped.zip"
    for bit in [*ends[::5], *anywhere]:
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        assert refused(file, tmp_path / "out").code in {"backup_damaged", "not_a_backup"}, bit


@pytest.mark.parametrize("left", [0.001, 0.01, 0.5, 0.99])
def test_one_cut_short_is_noticed(good: Path, tmp_path: Path, left: float) -> None:
    content = good.read_bytes()
    file = tmp_path / "short.zip"
    file.write_bytes(content[: int(len(content) * left)])
    assert refused(file, tmp_path / "out").code in {"backup_damaged", "not_a_backup"}


def test_one_with_something_at_its_end_is_noticed(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "longer.zip"
    file.write_bytes(good.read_bytes() + b"\0")
    assert refused(file, tmp_path / "out").code == "backup_damaged"


def empty(file: Path) -> None:
    file.write_bytes(b"")


def a_folder(file: Path) -> None:
    file.mkdir()


def another_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Dear all")


def a_database(file: Path) -> None:
    make_database(file)


@pytest.mark.parametrize("make", [empty, a_folder, another_zip, a_database])
def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, make: Callable[[Path], None]) -> None:
    file = tmp_path / "other.zip"
    make(file)
    assert refused(file, tmp_path / "out").code == "not_a_backup"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.zip", tmp_path / "out").code == "backup_not_found"


def sealed(
    good: Path, file: Path, *, changed: dict[str, object], database: Path | None = None
) -> None:
    """A whole archive that was given another manifest or database."""
    folder = file.with_suffix(".unpacked")
    folder.mkdir()
    manifest, inside = unpack(good, folder, threading.Event())
    other = manifest.model_copy(update=changed)
    write_archive(file, other, database or inside, threading.Event())


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_a_newer_format_is_told_from_damage(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "newer.zip"
    sealed(good, file, changed={"format": 2, "version": "9.1.0"})
    refusal = refused(file, tmp_path / "out")
    assert refusal.code == "backup_too_new"
    assert "a newer Warm Transfer (9.1.0)" in refusal.detail


@pytest.mark.parametrize("changed", [{"rows": {}}, {"revision": "0001"}, {"parts": {}}])
def test_a_manifest_that_does_not_fit_the_database(
    good: Path, tmp_path: Path, changed: dict[str, object]
) -> None:
    file = tmp_path / "other.zip"
    sealed(good, file, changed=changed)
    assert refused(file, tmp_path / "out").code == "backup_damaged"


def test_a_database_that_is_not_the_manifests(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    other = make_database(tmp_path / "other.db", segments=4)
    sealed(good, file, changed={}, database=other)
    assert refused(file, tmp_path / "out").code == "backup_damaged"


def test_the_manifest_can_be_read_with_any_unzip(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        assert archive.testzip() is None
        assert Manifest.model_validate_json(archive.read(MANIFEST)).version


def test_it_is_for_its_owner_alone(good: Path) -> None:
    assert os.stat(good).st_mode & 0o777 == 0o600
