"""When an automatic backup is due, how many are kept, and what is told when one fails."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.backups import make_database
from tests.support.waiting import until
from warm_transfer.backups.automatic import automatic_backups, back_up_if_due, run_automatic_backups
from warm_transfer.backups.checking import unpack
from warm_transfer.backups.status import read_status
from warm_transfer.backups.work import Stopped
from warm_transfer.config import Settings
from warm_transfer.locks import exclusive

NOON = datetime(2026, 3, 4, 12, 0, 0, 700_000, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A backup every hour, of which three are kept."""
    make_database(tmp_path / "data" / "warm-transfer.db")
    return Settings(data_dir=tmp_path / "data", backup_interval_h=1, backup_keep=3)


def look(settings: Settings, at: datetime) -> bool:
    """Look at this time whether one is due, and make it. Whether all is well."""
    return back_up_if_due(settings, at, threading.Event())


def names(settings: Settings) -> list[str]:
    return [path.name for path in automatic_backups(settings.resolved_backup_dir)]


def test_one_is_made_each_time_the_interval_is_over(settings: Settings) -> None:
    for minutes in (0, 1, 59, 60, 61, 119, 121):
        assert look(settings, NOON + timedelta(minutes=minutes))
    assert names(settings) == [
        "warm-transfer-auto-20260304T120000Z.zip",
        "warm-transfer-auto-20260304T130000Z.zip",
        "warm-transfer-auto-20260304T140100Z.zip",
    ]


def test_the_newest_are_kept_and_each_is_good(settings: Settings, tmp_path: Path) -> None:
    for hours in range(6):
        look(settings, NOON + hours * HOUR)
        assert len(names(settings)) == min(hours + 1, 3)
    assert names(settings)[0] == "warm-transfer-auto-20260304T150000Z.zip"
    for path in automatic_backups(settings.resolved_backup_dir):
        (tmp_path / path.stem).mkdir()
        unpack(path, tmp_path / path.stem, threading.Event())


def test_none_is_deleted_while_there_are_few(settings: Settings) -> None:
    many = settings.model_copy(update={"backup_keep": 7})
    for hours in range(8):
        look(many, NOON + hours * HOUR)
        assert len(names(many)) == min(hours + 1, 7)


def test_what_people_put_there_is_left_alone(settings: Settings) -> None:
    folder = settings.resolved_backup_dir
    folder.mkdir()
    theirs = [folder / "warm-transfer-20200101T000000Z.zip", folder / "warm-transfer-auto-mine.zip"]
    for path in theirs:
        path.write_text("theirs")
    for hours in range(5):
        look(settings, NOON + hours * HOUR)
    assert len(names(settings)) == 3
    assert [path.read_text() for path in theirs] == ["theirs", "theirs"]


def test_a_clock_that_was_ahead_for_a_while_stops_nothing(settings: Settings) -> None:
    look(settings, NOON + 1000 * HOUR)
    for hours in range(4):
        assert look(settings, NOON + hours * HOUR)
    assert names(settings)[:2] == [
        "warm-transfer-auto-20260304T140000Z.zip",
        "warm-transfer-auto-20260304T150000Z.zip",
    ]


def test_old_ones_stay_when_the_new_one_fails(settings: Settings) -> None:
    for hours in range(3):
        look(settings, NOON + hours * HOUR)
    before = names(settings)
    database = settings.data_dir / "warm-transfer.db"
    content = database.read_bytes()
    database.write_bytes(b"damaged" * 1000)
    assert not look(settings, NOON + 4 * HOUR)
    assert names(settings) == before
    failed = read_status(settings)
    assert (failed.good_at, failed.failed_at) == (NOON + 2 * HOUR, NOON + 4 * HOUR)
    assert failed.failed_code == "database_damaged"

    database.write_bytes(content)
    assert look(settings, NOON + 5 * HOUR)
    mended = read_status(settings)
    assert (mended.good_at, mended.failed_at) == (NOON + 5 * HOUR, None)
    assert mended.good_bytes > 1000


def test_a_place_that_cannot_be_used_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    elsewhere = settings.model_copy(update={"backup_dir": tmp_path / "file" / "backups"})
    assert not look(elsewhere, NOON)
    assert read_status(elsewhere).failed_code == "backup_failed"


def test_while_another_process_makes_one_nothing_is_done(settings: Settings) -> None:
    folder = settings.resolved_backup_dir
    folder.mkdir()
    with exclusive(folder / ".automatic.lock", owner="another"):
        assert look(settings, NOON)
    assert names(settings) == []


def test_what_a_killed_process_left_is_tidied_up(settings: Settings) -> None:
    folder = settings.resolved_backup_dir
    leftover = folder / ".warm-transfer-auto-20260304T110000Z.zip.part-abc"
    by_hand = folder / ".mine.zip.part-abc"  # may be at work now
    for path in (leftover, by_hand):
        path.mkdir(parents=True)
        (path / "archive").write_text("half")
    look(settings, NOON)
    assert not leftover.exists()
    assert by_hand.exists()


def test_told_to_stop_it_counts_as_nothing(settings: Settings) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        back_up_if_due(settings, NOON, stop)
    assert names(settings) == []
    assert read_status(settings).failed_at is None


def test_a_disk_that_is_full_does_not_hide_the_failure(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    nowhere = settings.model_copy(
        update={"backup_dir": tmp_path / "file" / "b", "data_dir": tmp_path / "file" / "d"}
    )
    assert not look(nowhere, NOON)
    assert "automatic_backup_failed" in caplog.text


async def test_a_stopping_product_leaves_off_what_it_is_at(tmp_path: Path) -> None:
    database = tmp_path / "data" / "warm-transfer.db"
    await asyncio.to_thread(make_database, database, segments=20_000)
    settings = Settings(data_dir=tmp_path / "data", backup_interval_h=1)
    work = asyncio.create_task(run_automatic_backups(settings, lambda: NOON))

    async def at_work() -> bool:
        assert not work.done()
        return any(settings.resolved_backup_dir.glob(".warm-transfer-auto-*/*"))

    await until(at_work, "a backup is being made", poll_s=0.001)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert [path.name for path in settings.resolved_backup_dir.iterdir()] == [".automatic.lock"]
