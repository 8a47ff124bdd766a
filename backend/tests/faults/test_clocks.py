"""The API's clock is wrong, by libfaketime. Those of browsers: `tests/e2e/faults`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.faults.plans import PLANS, play
from tests.faults.scene import NewScene
from tests.support.faults import fault
from tests.support.wrong_clock import WrongClockApi, find_libfaketime

# LiveKit takes tokens from a minute before they are valid until a minute after.
TOLERATED_S = (-90, -30, 30)  # behind by more, a token has less of its two minutes left
TOO_FAR_S = 90


@pytest.fixture
def library() -> Path:
    found = find_libfaketime()
    if found is None:
        pytest.skip("no libfaketime: neither the package for this machine nor the system's")
    return found


@fault(
    22,
    done="the API's clock is 90 s behind LiveKit's, 30 s behind, 30 s ahead",
    seen="a call and a transfer go as ever",
)
@pytest.mark.parametrize("ahead_s", TOLERATED_S)
async def test_a_transfer_by_a_wrong_clock(
    new_scene: NewScene, library: Path, ahead_s: int
) -> None:
    clock = partial(WrongClockApi, library=library, ahead_s=ahead_s)
    async with new_scene(kind=clock) as scene:
        await scene.begin()
        assert (await play(scene, PLANS["introduce"]))["outcome"] == "completed"
        await scene.caller_is_with(scene.bea)
        await scene.hang_up()
        assert scene.complaints == []


@fault(
    22,
    done="the API's clock is 90 s ahead of LiveKit's, which therefore refuses its tokens",
    seen="a new call is refused with 503, and /ready is too, both naming key and clock",
)
async def test_a_clock_that_livekit_refuses(new_scene: NewScene, library: Path) -> None:
    clock = partial(WrongClockApi, library=library, ahead_s=TOO_FAR_S)
    async with new_scene(kind=clock) as scene:
        await scene.api.start()
        client = scene.caller.client
        refused = await client.post("/api/calls", json={"name": "Ines"})
        assert (refused.status_code, refused.json()["code"]) == (503, "livekit_unavailable")
        assert "our clock" in refused.json()["detail"]
        ready = await client.get("/ready")
        assert ready.status_code == 503
        assert "our clock" in ready.json()["parts"]["livekit"]["detail"]
