"""What is written where, and that a failure leaves nothing that looks like a backup."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.backups import TAKEN_AT, backup_of, make_database, rows_of
from warm_transfer.backups import contents, taking
from warm_transfer.backups.checking import unpack
from warm_transfer.backups.work import Stopped
from warm_transfer.errors import CannotBackUp


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make_database(tmp_path / "data" / "calls.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def refused(database: Path, target: Path) -> CannotBackUp:
    with pytest.raises(CannotBackUp) as refusal:
        backup_of(database, target)
    return refusal.value


def test_it_has_what_is_committed_and_nothing_else(database: Path, folder: Path) -> None:
    before = rows_of(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM segments")
        backup = backup_of(database, folder / "one.zip")
        writer.execute("COMMIT")
    assert rows_of(unpack(backup, folder, threading.Event())[1]) == before


def test_what_is_written_between_two_steps_is_left_out_whole(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are counted in the original and in the copy: they would differ."""
    database = make_database(tmp_path / "busy" / "calls.db", segments=500)
    monkeypatch.setattr(contents, "PAGES_AT_ONCE", 1)
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as writer:
            while not stop.is_set():
                writer.execute("INSERT INTO audit (at, action) VALUES ('2026-03-04', 'read')")

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for number in range(3):
            backup_of(database, folder / f"{number}.zip")
    finally:
        stop.set()
        writing.join()


def test_it_has_what_a_killed_product_left_in_the_log(database: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("UPDATE users SET name = 'Ines D.'")
        for suffix in ("", "-wal"):
            name = f"{database.name}{suffix}"
            (crashed / name).write_bytes((database.parent / name).read_bytes())
    backup = backup_of(crashed / database.name, tmp_path / "one.zip")
    found = rows_of(unpack(backup, tmp_path, threading.Event())[1])
    assert [row[2] for row in found["users"].values()] == ["Ines D."]


def test_nothing_but_the_backup_is_left(database: Path, folder: Path) -> None:
    backup_of(database, folder / "one.zip")
    assert os.listdir(folder) == ["one.zip"]


def test_a_file_that_exists_is_left_as_it_is(database: Path, folder: Path) -> None:
    (folder / "one.zip").write_text("a letter")
    assert refused(database, folder / "one.zip").code == "backup_exists"
    assert refused(database, database).code == "backup_exists"
    assert (folder / "one.zip").read_text() == "a letter"
    assert os.listdir(folder) == ["one.zip"]


def test_of_two_that_finish_at_once_the_second_is_refused(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def late(source: Path, target: Path) -> None:
        target.write_text("the first")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert refused(database, folder / "one.zip").code == "backup_exists"
    assert (folder / "one.zip").read_text() == "the first"


def test_a_disk_without_hard_links_will_do(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_supported(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", not_supported)
    backup_of(database, folder / "one.zip")
    assert os.listdir(folder) == ["one.zip"]
    unpack(folder / "one.zip", folder, threading.Event())


def test_a_database_that_is_not_there_is_not_made(folder: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "none.db", folder / "one.zip").code == "no_database"
    assert not (tmp_path / "none.db").exists()
    assert os.listdir(folder) == []


def test_a_damaged_database_is_told_and_gives_no_backup(database: Path, folder: Path) -> None:
    content = bytearray(database.read_bytes())
    page = 4096
    for start in range(3 * page, len(content), page):
        content[start : start + 64] = b"\xff" * 64
    database.write_bytes(content)
    assert refused(database, folder / "one.zip").code == "database_damaged"
    assert os.listdir(folder) == []


def test_damage_that_no_counting_meets_is_found(database: Path, folder: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_calls_created_at'")
    assert refused(database, folder / "one.zip").code == "database_damaged"
    assert os.listdir(folder) == []


def test_another_programs_database_is_none_of_ours(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
        other.execute("CREATE TABLE songs (name)")
    refusal = refused(tmp_path / "other.db", folder / "one.zip")
    assert refusal.code == "database_damaged"
    assert "no tables of Warm Transfer" in refusal.detail


def test_a_place_that_cannot_be_written_to(database: Path, tmp_path: Path) -> None:
    assert refused(database, tmp_path / "nowhere" / "one.zip").code == "backup_failed"
    (tmp_path / "file").write_text("")
    assert refused(database, tmp_path / "file" / "one.zip").code == "backup_failed"


def test_too_little_room_is_said_before_it_is_filled(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "SPARE_BYTES", 10**18)
    refusal = refused(database, folder / "one.zip")
    assert refusal.code == "no_room"
    assert str(folder) in refusal.detail


def test_told_to_stop_it_leaves_nothing(database: Path, folder: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        taking.take(database, folder / "one.zip", TAKEN_AT, stop)
    assert os.listdir(folder) == []
