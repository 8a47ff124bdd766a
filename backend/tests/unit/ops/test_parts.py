"""What `warm-transfer up` runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from warm_transfer.config import Settings
from warm_transfer.ops.parts import bridge, ports
from warm_transfer.stop_budget import BRIDGE_STOPS_WITHIN_S, STREAMS_END_WITHIN_S

PHONES = {
    "twilio_account_sid": "AC00000000000000000000000000000001",
    "twilio_auth_token": "token",
    "twilio_phone_number": "+14155550100",
    "public_url": "https://calls.example.com",
}


def settings(directory: Path, **changes: Any) -> Settings:
    return Settings(_env_file=None, data_dir=directory, **changes)


def test_the_bridge_has_a_port_when_phones_are_set_up(tmp_path: Path) -> None:
    names = [port.setting for port in ports(settings(tmp_path, **PHONES))]
    assert "PHONE_BRIDGE_PORT" in names


@pytest.mark.parametrize("missing", PHONES)
def test_without_phones_there_is_no_bridge(tmp_path: Path, missing: str) -> None:
    some = {name: value for name, value in PHONES.items() if name != missing}
    names = [port.setting for port in ports(settings(tmp_path, **some))]
    assert "PHONE_BRIDGE_PORT" not in names


def test_the_bridge_has_time_to_end_its_streams(tmp_path: Path) -> None:
    part = bridge(settings(tmp_path, **PHONES))
    assert part.command[-1] == "bridge"
    assert part.stops_within_s == BRIDGE_STOPS_WITHIN_S > STREAMS_END_WITHIN_S


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "ws://127.0.0.1:8091"),
        ("::", "ws://[::1]:8091"),
        ("10.0.0.7", "ws://10.0.0.7:8091"),
    ],
)
def test_where_the_api_reaches_its_own_bridge(tmp_path: Path, host: str, url: str) -> None:
    assert settings(tmp_path, phone_bridge_host=host).resolved_phone_bridge_url == url


def test_where_the_api_reaches_another_bridge(tmp_path: Path) -> None:
    there = settings(tmp_path, phone_bridge_url="wss://bridge.example.com")
    assert there.resolved_phone_bridge_url == "wss://bridge.example.com"
    with pytest.raises(ValueError, match="ws://bridge:8091"):
        settings(tmp_path, phone_bridge_url="http://bridge")
