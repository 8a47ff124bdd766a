from __future__ import annotations

import stat
from pathlib import Path

from pydantic import SecretStr

from warm_transfer.config import Settings
from warm_transfer.ops.livekit_config import (
    address_on_network,
    build_config,
    choose_node_ip,
    write_config,
)


def settings(tmp_path: Path, **changes: object) -> Settings:
    return Settings(
        data_dir=tmp_path,
        livekit_api_key="key",
        livekit_api_secret=SecretStr("s" * 32),
        **changes,  # type: ignore[arg-type]
    )


def test_on_this_machine_alone_everything_is_on_the_loopback_address(tmp_path: Path) -> None:
    config = build_config(settings(tmp_path, port=8123))
    assert config["bind_addresses"] == ["127.0.0.1"]
    assert config["rtc"]["node_ip"] == "127.0.0.1"
    assert config["rtc"]["enable_loopback_candidate"]
    assert config["webhook"]["urls"] == ["http://127.0.0.1:8123/api/webhooks/livekit"]


def test_only_the_backend_makes_rooms(tmp_path: Path) -> None:
    assert build_config(settings(tmp_path))["room"]["auto_create"] is False


def test_for_other_machines_audio_goes_to_the_address_they_see(tmp_path: Path) -> None:
    on_lan = settings(tmp_path, host="0.0.0.0", livekit_node_ip="192.0.2.7")
    config = build_config(on_lan)
    assert config["bind_addresses"] == [""]  # everywhere
    assert config["rtc"]["node_ip"] == "192.0.2.7"
    assert config["rtc"]["stun_servers"] == [f"192.0.2.7:{config['rtc']['udp_port']}"]
    assert not config["rtc"]["enable_loopback_candidate"]
    assert config["webhook"]["urls"][0].startswith("http://127.0.0.1:")


def test_that_address_is_found_when_it_is_not_given(tmp_path: Path) -> None:
    expected = address_on_network() or "127.0.0.1"
    assert choose_node_ip(settings(tmp_path, host="0.0.0.0")) == expected
    assert choose_node_ip(settings(tmp_path, host="192.0.2.9")) == "192.0.2.9"


def test_the_backend_reaches_it_whatever_the_address(tmp_path: Path) -> None:
    config = build_config(settings(tmp_path, host="192.0.2.9"))
    assert config["bind_addresses"] == ["127.0.0.1", "192.0.2.9"]


def test_livekit_calls_back_where_the_api_listens(tmp_path: Path) -> None:
    config = build_config(settings(tmp_path, host="2001:db8::9", port=8123))
    assert config["webhook"]["urls"] == ["http://[2001:db8::9]:8123/api/webhooks/livekit"]


def test_the_file_with_its_secret_is_for_the_owner_alone(tmp_path: Path) -> None:
    path = write_config(settings(tmp_path))
    path.chmod(0o644)
    again = write_config(settings(tmp_path))
    assert again == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "s" * 32 in path.read_text()
