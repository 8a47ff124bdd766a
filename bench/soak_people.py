"""Callers and agents for the soak: robots that follow their calls, drop out, and come back."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.leg import Attention
from tests.support.product import RunningProduct
from tests.support.robot import Robot, RobotAgent, RobotCaller
from tests.support.waiting import until
from warm_transfer.actions.call_rows import agent_identity

SETTLES_WITHIN_S = 90.0  # of whatever was done to it, a killed LiveKit server among it
POLL_S = 0.5

Json = dict[str, Any]


@dataclass(slots=True)
class Tally:
    calls: int = 0
    transfers: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    dropped: int = 0
    stranded: list[str] = field(default_factory=list)

    def ended(self, outcome: str) -> None:
        self.transfers += 1
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


class Agent:
    """Signed in once; their page is closed and opened again, as pages are."""

    def __init__(self, name: str, tone_hz: int, attention: Attention) -> None:
        self.name = name
        self._tone_hz = tone_hz
        self._attention = attention
        self.robot: RobotAgent

    async def sign_in(self, product: RunningProduct) -> None:
        await product.run("users", "add", self.name, "--name", self.name.title())
        token = (await product.sign_in_link(self.name)).partition("#sign-in=")[2]
        client = httpx.AsyncClient(base_url=product.base_url, timeout=30)
        answer = await client.post("/api/auth/link", json={"token": token, "seat": "agent"})
        session = answer.raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {session['access_token']}"
        self._open_page(client, session["agent"]["id"])

    async def reload(self, after_s: float = 0.0) -> None:
        """Go without a word, and come back with the same sign-in."""
        old = self.robot
        headers, cookies, url = old.client.headers, old.client.cookies, old.client.base_url
        await old.stop()
        await asyncio.sleep(after_s)
        client = httpx.AsyncClient(base_url=url, headers=headers, cookies=cookies, timeout=30)
        self._open_page(client, old.id)
        await self.robot.attend_to(old.call_id)

    def _open_page(self, client: httpx.AsyncClient, agent_id: str) -> None:
        self.robot = RobotAgent(self.name, client, self._tone_hz, self._attention)
        self.robot.id, self.robot.identity = agent_id, agent_identity(agent_id)
        self.robot.start()

    async def command(self, path: str, body: Json | None = None) -> httpx.Response:
        """Until the API answers; what it refuses is for whoever asked."""
        return await self.robot.ask("POST", path, body)


class Desk:
    """The agents, of whom each is in one call at a time."""

    def __init__(self, size: int) -> None:
        self.attention = Attention()
        self.agents = [
            Agent(f"soak{number}", 400 + 50 * number, self.attention) for number in range(size)
        ]
        self._free: asyncio.Queue[Agent] = asyncio.Queue()

    async def open(self, product: RunningProduct) -> None:
        for agent in self.agents:
            await agent.sign_in(product)
            self._free.put_nowait(agent)

    async def close(self) -> None:
        for agent in self.agents:
            await agent.robot.stop()

    async def take(self) -> Agent:
        """One who can be offered a call."""
        agent = await self._free.get()
        await until(lambda: self._is_available(agent), f"{agent.name} is available", timeout_s=120)
        return agent

    async def give_back(self, agent: Agent) -> None:
        await agent.robot.attend_to("")
        self._free.put_nowait(agent)

    async def _is_available(self, agent: Agent) -> bool:
        found = (await agent.robot.ask("GET", "/agents")).json()
        return any(a["id"] == agent.robot.id and a["presence"] == "available" for a in found)


class Line:
    """One call after the other, each handed on a few times, with whatever may go wrong."""

    def __init__(self, product: RunningProduct, desk: Desk, tally: Tally, rng: random.Random):
        self._product = product
        self._desk = desk
        self._tally = tally
        self._rng = rng
        self._caller: RobotCaller
        self._in_call: list[Agent] = []

    async def run_until(self, deadline: asyncio.Event) -> None:
        while not deadline.is_set():
            await self._one_call()

    async def _one_call(self) -> None:
        async with AsyncExitStack() as stack:
            await self._begin(stack)
            for _ in range(self._rng.randint(1, 3)):
                if not await self._settled("before a transfer"):
                    break
                if not self._in_call:
                    await self._join()
                await self._transfer()
            await self._settled("at the end")
            await self._caller.ask("POST", f"/calls/{self._caller.call_id}/leave")
        self._tally.calls += 1

    async def _begin(self, stack: AsyncExitStack) -> None:
        client = httpx.AsyncClient(base_url=self._product.base_url, timeout=30)
        self._caller = RobotCaller("Ines", client, 300, self._desk.attention)
        stack.push_async_callback(self._leave_everything)
        started: Json = {}
        while not started:
            answer = await self._caller.ask("POST", "/calls", {"name": "Ines"})
            started = answer.json() if answer.is_success else {}
        client.headers["Authorization"] = f"Bearer {started['caller_token']}"
        self._caller.identity = started["connection"]["current"]["identity"]
        self._caller.start()
        await self._caller.attend_to(started["call"]["id"])
        await self._join()

    async def _join(self) -> None:
        agent = await self._desk.take()
        await agent.robot.attend_to(self._caller.call_id)
        self._in_call.append(agent)
        await agent.command(f"/calls/{self._caller.call_id}/join")

    async def _leave_everything(self) -> None:
        for agent in self._in_call:
            await agent.command(f"/calls/{self._caller.call_id}/leave")
            await self._desk.give_back(agent)
        self._in_call.clear()
        await self._caller.stop()

    async def _transfer(self) -> None:
        """Offer the call to one more agent; what comes of it is left to chance."""
        here, other = self._in_call[0], await self._desk.take()
        await other.robot.attend_to(self._caller.call_id)
        mode = self._rng.choice(("introduce", "consult", "direct"))
        body = {"target": {"agent_id": other.robot.id}, "mode": mode, "briefing": "Wants a refund."}
        answer = await here.command(f"/calls/{self._caller.call_id}/transfers", body)
        if not answer.is_success:  # they have dropped out meanwhile, say
            await self._desk.give_back(other)
            return
        self._in_call.append(other)
        path = f"/transfers/{answer.json()['id']}"
        await self._answer(path, here, other, mode)
        await self._over(path, here)
        await self._see_who_is_left()

    async def _answer(self, path: str, here: Agent, other: Agent, mode: str) -> None:
        match self._rng.choice(
            ("accept",) * 5 + ("decline", "cancel", "ignore", "drop", "hang up")
        ):
            case "decline":
                await other.command(f"{path}/decline", {})
            case "cancel":
                await other.command(f"{path}/accept")
                await here.command(f"{path}/cancel")
            case "ignore":
                pass
            case "drop":
                await other.command(f"{path}/accept")
                self._tally.dropped += 1
                await self._rng.choice((here, other)).reload(after_s=self._rng.choice((0, 2, 8)))
            case "hang up":
                await other.command(f"{path}/accept")
                await self._caller.ask("POST", f"/calls/{self._caller.call_id}/leave")
            case _:
                await other.command(f"{path}/accept")
                if mode == "consult":
                    await self._consult(path, here)

    async def _consult(self, path: str, here: Agent) -> None:
        for step in ("return", "consult"):
            await asyncio.sleep(self._rng.uniform(0.5, 2))
            await here.command(f"{path}/{step}")
        await asyncio.sleep(self._rng.uniform(0.5, 2))
        await here.command(f"{path}/{self._rng.choice(('bring-in', 'hand-over'))}")

    async def _over(self, path: str, here: Agent) -> None:
        """Whoever handed the call over leaves once it was introduced."""
        transfer: Json = {}

        async def ended() -> bool:
            nonlocal transfer
            answer = await here.robot.ask("GET", path)
            transfer = answer.json() if answer.is_success else {"state": "gone", "ended_at": "now"}
            if transfer["state"] == "introducing":
                await here.command(f"/calls/{self._caller.call_id}/leave")
            elif transfer["state"] in ("consulting", "consult_paused"):
                await here.command(f"{path}/hand-over")  # whatever has kept it from going on
            return transfer["ended_at"] is not None

        words = lambda: f"a transfer that has not ended: {transfer}"  # noqa: E731
        await self._unless_stranded(until(ended, words, timeout_s=SETTLES_WITHIN_S, poll_s=POLL_S))
        self._tally.ended(transfer["state"])

    async def _see_who_is_left(self) -> None:
        call = (await self._in_call[0].robot.ask("GET", f"/calls/{self._caller.call_id}")).json()
        here = {p["agent_id"] for p in call["participants"] if p["state"] != "left"}
        for agent in list(self._in_call):
            if agent.robot.id not in here:
                self._in_call.remove(agent)
                await self._desk.give_back(agent)

    async def _settled(self, when: str) -> bool:
        """The caller and an agent hear each other, or the caller is told that they wait.

        False when the call is over.
        """
        status = ""

        async def well() -> bool:
            nonlocal status
            answer = await self._caller.ask("GET", f"/calls/{self._caller.call_id}/caller")
            status = answer.json()["status"] if answer.is_success else "ended"
            if status in ("waiting", "on_hold"):
                await self._see_who_is_left()
                return not self._in_call
            return status == "ended" or await self._hears_somebody()

        words = lambda: f"a caller who hears nobody {when}: {status}"  # noqa: E731
        await self._unless_stranded(until(well, words, timeout_s=SETTLES_WITHIN_S, poll_s=POLL_S))
        return status != "ended"

    async def _hears_somebody(self) -> bool:
        for agent in self._in_call:
            with suppress(AssertionError, KeyError):
                await _hear_each_other(self._caller, agent.robot)
                return True
        return False

    async def _unless_stranded(self, waiting: Any) -> None:
        try:
            await waiting
        except AssertionError as error:
            self._tally.stranded.append(str(error))


async def _hear_each_other(one: Robot, other: Robot) -> None:
    await one.hears(other, timeout_s=5)
    await other.hears(one, timeout_s=5)
