"""A whole call center without browsers: callers and agents who talk to the API and to LiveKit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from tests.support.api import Api, running_api
from tests.support.livekit_server import LiveKitServer
from tests.support.participant import Json, Participant
from tests.support.waiting import until
from warm_transfer.actions.agents import sweep_presence
from warm_transfer.actions.context import Context
from warm_transfer.db.models import Event, Transfer
from warm_transfer.domain.actor import Role
from warm_transfer.services.livekit.rooms import RoomMetadata


class Agent(Participant):
    id: str
    name: str

    async def join(self, call_id: str) -> Json:
        """Join the call and connect to its room."""
        joined = await self.post(f"/calls/{call_id}/join")
        self.call_id = call_id
        await self.connect(joined["connection"]["current"])
        return joined

    async def offer(
        self, *targets: Agent, mode: str = "introduce", in_order: bool | None = None
    ) -> Json:
        """Offer one's call to an agent, or to whoever has the room ID; `in_order`: to several."""
        wish: Json = {"agent_id": targets[0].id} if targets else {"open": True}
        if in_order is not None:
            wish = {"any_of": [target.id for target in targets], "in_order": in_order}
        return await self.offer_to(wish, mode=mode)

    async def offer_to(self, wish: Json, *, mode: str = "introduce", expect: int = 201) -> Json:
        """As `offer`, with the target as the API takes it."""
        body = {"target": wish, "mode": mode, "briefing": "Wants a refund."}
        return await self.post(f"/calls/{self.call_id}/transfers", body, expect=expect)

    async def step(self, transfer: Json, verb: str, *, expect: int = 200) -> Json:
        """Such as "cancel" or "bring-in"; gives the transfer as it is then."""
        return await self.post(f"/transfers/{transfer['id']}/{verb}", expect=expect)

    async def open_transfers(self) -> list[Json]:
        answer = await self.client.get("/api/transfers")
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    async def accept(self, transfer: Json) -> Json:
        return await self._enter(await self.post(f"/transfers/{transfer['id']}/accept"))

    async def enter_room_id(self, room_id: str) -> Json:
        return await self._enter(await self.post(f"/rooms/{room_id}/join"))

    async def _enter(self, joined: Json) -> Json:
        self.call_id = joined["call"]["id"]
        await self.connect(joined["connection"]["current"])
        return joined


