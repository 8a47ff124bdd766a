"""What LiveKit's native library logs stays out of Python."""

from __future__ import annotations

import pytest
from livekit.rtc import _ffi_client

from tests.integration.worker.conftest import Stage
from tests.support.voice import Voice


async def test_no_line_of_it_is_handed_over(
    stage: Stage, caller: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[int] = []
    monkeypatch.setattr(_ffi_client, "to_python_level", levels.append)  # asked for each line
    await caller.join(await stage.room("call-1", transcribe=False))
    assert levels == []
