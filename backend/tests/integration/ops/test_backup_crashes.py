"""A backup or a restore that is killed at any step leaves what was there, or all of the new."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.backups import backup_of, make_database, rows_of
from warm_transfer.backups.checking import unpack
from warm_transfer.errors import CannotRestore

WARM_TRANSFER = Path(sys.executable).with_name("warm-transfer")
SEGMENTS = 30_000  # 30 MB, so that each step takes a while
PATIENCE_S = 60.0
TRIES = 5


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_database(tmp_path_factory.mktemp("full") / "warm-transfer.db", segments=SEGMENTS)


def killed_when(reached: Callable[[], bool], *arguments: str, data_dir: Path) -> bool:
    """Start the command, kill it as soon as it has come so far. Whether that was before its end."""
    process = subprocess.Popen(
        [WARM_TRANSFER, *arguments],
        env={**os.environ, "DATA_DIR": str(data_dir)},
        cwd=data_dir,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE_S
    try:
        while not reached() and process.poll() is None:
            assert time.monotonic() < deadline, "it never came so far"
            time.sleep(0.0005)
    finally:
        process.kill()
    return process.wait() != 0


def there(folder: Path, pattern: str, *, over_bytes: int = -1) -> Callable[[], bool]:
    def probe() -> bool:
        try:
            return any(path.stat().st_size > over_bytes for path in folder.glob(pattern))
        except FileNotFoundError:
            return False

    return probe


@pytest.mark.parametrize(
    ("step", "over_bytes"),
    [
        ("*/warm-transfer.db", -1),
        ("*/warm-transfer.db", 20_000_000),
        ("*/archive", -1),
        ("*/archive", 5_000_000),
        ("*/unpacked", -1),
        ("*/unpacked/warm-transfer.db", 20_000_000),
    ],
)
def test_a_killed_backup_leaves_nothing_that_looks_like_one(
    database: Path, tmp_path: Path, step: str, over_bytes: int
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    target = place / "history.zip"
    reached = there(place, f".history.zip.part-{step}", over_bytes=over_bytes)
    for _ in range(TRIES):
        if killed_when(reached, "backup", str(target), data_dir=database.parent):
            break
        target.unlink()  # it was quicker
    assert not target.exists()
    left = os.listdir(place)
    assert len(left) == 1, left
    assert left[0].startswith(".history.zip.part-")
    for path in place.rglob("archive"):
        if there(place, "*/unpacked")():
            continue  # it was complete, and about to be checked
        with pytest.raises(CannotRestore):
            unpack(path, tmp_path, threading.Event())
    # Nor is it in the way of the next one.
    backup_of(database, target)


def test_killed_at_its_end_it_is_there_and_good(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "history.zip"
    killed_when(there(tmp_path, target.name), "backup", str(target), data_dir=database.parent)
    assert unpack(target, tmp_path, threading.Event())[0].rows["segments"] == SEGMENTS


@pytest.fixture(scope="module")
def backup(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return backup_of(database, tmp_path_factory.mktemp("backup") / "history.zip")


@pytest.mark.parametrize(
    "step",
    [
        ".restoring-*",
        ".restoring-*/warm-transfer.db",
        "before-restore-*",
        "before-restore-*/warm-transfer.db",
    ],
)
def test_a_killed_restore_leaves_the_old_or_the_new(
    database: Path, backup: Path, tmp_path: Path, step: str
) -> None:
    data = tmp_path / "data"
    mine = make_database(data / "warm-transfer.db", segments=1)
    old, new = rows_of(mine), rows_of(database)
    killed_when(there(data, step), "restore", str(backup), "--yes", data_dir=data)
    assert rows_of(mine) in (old, new)
    again = subprocess.run(
        [WARM_TRANSFER, "restore", str(backup), "--yes"],
        env={**os.environ, "DATA_DIR": str(data)},
        cwd=data,
        capture_output=True,
        text=True,
    )
    assert again.returncode == 0, again.stderr
    assert rows_of(mine) == new
    assert not list(data.glob(".restoring-*"))