class CallCenter:
    """The application on `data_dir`, and the people who use it."""

    def __init__(self, data_dir: Path, livekit: LiveKitServer, settings: dict[str, Any]) -> None:
        self.livekit = livekit
        self.api: Api
        self._data_dir = data_dir
        self._settings = settings
        self._running = AsyncExitStack()
        self._people: list[Participant] = []
        self._others_rooms: set[str] = set()

    @property
    def ctx(self) -> Context:
        return self.api.ctx

    async def __aenter__(self) -> Self:
        self._others_rooms = set(await self.livekit.rooms.list_rooms())
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for person in self._people:
            await person.close()
        await self.stop()

    async def start(self) -> None:
        """Start the application; everybody's page finds it again."""
        running = running_api(self._data_dir, **self._settings)
        self.api = await self._running.enter_async_context(running)
        for person in self._people:
            scheme, token = person.client.headers["Authorization"].split()
            assert scheme == "Bearer"
            person.client = self.api.client(token=token)
            if isinstance(person, Agent):
                await self._open_page(person)

    async def stop(self) -> None:
        """Stop the application. The people stay connected to LiveKit."""
        await self._running.aclose()

    async def agent(
        self, username: str, *, role: Role = Role.AGENT, team: str | None = None
    ) -> Agent:
        """A new agent whose page is open, so that calls can be offered to them."""
        signed_in = await self.api.agent(username, role=role, team=team)
        agent = Agent(signed_in.client)
        agent.id, agent.name = signed_in.id, username.title()
        self._people.append(agent)
        await self._open_page(agent)
        return agent

    async def caller(self, name: str = "Ines", *, connected: bool = True) -> Participant:
        """A new caller in the queue."""
        client = self.api.client()
        answer = await client.post("/api/calls", json={"name": name, "topic": "An invoice"})
        assert answer.status_code == 201, answer.text
        started = answer.json()
        client.headers["Authorization"] = f"Bearer {started['caller_token']}"
        caller = Participant(client, started["call"]["id"])
        self._people.append(caller)
        if connected:
            await caller.connect(started["connection"]["current"])
        return caller

    async def call_with(self, *agents: Agent) -> Participant:
        """A caller whom these agents are with, as LiveKit has reported."""
        caller = await self.caller()
        for agent in agents:
            await agent.join(caller.call_id)
        await self.caller_sees(caller, lambda call: len(call["agents"]) == len(agents))
        return caller

    async def caller_sees(self, caller: Participant, wanted: Callable[[Json], bool]) -> Json:
        return await self._sees(caller, f"/calls/{caller.call_id}/caller", wanted)

    async def agent_sees(self, agent: Agent, call_id: str, wanted: Callable[[Json], bool]) -> Json:
        return await self._sees(agent, f"/calls/{call_id}", wanted)

    async def transfer_is(self, agent: Agent, transfer: Json, state: str) -> Json:
        path = f"/transfers/{transfer['id']}"
        return await self._sees(agent, path, lambda seen: bool(seen["state"] == state))

    async def transfer_sees(
        self, agent: Agent, transfer: Json, wanted: Callable[[Json], bool]
    ) -> Json:
        return await self._sees(agent, f"/transfers/{transfer['id']}", wanted)

    async def open_rooms(self) -> set[str]:
        """The rooms that LiveKit has and that were not there before."""
        return set(await self.livekit.rooms.list_rooms()) - self._others_rooms

    async def orders(self, room_name: str) -> RoomMetadata:
        """What the room's call worker is told to do."""
        told = (await self.ctx.rooms.list_rooms())[room_name]
        assert told is not None
        return told

    async def make_overdue(self, transfer: Json) -> None:
        """Let the time of the transfer's state be up."""
        async with self.ctx.db.unit_of_work() as uow:
            row = await uow.session.get_one(Transfer, transfer["id"])
            row.deadline_at = uow.now

    async def events(self, after: int = 0) -> list[Event]:
        async with self.ctx.db.read() as session:
            rows = select(Event).where(Event.id > after).order_by(Event.id)
            return list(await session.scalars(rows))

    async def _open_page(self, agent: Agent) -> None:
        self._running.enter_context(self.api.app.state.open_streams.holding(agent.id))
        await sweep_presence(self.ctx, [agent.id])

    async def _sees(self, who: Participant, path: str, wanted: Callable[[Json], bool]) -> Json:
        seen: Json = {}

        async def probe() -> Json | None:
            nonlocal seen
            seen = await who.get(path)
            return seen if wanted(seen) else None

        return await until(probe, lambda: f"{path} became as wanted; it is {seen}", timeout_s=30)


async def move(caller: Participant, *agents: Agent) -> None:
    """Bring the caller and these agents to the destination, as their pages do."""
    transfer_id = ""
    for mover in (caller, *agents):
        destination = (await mover.connection())["destination"]
        if destination is not None:  # the target is there already
            transfer_id = destination["transfer_id"]
            await mover.connect(destination)
    for mover in (caller, *agents):
        await report_moved(mover, transfer_id)


async def begin_consult(center: CallCenter, initiator: Agent, target: Agent) -> Json:
    """Offer, accept, and bring both agents to the destination, as their pages do."""
    offered = await initiator.offer(target, mode="consult")
    await target.accept(offered)
    await initiator.connect((await initiator.connection())["destination"])
    for agent in (initiator, target):
        await report_moved(agent, offered["id"])
    return await center.transfer_is(initiator, offered, "consulting")


async def report_moved(mover: Participant, transfer_id: str) -> None:
    """Report until LiveKit agrees, as pages do."""

    async def probe() -> bool:
        answer = await mover.client.post(f"/api/transfers/{transfer_id}/moved")
        if answer.status_code == 409 and answer.json()["code"] == "not_in_destination":
            return False
        assert answer.status_code == 204, answer.text
        return True

    await until(probe, "LiveKit reports the mover in the destination", timeout_s=10)
