"""The application over HTTP, with a real SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.api import Api, ServedApi, running_api, served_api


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with running_api(tmp_path) as api:
        yield api


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[ServedApi]:
    async with served_api(tmp_path) as api:
        yield api
