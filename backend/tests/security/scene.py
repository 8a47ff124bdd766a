"""One call, and everybody who might try something with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tests.support.api import ServedApi, SignedInAgent
from tests.support.event_stream import listening
from warm_transfer.api.cookies import CALLER_COOKIE
from warm_transfer.domain.actor import Role

ROLES = (
    "anonymous",
    "own caller",
    "foreign caller",
    "in the call",
    "target",
    "not in it",
    "supervisor",
    "admin",
    "worker",
)


@dataclass(slots=True)
class Cast:
    """The agents of one application; each scene has callers and a call of its own."""

    api: ServedApi
    in_the_call: SignedInAgent
    target: SignedInAgent
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    call_id: str
    transfer_id: str
    room_id: str
    clients: dict[str, httpx.AsyncClient]


@asynccontextmanager
async def assembled(api: ServedApi) -> AsyncIterator[Cast]:
    """Everybody signed in; the target's page is open, so that calls can be offered to them."""
    in_the_call, target = await api.agent("ana"), await api.agent("bea")
    cast = Cast(api, in_the_call, target)
    cast.clients = {
        "anonymous": api.client(),
        "in the call": in_the_call.client,
        "target": target.client,
        "not in it": (await api.agent("carl")).client,
        "supervisor": (await api.agent("sue", role=Role.SUPERVISOR)).client,
        "admin": (await api.agent("adam", role=Role.ADMIN)).client,
        "worker": api.worker(),
    }
    async with listening(f"{api.url}/api/events", target.client.cookies) as page:
        await page.next()
        yield cast


@asynccontextmanager
async def playing(cast: Cast, *, transfer_offered: bool) -> AsyncIterator[Scene]:
    """A call that agent and caller are in, offered to the target if so wished."""
    async with AsyncExitStack() as curtain:
        own, foreign = cast.api.client(), cast.api.client()
        call = await start_call(own)
        other = await start_call(foreign)
        curtain.push_async_callback(own.post, f"/api/calls/{call}/leave")
        curtain.push_async_callback(foreign.post, f"/api/calls/{other}/leave")
        joined = await cast.in_the_call.client.post(f"/api/calls/{call}/join")
        assert joined.status_code == 200, joined.text
        transfer, room_id = "none", "none"
        if transfer_offered:
            body = {"target": {"agent_id": cast.target.id}}
            offered = await cast.in_the_call.client.post(f"/api/calls/{call}/transfers", json=body)
            assert offered.status_code == 201, offered.text
            transfer, room_id = offered.json()["id"], offered.json()["room_id"]
        clients = {**cast.clients, "own caller": own, "foreign caller": foreign}
        yield Scene(call, transfer, room_id, clients)
        for client in cast.clients.values():
            if CALLER_COOKIE in client.cookies:  # they started a call as part of the scene
                client.cookies.delete(CALLER_COOKIE)


async def start_call(client: httpx.AsyncClient) -> str:
    """Start a call; the client then has both of its caller's credentials."""
    answer = await client.post("/api/calls", json={"name": "Ines"})
    assert answer.status_code == 201, answer.text
    token = answer.json()["caller_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    assert client.cookies[CALLER_COOKIE] == token
    return str(answer.json()["call"]["id"])
