"""Putting a backup in the place of a database: all of it or nothing."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.backups import TAKEN_AT, backup_of, contents_of, make_database, rows_of
from warm_transfer.backups.database import database_in_use
from warm_transfer.backups.restoring import Restored, restore
from warm_transfer.config import Settings
from warm_transfer.db.migrate import known_revisions
from warm_transfer.errors import CannotRestore, CannotStart

SEGMENTS = 50


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    database = make_database(tmp_path / "elsewhere" / "calls.db", segments=SEGMENTS)
    return backup_of(database, tmp_path / "backup.zip")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """What is there before."""
    return make_database(tmp_path / "data" / "warm-transfer.db", segments=1)


def put_back(backup: Path, database: Path) -> Restored:
    restored = restore(backup, database, TAKEN_AT, lambda _manifest: True)
    assert restored is not None
    return restored


def refused(backup: Path, database: Path) -> CannotRestore:
    """Nothing has changed then."""
    before = contents_of(database.parent)
    with pytest.raises(CannotRestore) as refusal:
        put_back(backup, database)
    assert contents_of(database.parent) == before
    return refusal.value


def test_it_has_every_row_of_the_original(backup: Path, database: Path, tmp_path: Path) -> None:
    put_back(backup, database)
    assert rows_of(database) == rows_of(tmp_path / "elsewhere" / "calls.db")
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_on_a_new_machine_there_is_nothing_to_keep(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert put_back(backup, tmp_path / "new" / "warm-transfer.db").kept is None
    assert len(rows_of(tmp_path / "new" / "warm-transfer.db")["segments"]) == SEGMENTS


def test_what_was_there_is_kept_with_what_was_last_written(backup: Path, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as crashed:
        crashed.execute("UPDATE users SET name = 'Ines D.'")
        logs = {path: path.read_bytes() for path in database.parent.glob(f"{database.name}-*")}
        content = database.read_bytes()
    database.write_bytes(content)
    for path, log in logs.items():  # as if the product had been killed
        path.write_bytes(log)
    before = rows_of(database)
    kept = put_back(backup, database).kept
    assert kept is not None
    assert rows_of(kept / database.name) == before
    assert [row[2] for row in before["users"].values()] == ["Ines D."]
    assert len(rows_of(database)["segments"]) == SEGMENTS


def test_a_damaged_database_is_replaced_and_kept_with_its_logs(
    backup: Path, database: Path
) -> None:
    database.write_bytes(b"no database at all" * 1000)
    log = database.with_name(f"{database.name}-wal")
    log.write_bytes(b"nor a log")
    kept = put_back(backup, database).kept
    assert kept is not None
    assert (kept / database.name).read_bytes().startswith(b"no database at all")
    assert (kept / log.name).read_bytes() == b"nor a log"
    assert len(rows_of(database)["segments"]) == SEGMENTS


def test_a_log_without_its_database_does_not_meet_the_new_one(backup: Path, database: Path) -> None:
    log = database.with_name(f"{database.name}-wal")
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("DELETE FROM users")
        content = log.read_bytes()
    database.unlink()
    log.write_bytes(content)
    kept = put_back(backup, database).kept
    assert kept is not None
    assert (kept / log.name).read_bytes() == content
    assert [row[1] for row in rows_of(database)["users"].values()] == ["ines"]


def test_older_tables_are_brought_up_to_date(database: Path, tmp_path: Path) -> None:
    oldest = known_revisions()[-1]
    old = make_database(tmp_path / "old" / "calls.db", revision=oldest)
    assert put_back(backup_of(old, tmp_path / "old.zip"), database).migrated
    found = rows_of(database)
    assert found["alembic_version"] == {(known_revisions()[0],): (known_revisions()[0],)}
    before = rows_of(old)["segments"]
    assert found["segments"].keys() == before.keys()
    for key, row in before.items():
        assert found["segments"][key][: len(row)] == row  # columns that came since are at the end


def test_current_tables_are_left_as_they_are(backup: Path, database: Path) -> None:
    assert not put_back(backup, database).migrated


def test_tables_of_a_later_version_are_refused(database: Path, tmp_path: Path) -> None:
    later = make_database(tmp_path / "later" / "calls.db")
    with closing(sqlite3.connect(later)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    refusal = refused(backup_of(later, tmp_path / "later.zip"), database)
    assert refusal.code == "backup_too_new"
    assert "newer Warm Transfer" in refusal.detail


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def emptied(_content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut_short, flipped, emptied])
def test_a_damaged_file_changes_nothing(
    backup: Path, database: Path, damage: Callable[[bytes], bytes]
) -> None:
    backup.write_bytes(damage(backup.read_bytes()))
    assert refused(backup, database).code in {"backup_damaged", "not_a_backup"}


def test_a_refusal_on_a_new_machine_leaves_nothing_behind(backup: Path, tmp_path: Path) -> None:
    backup.write_bytes(flipped(backup.read_bytes()))
    (tmp_path / "new").mkdir()
    refused(backup, tmp_path / "new" / "warm-transfer.db")
    assert contents_of(tmp_path / "new") == {}


def test_without_agreement_nothing_changes(backup: Path, database: Path) -> None:
    before = contents_of(database.parent)
    assert restore(backup, database, TAKEN_AT, lambda _manifest: False) is None
    assert contents_of(database.parent) == before


def test_while_the_product_runs_it_is_refused(backup: Path, database: Path) -> None:
    with database_in_use(Settings(data_dir=database.parent)):
        refusal = refused(backup, database)
    assert refusal.code == "product_running"
    assert "Stop it" in refusal.detail
    put_back(backup, database)


def test_meanwhile_the_product_does_not_start(backup: Path, database: Path) -> None:
    started = False

    def agree(_manifest: object) -> bool:
        nonlocal started
        with pytest.raises(CannotStart), database_in_use(Settings(data_dir=database.parent)):
            started = True
        return True

    restore(backup, database, TAKEN_AT, agree)
    assert not started


def test_while_another_program_has_it_open_it_is_refused(
    backup: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warm_transfer.backups.contents.BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(database)) as other:
        other.execute("SELECT * FROM users").fetchall()
        before = rows_of(database)
        with pytest.raises(CannotRestore) as refusal:
            put_back(backup, database)
        assert refusal.value.code == "database_in_use"
        assert rows_of(database) == before
    assert not list(database.parent.glob("before-restore-*"))


def test_what_a_killed_restore_left_is_tidied_up(backup: Path, database: Path) -> None:
    leftover = database.parent / ".restoring-abc"
    leftover.mkdir()
    (leftover / "warm-transfer.db").write_text("half")
    put_back(backup, database)
    assert not leftover.exists()


def test_a_folder_that_is_not_there_is_named(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRestore) as refusal:
        put_back(backup, tmp_path / "nowhere" / "warm-transfer.db")
    assert "nowhere" in refusal.value.detail


def test_one_restore_at_a_time(backup: Path, database: Path) -> None:
    def agree(_manifest: object) -> bool:
        assert refused(backup, database).code == "product_running"
        return True

    restore(backup, database, TAKEN_AT, agree)
