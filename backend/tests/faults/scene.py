"""Ines calls, Ana takes the call, Bea is at her desk; their API is a process of its own.

All three are robots, which do by themselves what their pages would. What must never happen to the
caller is watched all the time.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any, Self

import httpx

from tests.support.deathbed import Deathbed
from tests.support.forked_api import ForkedApi
from tests.support.leg import Attention
from tests.support.livekit_server import LiveKitServer
from tests.support.robot import Json, Robot, RobotAgent, RobotCaller
from tests.support.waiting import PATIENCE_S, until
from warm_transfer.actions.call_rows import agent_identity

NewScene = Callable[..., "Scene"]

AGENTS = ("ana", "bea")
TONES_HZ = {"ines": 300, "ana": 400, "bea": 500}
NOTICEABLE_S = 1.0
ROOMS = (
    "SELECT room_name FROM calls UNION SELECT origin_room FROM transfers"
    " UNION SELECT destination_room FROM transfers"
)


class Scene:
    """`links` are what the agents sign in with."""

    def __init__(self, api: ForkedApi, links: dict[str, str], livekit: LiveKitServer) -> None:
        self.api = api
        self.livekit = livekit
        attention = self.attention = Attention()
        # Without the world's certificates, which take a while to load, and http: needs none.
        no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client = partial(
            httpx.AsyncClient, base_url=self.api.url, timeout=PATIENCE_S, verify=no_tls
        )
        self.caller = RobotCaller("ines", client(), TONES_HZ["ines"], attention)
        self.agents = {
            name: RobotAgent(name, client(), TONES_HZ[name], attention) for name in AGENTS
        }
        self.accompanied = False  # somebody is in the call who is not to leave the caller alone
        self.complaints: list[str] = []
        self._links = links
        self._watching = False
        self._alone_since: float | None = None

    @property
    def ana(self) -> RobotAgent:
        return self.agents["ana"]

    @property
    def bea(self) -> RobotAgent:
        return self.agents["bea"]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watching = False
        for person in (self.caller, *self.agents.values()):
            await person.stop()
        await self.api.kill()

    async def begin(self, deathbed: Deathbed | None = None) -> Self:
        """Ines and Ana talk; Bea can be rung."""
        await self.api.start(deathbed)
        for name, agent in self.agents.items():
            body = {"token": self._links[name], "seat": "agent"}
            signed_in = _ok(await agent.click("/auth/link", body))
            agent.client.headers["Authorization"] = f"Bearer {signed_in['access_token']}"
            agent.id = signed_in["agent"]["id"]
            agent.identity = agent_identity(agent.id)
            agent.start()
        await until(self._all_available, "the agents are available")
        answer = await self.caller.client.post("/api/calls", json={"name": "Ines"})
        started = _ok(answer)
        self.caller.client.headers["Authorization"] = f"Bearer {started['caller_token']}"
        self.caller.identity = started["connection"]["current"]["identity"]
        self.caller.start()
        for person in (self.caller, *self.agents.values()):
            person.changed = self._look
            await person.attend_to(started["call"]["id"])
        _ok(await self.ana.click(f"/calls/{self.ana.call_id}/join"))
        self.accompanied = True
        await until(self._everybody_talks, "caller and Ana are in their room")
        await self.caller_is_with(self.ana)
        self._watching = True
        return self

    async def sees(self, agent: RobotAgent, wanted: Callable[[Json], bool]) -> Json:
        """Wait until the latest transfer, as the agent's page has it, is as wanted."""

        async def probe() -> Json | None:
            return agent.transfer if agent.transfer and wanted(agent.transfer) else None

        return await until(probe, lambda: f"the transfer is as wanted; it is {agent.transfer}")

    async def ended(self, agent: RobotAgent) -> Json:
        """The latest transfer, once it has ended, as the agent's page has it."""
        return await self.sees(agent, lambda transfer: transfer["ended_at"] is not None)

    async def caller_sees(self, **wanted: Any) -> None:
        """Wait until the caller's page has these values."""

        async def probe() -> bool:
            return wanted.items() <= self.caller.call.items()

        await until(probe, lambda: f"the caller sees {wanted}; they see {self.caller.call}")

    async def caller_is_with(self, *agents: Robot) -> None:
        """The server says so, and all hear each other."""

        async def known() -> bool:
            here = {agent["id"] for agent in self.caller.call["agents"]}
            return here == {agent.id for agent in agents if isinstance(agent, RobotAgent)}

        names = [agent.name for agent in agents]
        await until(known, lambda: f"the caller is with {names}; they see {self.caller.call}")
        for agent in agents:
            await self.caller.hears(agent)
            await agent.hears(self.caller)

    async def caller_hears_ana(self) -> None:
        await self.caller.hears(self.ana)

    async def one_room_is_left(self) -> None:
        """The one where the call is: whatever else was made for it is closed."""

        async def left() -> bool:
            return len(await self.open_rooms()) == 1

        await until(left, "one room is left")

    async def open_rooms(self) -> set[str]:
        """The rooms made for this call that LiveKit has, with or without anybody in them."""
        return self._rooms() & set(await self.livekit.rooms.list_rooms())

    async def hang_up(self) -> None:
        """The caller goes; then nothing is left of the call."""
        self._watching = False
        self._note_alone()
        answer = await self.caller.ask("POST", f"/calls/{self.caller.call_id}/leave")
        assert answer.status_code == 204, answer.text
        await self.nothing_is_left()

    async def leaves_without_a_word(self, person: Robot) -> None:
        """As when a tab is closed, a device fails, a network is gone."""
        self._watching = self._watching and person is not self.caller
        await person.stop()

    async def nothing_is_left(self) -> None:
        """Nobody is connected to anything, and no room of the call is there."""
        left: list[str] = []

        async def nothing() -> bool:
            nonlocal left
            people = (self.caller, *self.agents.values())
            left = [f"{who.name} in {room_name}" for who in people for room_name in who.legs]
            left += await self.open_rooms()
            return not left

        await until(nothing, lambda: f"everything is closed; left are {left}")

    async def loses_the_answer(self, agent: RobotAgent, path: str, body: Json) -> None:
        """Send a command, and be gone when the answer comes."""
        host, port = agent.client.base_url.host, agent.client.base_url.port
        _, writer = await asyncio.open_connection(host, port)
        content = json.dumps(body)
        writer.write(
            f"POST /api{path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Authorization: {agent.client.headers['Authorization']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            f"{content}".encode()
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    def _rooms(self) -> set[str]:
        path = self.api.data_dir / "warm-transfer.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return {name for (name,) in database.execute(ROOMS)}

    async def _all_available(self) -> bool:
        agents = (await self.ana.ask("GET", "/agents")).json()
        return all(agent["presence"] == "available" for agent in agents)

    async def _everybody_talks(self) -> bool:
        return self.caller.front is not None and self.ana.front is not None

    def _look(self) -> None:
        """What must hold at each moment: the caller is in a room, and not alone for long."""
        if not self._watching:
            return
        if not any(leg.connected for leg in self.caller.legs.values()):
            self._complain("the caller was in no room")
        there = (agent.legs.get(self.caller.front or "") for agent in self.agents.values())
        if not any(leg is not None and leg.connected for leg in there) and self.accompanied:
            self._alone_since = self._alone_since or time.monotonic()
            return
        self._note_alone()
        self._alone_since = None

    def _note_alone(self) -> None:
        since = self._alone_since
        if since is not None and time.monotonic() - since > NOTICEABLE_S:
            self._complain("the caller was alone in a room")

    def _complain(self, words: str) -> None:
        if words not in self.complaints:
            self.complaints.append(words)


def _ok(answer: httpx.Response) -> Json:
    assert answer.is_success, answer.text
    return dict(answer.json()) if answer.content else {}
