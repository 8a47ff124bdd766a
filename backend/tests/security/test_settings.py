"""Production refuses to start unsafely, and secrets made here are for their owner alone."""

from __future__ import annotations

import json
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.api import settings_for
from warm_transfer.secrets_store import livekit_credentials, load_master_secret

LONG = "0123456789abcdef" * 2
SAFE: dict[str, Any] = {
    "environment": "production",
    "secret_key": LONG,
    "livekit_api_key": "key",
    "livekit_api_secret": LONG,
}


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"secret_key": None}, "SECRET_KEY"),
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"livekit_api_secret": None}, "LIVEKIT_API_SECRET"),
        ({"livekit_api_secret": LONG[:31]}, "LIVEKIT_API_SECRET"),
        ({"livekit_api_key": None}, "LIVEKIT_API_KEY"),
        ({"debug": True}, "DEBUG"),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(
    tmp_path: Path, unsafe: dict[str, Any], named: str
) -> None:
    assert settings_for(tmp_path, **SAFE).environment == "production"
    with pytest.raises(ValidationError, match=named):
        settings_for(tmp_path, **(SAFE | unsafe))


@pytest.mark.parametrize(
    ("setting", "vague", "exact"),
    [
        ("trusted_proxies", "*", "10.0.0.1, 10.1.0.0/16, ::1"),
        ("trusted_proxies", "proxy.internal", ""),
        ("cors_origins", "*", "http://localhost:3000"),
        ("cors_origins", "https://*.example.com", "https://calls.example.com"),
        ("public_url", "calls.example.com", "https://calls.example.com/"),
        ("livekit_ws_url", "https://livekit.example.com", "wss://livekit.example.com"),
        ("livekit_ws_url", "livekit.example.com", "ws://127.0.0.1:7880"),
        ("livekit_api_url", "wss://livekit.example.com", "https://livekit.example.com"),
        ("livekit_api_url", "livekit:7880", "http://livekit:7880"),
        ("livekit_public_url", "wss://*", "wss://livekit.example.com"),
        ("livekit_public_url", "wss://media.test; script-src *", "wss://media.test/livekit"),
        ("livekit_public_url", "https://livekit.example.com", "ws://192.168.1.5:7880"),
        ("rate_limit_sign_in", "many", "5/second"),
    ],
)
def test_what_is_not_exact_is_refused_and_named(
    tmp_path: Path, setting: str, vague: str, exact: str
) -> None:
    settings_for(tmp_path, **{setting: exact})
    with pytest.raises(ValidationError, match=setting):
        settings_for(tmp_path, **{setting: vague})


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"livekit_api_key": "key"}, "LIVEKIT_API_SECRET must be set"),
        ({"livekit_api_secret": LONG}, "LIVEKIT_API_KEY must be set"),
    ],
)
def test_half_of_livekits_credentials_is_refused(
    tmp_path: Path, given: dict[str, Any], missing: str
) -> None:
    with pytest.raises(ValidationError, match=missing):
        settings_for(tmp_path, **given)


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    secret, (key, livekit_secret) = load_master_secret(settings), livekit_credentials(settings)
    assert len(secret) == len(livekit_secret) == 64
    file = tmp_path / "data" / "secrets.json"
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load_master_secret(settings) == secret
    assert livekit_credentials(settings) == (key, livekit_secret)
    assert [path.name for path in file.parent.iterdir()] == ["secrets.json"]


def test_processes_that_start_together_agree_on_the_secrets(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: load_master_secret(settings), range(8)))
    assert len(found) == 1


def test_secrets_that_were_set_are_used_and_not_written_down(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, **SAFE)
    assert load_master_secret(settings) == LONG.encode()
    assert livekit_credentials(settings) == ("key", LONG)
    assert not (tmp_path / "secrets.json").exists()


def test_another_installation_has_other_secrets(tmp_path: Path) -> None:
    found = [load_master_secret(settings_for(tmp_path / name)) for name in ("one", "other")]
    assert found[0] != found[1]
    assert json.loads((tmp_path / "one" / "secrets.json").read_text()) != json.loads(
        (tmp_path / "other" / "secrets.json").read_text()
    )
