"""Whatever is sent to whichever route, nothing answers with a server error.

Schemathesis makes the requests from the OpenAPI document: those that fit it and those that do
not, the same ones at every run.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from tests.support.api import ServedApi, served_api
from tests.support.pending import pending
from tests.support.waiting import PATIENCE_S
from warm_transfer.actions.users import create_user
from warm_transfer.api.error_handlers import MEDIA_TYPE
from warm_transfer.domain.actor import Role
from warm_transfer.services.tokens import TokenKind

MAX_EXAMPLES = 12  # for each route; with those that Schemathesis derives from the bounds some 60
DOCUMENT = Path(__file__).parents[3] / "frontend" / "openapi.json"

schema = schemathesis.openapi.from_path(DOCUMENT)


@dataclass(frozen=True, slots=True)
class Target:
    url: str
    agent: str
    caller: str
    worker: str

    def token_for(self, path: str) -> str:
        """Whoever gets furthest with this route."""
        if path.startswith("/api/worker"):
            return self.worker
        return self.caller if path.endswith(("/current", "/caller")) else self.agent


@pytest.fixture(scope="module")
def target(
    tmp_path_factory: pytest.TempPathFactory, with_livekit: dict[str, Any]
) -> Iterator[Target]:
    with in_a_thread(tmp_path_factory.mktemp("fuzz"), with_livekit) as found:
        yield found


@contextmanager
def in_a_thread(data_dir: Path, livekit: dict[str, Any]) -> Iterator[Target]:
    """Schemathesis blocks the thread it calls from, so the application needs one of its own."""
    ready, done = threading.Event(), threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    found: list[Target] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with served_api(data_dir, **livekit) as api:
            found.append(await credentials(api))
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        assert ready.wait(30), "the API has not started"
        yield found[0]
    finally:
        done.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), f"the API has not ended:\n{pending(loops[0])}"


async def credentials(api: ServedApi) -> Target:
    account = await create_user(api.ctx, "adam", name="Adam", role=Role.ADMIN)
    call = (await api.client().post("/api/calls", json={})).json()
    return Target(
        url=api.url,
        agent=api.ctx.tokens.issue(TokenKind.ACCESS, account.id, 3600),
        caller=call["caller_token"],
        worker=api.ctx.tokens.issue(TokenKind.WORKER, "worker", 3600),
    )


@schema.parametrize()
@settings(
    max_examples=MAX_EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_the_server_fail(target: Target, case: schemathesis.Case[Any]) -> None:
    token = target.token_for(case.operation.path)
    response = case.call(base_url=target.url, headers={"Authorization": f"Bearer {token}"})
    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400 and case.operation.path.startswith("/api"):
        assert response.headers["content-type"] == [MEDIA_TYPE]
        assert response.json()["code"]
