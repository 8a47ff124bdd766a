from __future__ import annotations

from pathlib import Path

import pytest

from warm_transfer.config import Settings
from warm_transfer.ops.simulated_phones import SimulatedPhones

MADE_UP = ("AC1", "token", "+15005550006")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ACCOUNT_SID", "AUTH_TOKEN", "PHONE_NUMBER"):
        monkeypatch.delenv(f"TWILIO_{name}", raising=False)


def test_without_an_account_one_is_made_up(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, port=8123, phone_simulator_port=8192)
    phones = SimulatedPhones.beside(settings, *MADE_UP)
    assert phones.environment == {
        "TWILIO_API_URL": "http://127.0.0.1:8192",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_PHONE_NUMBER": "+15005550006",
        "PUBLIC_URL": "http://localhost:8123",
    }
    assert phones.page_url == "http://localhost:8192/"


def test_an_account_that_is_set_is_simulated_and_its_secret_is_on_no_command_line(
    tmp_path: Path,
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        public_url="https://calls.example.com",
        twilio_account_sid="AC2",
        twilio_auth_token="secret",
        twilio_phone_number="+15551230100",
    )
    phones = SimulatedPhones.beside(settings, *MADE_UP)
    assert phones.environment == {
        "TWILIO_API_URL": "http://127.0.0.1:8092",
        "TWILIO_ACCOUNT_SID": "AC2",
        "TWILIO_AUTH_TOKEN": "secret",
        "TWILIO_PHONE_NUMBER": "+15551230100",
        "PUBLIC_URL": "https://calls.example.com",
    }
    assert "secret" not in " ".join(phones.child(settings).command)
