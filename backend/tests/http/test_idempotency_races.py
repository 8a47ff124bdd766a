"""Requests with one key at the same moment, to two processes, have one effect."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api, running_api
from tests.support.faults import fault
from tests.support.keyed import calls, end_leases, replayed, with_key
from tests.support.waiting import PATIENCE_S
from warm_transfer.actions import idempotency
from warm_transfer.actions.idempotency import Claim, Command, claim, give_up, keep
from warm_transfer.errors import StillRunning

ROUNDS = 5
AT_ONCE = 6


def a_command(key: str) -> Command:
    return Command(key, None, "create_call", "POST", "/api/calls", b"{}")


@pytest.fixture
async def two(
    tmp_path: Path, with_livekit: dict[str, Any], database_url: str
) -> AsyncIterator[tuple[Api, Api]]:
    """Two applications that share a database, as two processes do."""
    shared = with_livekit | {"database_url": database_url}
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(running_api(tmp_path, **shared))
        other = await stack.enter_async_context(running_api(tmp_path, **shared))
        yield one, other


@fault(
    12,
    done="the same request and key come several times at once, to two API processes",
    seen="it is done once, and all get the same answer",
)
async def test_the_same_request_is_done_once_and_answered_the_same(
    two: tuple[Api, Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT_S", PATIENCE_S)
    for number in range(1, ROUNDS + 1):
        header = with_key()
        clients = [two[n % 2].client() for n in range(AT_ONCE)]
        answers = await asyncio.gather(
            *(client.post("/api/calls", json={}, headers=header) for client in clients)
        )
        assert Counter(answer.status_code for answer in answers) == {201: AT_ONCE}
        assert len({answer.content for answer in answers}) == 1
        assert Counter(map(replayed, answers)) == {False: 1, True: AT_ONCE - 1}
        assert await calls(two[0]) == number


async def test_different_requests_with_one_key_are_told_apart(two: tuple[Api, Api]) -> None:
    header = with_key()
    answers = await asyncio.gather(
        *(
            two[n % 2].client().post("/api/calls", json={"name": f"Ines {n}"}, headers=header)
            for n in range(AT_ONCE)
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: AT_ONCE - 1}
    assert await calls(two[0]) == 1


async def test_one_takes_over_what_another_left_behind(
    two: tuple[Api, Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT_S", 0)
    for number in range(ROUNDS):
        command = a_command(f"key {number}")
        await claim(two[0].ctx, command)
        await end_leases(two[0])
        found = await asyncio.gather(
            *(claim(two[n % 2].ctx, command) for n in range(AT_ONCE)), return_exceptions=True
        )
        assert Counter(map(type, found)) == {Claim: 1, StillRunning: AT_ONCE - 1}


async def test_an_attempt_that_outlived_its_lease_has_no_say_any_more(
    two: tuple[Api, Api],
) -> None:
    one, other = (api.ctx for api in two)
    command = a_command("some key")
    slow = await claim(one, command)
    await end_leases(two[0])
    next_one = await claim(other, command)
    assert isinstance(slow, Claim)
    assert isinstance(next_one, Claim)
    await give_up(one, slow)
    await keep(one, slow, b"the slow one's answer")
    await keep(other, next_one, b"the next one's answer")
    await keep(one, slow, b"the slow one's answer")
    await give_up(one, slow)
    assert await claim(one, command) == b"the next one's answer"
