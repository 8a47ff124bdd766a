from __future__ import annotations

from pathlib import Path

import pytest

from warm_transfer.config import Settings


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("localhost", "http://localhost:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("192.0.2.9", "http://192.0.2.9:8123"),
        ("::", "http://[::1]:8123"),
        ("2001:db8::9", "http://[2001:db8::9]:8123"),
    ],
)
def test_the_worker_reports_where_the_api_listens(host: str, url: str, tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path, host=host, port=8123).resolved_api_url == url


def test_an_address_that_is_set_is_used_as_it_is(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, host="192.0.2.9", api_url="http://api:8000/")
    assert settings.resolved_api_url == "http://api:8000"


def test_automatic_backups_of_postgresql_are_refused_rather_than_left_out(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="BACKUP_INTERVAL_H is for SQLite"):
        Settings(
            data_dir=tmp_path, backup_interval_h=24, database_url="postgresql+asyncpg://h/calls"
        )


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("", []),
        ("cards, email", ["cards", "email"]),
        ("all", ["cards", "email", "ibans", "national_ids", "phone", "spoken_digits"]),
    ],
)
def test_what_is_masked_is_a_list_or_all(
    value: str, kinds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVACY_MASK", value)
    assert Settings(_env_file=None).privacy_mask == kinds


def test_a_kind_that_cannot_be_masked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIVACY_MASK", "cards,faces")
    with pytest.raises(ValueError, match="privacy_mask"):
        Settings(_env_file=None)
