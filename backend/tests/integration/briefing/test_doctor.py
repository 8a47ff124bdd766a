"""`doctor` says which language models write briefings, and what is wrong with one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.briefing.conftest import settings_of
from tests.support.api import settings_for
from tests.support.chat_completions import COMPATIBLE, GROQ, OPENAI, ChatCompletions, Dialect
from warm_transfer.ops.doctor import briefings
from warm_transfer.ops.doctor.findings import Failed, NotSet

ALL = pytest.mark.parametrize("dialect", [GROQ, OPENAI, COMPATIBLE], ids=lambda each: each.name)


async def test_without_a_model_they_are_written_locally(tmp_path: Path) -> None:
    with pytest.raises(NotSet, match="written locally"):
        await briefings.check(settings_for(tmp_path))


@ALL
async def test_a_model_that_is_there(dialect: Dialect, tmp_path: Path) -> None:
    async with ChatCompletions(dialect) as server:
        said = await briefings.check(settings_for(tmp_path, **settings_of(server)))
    assert said == f"{dialect.name} ({dialect.model}), then local"


@pytest.mark.parametrize("dialect", [GROQ, OPENAI], ids=lambda each: each.name)
async def test_a_key_that_is_refused(dialect: Dialect, tmp_path: Path) -> None:
    async with ChatCompletions(dialect) as server:
        with pytest.raises(Failed, match=r"refuses (GROQ|OPENAI)_API_KEY"):
            await briefings.check(settings_for(tmp_path, **settings_of(server, key="another")))


@ALL
async def test_a_model_that_is_not_there(dialect: Dialect, tmp_path: Path) -> None:
    async with ChatCompletions(replace(dialect, model="another")) as server:
        settings = settings_of(server) | {"briefing_model": "gone"}
        if dialect is not COMPATIBLE:
            del settings["briefing_model"]
        with pytest.raises(Failed, match="has no model") as raised:
            await briefings.check(settings_for(tmp_path, **settings))
    assert "_MODEL to one that it has, such as another" in raised.value.advice


@ALL
async def test_nobody_at_the_address(dialect: Dialect, tmp_path: Path) -> None:
    async with ChatCompletions(dialect) as server:
        settings = settings_for(tmp_path, **settings_of(server))
    with pytest.raises(Failed, match="cannot be reached") as raised:
        await briefings.check(settings)
    assert "_URL is right" in raised.value.advice
