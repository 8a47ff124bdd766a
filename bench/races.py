"""Races commands that exclude each other: exactly one may win, whichever API process takes it.

    make bench-races

Two API processes share one database, and each of two commands goes to another of them at the same
moment. Prints for each kind of race how often exactly one won, and ends with an error unless it
always did.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
from livekit import rtc

from tests.support.event_stream import listening
from tests.support.ports import free_tcp_ports
from tests.support.product import RunningProduct
from tests.support.waiting import until

RESULTS = Path(__file__).parent / "results" / "races.json"
ROUNDS = 1000
ROUNDS_OF_A_CALL = 40  # no call has a thousand transfers to be told of with each answer
WON, LOST = range(200, 300), (404, 409)  # 404: a room ID that is used up is none any more

Json = dict[str, Any]


@dataclass(slots=True)
class Agent:
    """Signed in once, and known to both processes."""

    id: str
    clients: list[httpx.AsyncClient]

    async def post(self, path: str, body: Json | None = None, *, process: int = 0) -> Json:
        answer = await self.clients[process].post(f"/api{path}", json=body)
        if not answer.is_success:
            raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else {}


@dataclass(slots=True)
class Tally:
    """How many races of one kind had so many winners."""

    rounds: int = 0
    one_winner: int = 0
    first_won: int = 0
    others: list[list[int]] = field(default_factory=list)

    def add(self, statuses: list[int]) -> None:
        self.rounds += 1
        won = [status in WON for status in statuses]
        if sum(won) == 1 and all(s in LOST for s, w in zip(statuses, won, strict=True) if not w):
            self.one_winner += 1
            self.first_won += won[0]
        else:
            self.others.append(statuses)


@dataclass(slots=True)
class Arena:
    ana: Agent
    bea: Agent
    cem: Agent
    call_id: str

    async def offer(self, target: Json) -> Json:
        return await self.ana.post(f"/calls/{self.call_id}/transfers", {"target": target})

    async def at_once(self, *commands: tuple[Agent, str, Json | None]) -> list[int]:
        """Each at a process of its own; which begins is left to chance."""
        statuses = [0] * len(commands)

        async def send(index: int, process: int) -> None:
            agent, path, body = commands[index]
            answer = await agent.clients[process].post(f"/api{path}", json=body)
            statuses[index] = answer.status_code

        order = list(enumerate(random.sample(range(2), 2)))
        random.shuffle(order)
        await asyncio.gather(*(send(index, process) for index, process in order))
        return statuses

    async def tidy(self) -> None:
        """Take back whatever the race has left, so that the next one begins alike."""
        for transfer in (await self.ana.clients[0].get("/api/transfers")).json():
            await self.ana.clients[0].post(f"/api/transfers/{transfer['id']}/cancel")

        async def at_rest() -> bool:
            if (await self.ana.clients[0].get("/api/transfers")).json():
                return False
            agents = (await self.ana.clients[0].get("/api/agents")).json()
            here = {self.bea.id, self.cem.id}
            return all(a["presence"] == "available" for a in agents if a["id"] in here)

        await until(at_rest, "everything is as before the race")


async def accept_against_cancel(arena: Arena) -> list[int]:
    offered = await arena.offer({"agent_id": arena.bea.id})
    path, as_seen = f"/transfers/{offered['id']}", {"version": offered["version"]}
    return await arena.at_once(
        (arena.bea, f"{path}/accept", as_seen), (arena.ana, f"{path}/cancel", as_seen)
    )


async def two_accepts(arena: Arena) -> list[int]:
    offered = await arena.offer({"any_of": [arena.bea.id, arena.cem.id]})
    path = f"/transfers/{offered['id']}/accept"
    return await arena.at_once((arena.bea, path, None), (arena.cem, path, None))


async def two_transfers(arena: Arena) -> list[int]:
    path = f"/calls/{arena.call_id}/transfers"
    return await arena.at_once(
        (arena.ana, path, {"target": {"agent_id": arena.bea.id}}),
        (arena.ana, path, {"target": {"agent_id": arena.cem.id}}),
    )


async def accept_against_decline(arena: Arena) -> list[int]:
    offered = await arena.offer({"agent_id": arena.bea.id})
    path = f"/transfers/{offered['id']}"
    return await arena.at_once(
        (arena.bea, f"{path}/accept", None), (arena.bea, f"{path}/decline", {})
    )


async def two_enter_one_room_id(arena: Arena) -> list[int]:
    offered = await arena.offer({"open": True})
    path = f"/rooms/{offered['room_id']}/join"
    return await arena.at_once((arena.bea, path, None), (arena.cem, path, None))


RACES: dict[str, Callable[[Arena], Awaitable[list[int]]]] = {
    "accept against cancel": accept_against_cancel,
    "two accept": two_accepts,
    "two transfers of one call": two_transfers,
    "accept against decline": accept_against_decline,
    "two enter one room ID": two_enter_one_room_id,
}


@asynccontextmanager
async def second_api(product: RunningProduct) -> AsyncIterator[str]:
    """Another API process on the same database and LiveKit server; gives its address."""
    (port,) = free_tcp_ports(1)
    livekit = f"ws://127.0.0.1:{product.settings['LIVEKIT_PORT']}"
    secrets = json.loads((product.data_dir / "secrets.json").read_text())
    environment = {
        **os.environ,
        **product.settings,
        "PORT": str(port),
        "LIVEKIT_WS_URL": livekit,
        "LIVEKIT_API_KEY": secrets["livekit_api_key"],
        "LIVEKIT_API_SECRET": secrets["livekit_api_secret"],
    }
    command = (sys.executable, "-m", "warm_transfer.cli", "api")
    with (product.data_dir / "second-api.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, cwd=product.data_dir, stdout=log, stderr=log
        )
        url = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient() as client:

                async def answers() -> bool:
                    try:
                        return (await client.get(f"{url}/health")).is_success
                    except httpx.TransportError:
                        return False

                await until(answers, "the second API process answers")
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def sign_in(
    stack: AsyncExitStack, product: RunningProduct, urls: list[str], name: str
) -> Agent:
    await product.run("users", "add", name, "--name", name.title())
    token = (await product.sign_in_link(name)).partition("#sign-in=")[2]
    clients = [
        await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30)) for url in urls
    ]
    signed_in = await clients[0].post("/api/auth/link", json={"token": token, "seat": "agent"})
    session = signed_in.raise_for_status().json()
    for client in clients:
        client.headers["Authorization"] = f"Bearer {session['access_token']}"
    await stack.enter_async_context(_at_a_page(urls[0], clients[0].cookies))
    return Agent(session["agent"]["id"], clients)


@asynccontextmanager
async def _at_a_page(url: str, cookies: httpx.Cookies) -> AsyncIterator[None]:
    """Or nothing could be offered to them. It reads what comes: who does not is disconnected."""
    async with listening(f"{url}/api/events?seat=agent", cookies) as stream:
        await stream.next()

        async def read() -> None:
            while True:
                await stream.next()

        reading = asyncio.create_task(read())
        try:
            yield
        finally:
            reading.cancel()
            await asyncio.wait([reading])


@asynccontextmanager
async def in_room(place: Json) -> AsyncIterator[None]:
    """Whoever stays away is taken for gone, and a room with nobody in it is closed."""
    room = rtc.Room()
    await room.connect(place["url"], place["token"])
    try:
        yield
    finally:
        await room.disconnect()


@asynccontextmanager
async def call_with(agent: Agent, url: str) -> AsyncIterator[str]:
    """A call's ID; the caller hangs up in the end."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as caller:
        started = (await caller.post("/api/calls", json={"name": "Ines"})).json()
        caller.headers["Authorization"] = f"Bearer {started['caller_token']}"
        call_id = str(started["call"]["id"])
        async with in_room(started["connection"]["current"]):
            joined = await agent.post(f"/calls/{call_id}/join")
            async with in_room(joined["connection"]["current"]):
                yield call_id
                (await caller.post(f"/api/calls/{call_id}/leave")).raise_for_status()


