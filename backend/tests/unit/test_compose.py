"""`compose.yaml` hands the settings of `.env` to the containers, and its parts agree on them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from warm_transfer.stop_budget import BRIDGE_STOPS_WITHIN_S, WORKER_STOPS_WITHIN_S

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "compose.yaml"
SCALED = ROOT / "deploy" / "compose.scaled.yaml"
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::[-?]([^}]*))?\}")
SECRET = "0123456789abcdef" * 2


def services(**settings: str) -> dict[str, Any]:
    """What Docker Compose makes of the file with these settings in `.env`."""
    given = {"LIVEKIT_API_SECRET": SECRET} | settings
    text = VARIABLE.sub(lambda found: given.get(found[1]) or found[2], COMPOSE.read_text())
    return dict(yaml.safe_load(text)["services"])


@pytest.mark.parametrize("name", ["api", "worker", "bridge"])
def test_every_setting_reaches_the_product_and_what_has_to_fit_is_fixed(name: str) -> None:
    service = services(HOST="127.0.0.1", DATA_DIR="/home/somebody", API_URL="http://elsewhere")[
        name
    ]
    assert service["env_file"] == [{"path": ".env", "required": False}]
    fixed = service["environment"]
    assert fixed["HOST"] == "0.0.0.0"
    assert fixed["DATA_DIR"] == service["volumes"][0].partition(":")[2]
    assert fixed["API_URL"] == "http://api:8000"


def test_the_api_finds_the_bridge() -> None:
    parts = services()
    assert parts["api"]["environment"]["PHONE_BRIDGE_URL"] == "ws://bridge:8091"
    assert parts["bridge"]["environment"]["PHONE_BRIDGE_PORT"] == 8091
    assert parts["bridge"]["environment"]["PHONE_BRIDGE_HOST"] == "0.0.0.0"
    assert parts["bridge"]["stop_grace_period"] == f"{BRIDGE_STOPS_WITHIN_S:.0f}s"


def test_links_name_the_port_that_is_published() -> None:
    parts = services(PORT="9000")
    assert parts["api"]["ports"] == ["9000:9000"]
    assert parts["api"]["environment"]["PORT"] == 9000
    assert parts["worker"]["environment"]["API_URL"] == "http://api:9000"
    livekit = yaml.safe_load(parts["livekit"]["environment"]["LIVEKIT_CONFIG"])
    assert livekit["webhook"]["urls"] == ["http://api:9000/api/webhooks/livekit"]


def test_browsers_find_livekit_at_the_ports_that_are_published() -> None:
    parts = services(LIVEKIT_PORT="8880", LIVEKIT_RTC_TCP_PORT="8881", LIVEKIT_RTC_UDP_PORT="8882")
    assert parts["api"]["environment"]["LIVEKIT_PORT"] == 8880
    livekit = yaml.safe_load(parts["livekit"]["environment"]["LIVEKIT_CONFIG"])
    assert (livekit["rtc"]["tcp_port"], livekit["rtc"]["udp_port"]) == (8881, 8882)
    assert parts["livekit"]["ports"] == [
        f"8880:{livekit['port']}",
        "8881:8881",
        "8882:8882/udp",
    ]


def test_the_product_and_livekit_have_the_same_key() -> None:
    parts = services(LIVEKIT_API_KEY="ours")
    livekit = yaml.safe_load(parts["livekit"]["environment"]["LIVEKIT_CONFIG"])
    assert livekit["keys"] == {"ours": SECRET}
    assert livekit["webhook"]["api_key"] == "ours"
    for name in ("api", "worker"):
        assert parts[name]["environment"]["LIVEKIT_API_KEY"] == "ours"
        assert parts[name]["environment"]["LIVEKIT_API_SECRET"] == SECRET


def test_the_worker_reaches_a_restarted_livekit_by_its_name() -> None:
    worker = services()["worker"]
    assert "network_mode" not in worker
    assert worker["environment"]["LIVEKIT_API_URL"] == "http://livekit:7880"


@pytest.mark.parametrize("file", [COMPOSE, SCALED])
def test_the_worker_has_time_to_report_the_last_words_to_an_api_that_is_there(file: Path) -> None:
    worker = yaml.safe_load(file.read_text())["services"]["worker"]
    assert worker["stop_grace_period"] == f"{WORKER_STOPS_WITHIN_S:.0f}s"
    assert "api" in worker["depends_on"]
