"""Who transcribes, as the settings and the keys say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from warm_transfer.config import Settings


def settings(tmp_path: Path, **values: Any) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, **values)


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ({}, ["local"]),
        ({"groq_api_key": "k"}, ["groq", "local"]),
        ({"openai_api_key": "k"}, ["openai", "local"]),
        ({"openai_api_key": "k", "groq_api_key": "k"}, ["groq", "openai", "local"]),
    ],
)
def test_keys_decide_where_nothing_else_is_said(
    tmp_path: Path, keys: dict[str, str], order: list[str]
) -> None:
    assert settings(tmp_path, **keys).stt_providers == order


def test_an_order_that_is_set_counts(tmp_path: Path) -> None:
    order = "local, livekit.plugins.deepgram, groq"
    made = settings(tmp_path, stt_providers=order, groq_api_key="k")
    assert made.stt_providers == ["local", "livekit.plugins.deepgram", "groq"]


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ("whisper", "'whisper' is none of groq, local, none, openai"),
        ("os;system", "import name of a plugin"),
        ("groq", "GROQ_API_KEY must be set"),
        ("openai, local", "OPENAI_API_KEY must be set"),
        ("none, local", "none stands alone"),
        ("local, local", "twice"),
    ],
)
def test_what_cannot_work_is_refused_and_named(tmp_path: Path, order: str, named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        settings(tmp_path, stt_providers=order)
