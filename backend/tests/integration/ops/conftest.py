"""The whole product, started as its users start it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.support.processes import processes_of
from tests.support.product import RunningProduct


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[RunningProduct]:
    """Without transcription, which makes it light."""
    async with RunningProduct(tmp_path / "data", STT_PROVIDERS="none") as product:
        yield product


def up_of(product: RunningProduct) -> psutil.Process:
    """The process of `warm-transfer up` itself."""
    (up,) = (
        process for process in processes_of(product.data_dir) if "up" in process.cmdline()[1:3]
    )
    return up
