"""Which answers are kept: what was done and what was refused, not what may go better next time."""

from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter

from tests.support.api import Api, SignedInAgent
from tests.support.keyed import keys, replayed, with_key
from warm_transfer import errors
from warm_transfer.api.deps import CurrentAgent
from warm_transfer.api.idempotency import CommandRoute


async def twice(api: Api, agent: SignedInAgent, first: Exception) -> httpx.Response:
    """The second answer of a command that fails so the first time, and never again."""
    router = APIRouter(route_class=CommandRoute)
    to_raise = [first]

    @router.post("/api/try")
    async def try_something(_agent: CurrentAgent) -> dict[str, bool]:
        if to_raise:
            raise to_raise.pop()
        return {"done": True}

    api.app.include_router(router)
    header = with_key()
    failed = await agent.client.post("/api/try", headers=header)
    assert failed.status_code >= 400
    assert not replayed(failed)
    again = await agent.client.post("/api/try", headers=header)
    assert replayed(again) is (again.content == failed.content)
    return again


@pytest.mark.parametrize(
    "error",
    [
        errors.LiveKitUnavailable("It is down."),
        errors.DatabaseUnavailable("It is down."),
        errors.RateLimited("Too many.", retry_after_s=1),
        errors.Unauthenticated("Sign in."),
        RuntimeError("a bug"),
    ],
)
async def test_what_may_go_better_is_run_again(api: Api, error: Exception) -> None:
    again = await twice(api, await api.agent("ana"), error)
    assert again.json() == {"done": True}


@pytest.mark.parametrize(
    "error",
    [
        errors.Conflict("It has moved on.", code="transfer_state", transfer={"id": "t1"}),
        errors.NotFound("There is none."),
        errors.Forbidden("Not you."),
        errors.InvalidInput("Not so."),
    ],
)
async def test_what_was_refused_stays_refused(api: Api, error: errors.WarmTransferError) -> None:
    again = await twice(api, await api.agent("ana"), error)
    assert again.json()["code"] == error.code
    assert again.json() | error.extra == again.json()
    assert again.headers["content-type"] == "application/problem+json"
    assert await keys(api) == 1
