"""Each writer that asks a service, with a server that speaks the service's protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import settings_for
from tests.support.chat_completions import COMPATIBLE, GROQ, OPENAI, ChatCompletions, Dialect
from warm_transfer.bootstrap import build_language_models
from warm_transfer.services.briefing.base import BriefingWriter
from warm_transfer.services.briefing.failover import FailoverWriter
from warm_transfer.services.briefing.metering import Usage

TIMEOUT_S = 1.0  # the least there may be; a request that hangs takes as long


@dataclass
class Counted:
    """A meter that remembers."""

    outcomes: list[tuple[str, str]] = field(default_factory=list)
    usage: list[tuple[str, Usage]] = field(default_factory=list)
    open: dict[str, bool] = field(default_factory=dict)

    def request(self, writer: str, outcome: str, seconds: float) -> None:
        self.outcomes.append((writer, outcome))

    def used(self, writer: str, usage: Usage) -> None:
        self.usage.append((writer, usage))

    def breaker(self, writer: str, *, is_open: bool) -> None:
        self.open[writer] = is_open


@dataclass
class Rig:
    server: ChatCompletions
    writer: BriefingWriter
    meter: Counted


def settings_of(server: ChatCompletions, key: str | None = None) -> dict[str, Any]:
    """The settings that lead to it."""
    key = key or server.dialect.key
    match server.dialect.name:
        case "groq":
            return {"groq_api_key": key, "briefing_groq_url": server.url}
        case "openai":
            return {"openai_api_key": key, "briefing_openai_url": server.url}
        case _:
            model = server.dialect.model
            return {
                "briefing_base_url": server.url,
                "briefing_model": model,
                "briefing_api_key": key,
            }


@asynccontextmanager
async def rig_for(dialect: Dialect, data_dir: Path, **changed: Any) -> AsyncIterator[Rig]:
    async with ChatCompletions(dialect) as server:
        settings = settings_for(
            data_dir, **({"briefing_timeout_s": TIMEOUT_S} | settings_of(server) | changed)
        )
        meter = Counted()
        (writer,) = build_language_models(settings, meter)
        yield Rig(server, writer, meter)
        await FailoverWriter([writer], meter=meter).close()


@pytest.fixture(params=[GROQ, OPENAI, COMPATIBLE], ids=lambda dialect: dialect.name)
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_for(request.param, tmp_path) as rig:
        yield rig