async def race(rounds: int) -> dict[str, Tally]:
    tallies = {kind: Tally() for kind in RACES}
    with tempfile.TemporaryDirectory(prefix="wt-bench-") as temporary:
        directory = Path(temporary) / "data"
        product = RunningProduct(
            directory,
            STT_PROVIDERS="none",
            CALLER_AWAY_TIMEOUT_S="600",
            AGENT_AWAY_TIMEOUT_S="600",
            ACCESS_TOKEN_TTL_S="3600",  # noqa: S106 - seconds, not a secret
        )
        async with product, second_api(product) as other, AsyncExitStack() as stack:
            urls = [product.base_url, other]
            ana, bea, cem = [
                await sign_in(stack, product, urls, name) for name in ("dora", "eva", "finn")
            ]
            for number in range(0, rounds, ROUNDS_OF_A_CALL):
                async with call_with(ana, product.base_url) as call_id:
                    arena = Arena(ana, bea, cem, call_id)
                    for kind in islice(cycle(RACES), min(ROUNDS_OF_A_CALL, rounds - number)):
                        tallies[kind].add(await RACES[kind](arena))
                        await arena.tidy()
                done = sum(tally.rounds for tally in tallies.values())
                sys.stderr.write(f"{done} of {rounds}\n")
    return tallies


def as_table(tallies: dict[str, Tally], took_s: float) -> str:
    lines = [f"{'race':<28} {'rounds':>7} {'exactly one won':>16} {'the first named won':>20}"]
    for kind, tally in tallies.items():
        lines.append(f"{kind:<28} {tally.rounds:>7} {tally.one_winner:>16} {tally.first_won:>20}")
    rounds = sum(tally.rounds for tally in tallies.values())
    won = sum(tally.one_winner for tally in tallies.values())
    lines.append(
        f"{won} of {rounds} had exactly one winner (ratio {won / rounds:.4f}), in {took_s:.0f} s"
    )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Race commands that exclude each other.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds: int = parser.parse_args().rounds
    began_s = time.monotonic()
    tallies = asyncio.run(race(rounds))
    sys.stdout.write(f"{as_table(tallies, time.monotonic() - began_s)}\n")
    odd = {kind: tally.others for kind, tally in tallies.items() if tally.others}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        kind: {"rounds": t.rounds, "one_winner": t.one_winner} for kind, t in tallies.items()
    }
    RESULTS.write_text(
        json.dumps({"rounds": rounds, "races": figures, "odd": odd}, indent=2) + "\n"
    )
    if odd:
        sys.stderr.write(f"answers of races without exactly one winner: {odd}\n")
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
