from __future__ import annotations

from pathlib import Path

import pytest

from warm_transfer.config import Settings
from warm_transfer.ops.addresses import announce, sign_in_address


@pytest.mark.parametrize(
    ("username", "page"), [("agent-a", "agent-a"), ("agent-b", "agent-b"), ("ines", "agent")]
)
def test_a_sign_in_link_leads_to_the_users_page(username: str, page: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, port=8123)
    address = sign_in_address(settings, username, "t0ken")
    assert address == f"http://localhost:8123/{page}#sign-in=t0ken"


def test_links_lead_to_the_address_that_people_use(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, public_url="https://calls.example.com/")
    address = sign_in_address(settings, "ines", "t")
    assert address == "https://calls.example.com/agent#sign-in=t"


def test_the_callers_address_and_every_link_are_said(tmp_path: Path) -> None:
    said: list[str] = []
    settings = Settings(data_dir=tmp_path, port=8123)
    announce(settings, [("agent-a", "one"), ("agent-b", "two")], said.append)
    text = "\n".join(said)
    assert "caller    http://localhost:8123/\n" in text
    assert "/agent-a#sign-in=one" in text
    assert "/agent-b#sign-in=two" in text
    assert "Other machines" not in text


def test_for_other_machines_the_need_for_tls_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    announce(Settings(data_dir=tmp_path, host="0.0.0.0"), [], said.append)
    assert "https:// pages only" in "\n".join(said)
    assert "PUBLIC_URL and LIVEKIT_PUBLIC_URL" in "\n".join(said)


@pytest.mark.parametrize("told", [None, "ws://calls.example.com:7880"])
def test_behind_tls_the_need_for_livekits_own_address_is_said(
    told: str | None, tmp_path: Path
) -> None:
    said: list[str] = []
    settings = Settings(data_dir=tmp_path, public_url="https://calls.example.com")
    announce(settings.model_copy(update={"livekit_public_url": told}), [], said.append)
    assert "LIVEKIT_PUBLIC_URL=wss://" in "\n".join(said)


@pytest.mark.parametrize("setting", ["livekit_public_url", "livekit_ws_url"])
def test_with_that_address_nothing_more_is_said(setting: str, tmp_path: Path) -> None:
    said: list[str] = []
    settings = Settings(data_dir=tmp_path, public_url="https://calls.example.com")
    announce(settings.model_copy(update={setting: "wss://media.test"}), [], said.append)
    assert "LIVEKIT_PUBLIC_URL" not in "\n".join(said)
