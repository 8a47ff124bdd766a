"""Who writes briefings, by what is set; a setting that cannot work stops the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pydantic import ValidationError

from tests.support.api import settings_for
from warm_transfer.bootstrap import briefing_endpoints
from warm_transfer.briefing_metrics import BriefingMetrics
from warm_transfer.services.briefing.metering import Usage

GROQ = {"groq_api_key": "gsk_1"}
OPENAI = {"openai_api_key": "sk-1"}
OWN = {"briefing_base_url": "http://127.0.0.1:11434/v1/", "briefing_model": "qwen3"}


@pytest.mark.parametrize(
    ("given", "writers"),
    [
        ({}, ["local"]),
        (GROQ, ["groq", "local"]),
        (GROQ | OPENAI | OWN, ["groq", "openai", "compatible", "local"]),
        (GROQ | OPENAI | {"briefing_writers": "openai,groq"}, ["openai", "groq", "local"]),
        (GROQ | OPENAI | {"briefing_writers": "local,openai"}, ["openai", "local"]),
        (GROQ | {"briefing_writers": "local"}, ["local"]),
    ],
)
def test_the_order_of_writers(tmp_path: Path, given: dict[str, Any], writers: list[str]) -> None:
    settings = settings_for(tmp_path, **given)
    assert settings.briefing_writers_in_order == writers
    assert [each.name for each in briefing_endpoints(settings)] == writers[:-1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"briefing_writers": "groq"}, "GROQ_API_KEY"),
        ({"briefing_writers": "openai"}, "OPENAI_API_KEY"),
        ({"briefing_writers": "compatible"}, "BRIEFING_BASE_URL"),
        ({"briefing_base_url": "http://127.0.0.1:1/v1"}, "BRIEFING_MODEL"),
        ({"briefing_model": "qwen3"}, "BRIEFING_BASE_URL"),
        ({"briefing_base_url": "ollama", "briefing_model": "qwen3"}, "not of the form"),
        ({"briefing_writers": "oracle"}, "briefing_writers"),
        ({"briefing_prices": "groq=cheap"}, "groq=0.15/0.60"),
        ({"briefing_language": "English"}, "briefing_language"),
        ({"briefing_timeout_s": 0}, "briefing_timeout_s"),
    ],
)
def test_what_cannot_work_is_named(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        settings_for(tmp_path, **given)


def test_tokens_are_priced(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, briefing_prices="groq=0.15/0.60,openai=2/8")
    registry = CollectorRegistry()
    metrics = BriefingMetrics(registry, settings.briefing_prices)
    metrics.used("groq", Usage(1_000_000, 500_000))
    metrics.used("compatible", Usage(1_000, 10))
    metrics.request("groq", "written", 1.5)
    metrics.request("groq", "left_alone", 0.0)
    metrics.breaker("groq", is_open=True)

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"warm_transfer_briefing_{name}", labels)

    assert value("cost_dollars_total", writer="groq") == pytest.approx(0.45)
    assert value("cost_dollars_total", writer="compatible") == 0
    assert value("tokens_total", writer="groq", direction="out") == 500_000
    assert value("requests_total", writer="groq", outcome="left_alone") == 1
    assert value("request_seconds_count", writer="groq") == 1
    assert value("breaker_open", writer="groq") == 1
