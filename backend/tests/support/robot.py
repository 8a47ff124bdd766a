"""People without a browser who follow their call as our pages do, and keep trying as they do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
from livekit import rtc

from tests.support.event_stream import listening
from tests.support.leg import Leg

Json = dict[str, Any]

AGAIN_S = 0.2  # between tries at an API that is away
MOVE_TIMEOUT_S = 12.0  # as the pages have it
# Where a transfer has no move under way, one belongs where the call is.
UNDER_WAY = ("offered", "consulting", "consult_paused", "moving")


class Robot:
    """Hears of the call by its event stream and by data messages, and moves make-before-break.

    `front` is the room whose sound is played to this person. `hesitates`: does not go anywhere.
    """

    def __init__(self, name: str, client: httpx.AsyncClient, tone_hz: int) -> None:
        self.name = name
        self.client = client
        self.tone_hz = tone_hz
        self.call_id = ""
        self.identity = ""
        self.legs: dict[str, Leg] = {}
        self.front: str | None = None
        self.hesitates = False
        self.reports_after: Robot | None = None
        self.confirmed: set[str] = set()  # transfers in which the server knows that we have moved
        self.changed: Callable[[], None] = lambda: None
        self._news = asyncio.Event()
        self._nudge: Json = {}
        self._running: list[asyncio.Task[None]] = []
        self._closing: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Open the page."""
        self._running = [asyncio.create_task(work()) for work in (self._listen, self._follow)]

    async def stop(self) -> None:
        """Close it."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self.front = None
        for room_name in list(self.legs):
            self._leave(room_name)
        await asyncio.gather(*self._closing)
        await self.client.aclose()

    async def ask(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        """The answer, as soon as the API gives one."""
        while True:
            with suppress(httpx.TransportError):
                answer = await self.client.request(method, f"/api{path}", json=body)
                if answer.status_code < 500:
                    return answer
            await asyncio.sleep(AGAIN_S)

    async def call(self) -> Json:
        """The call as this person sees it."""
        answer = await self.ask("GET", self._call_path())
        return dict(answer.json()) if answer.is_success else {}

    async def hears(self, other: Robot, *, timeout_s: float = 30) -> None:
        """Wait until the other's sound arrives where this person listens."""
        assert self.front is not None, f"{self.name} is nowhere"
        await self.legs[self.front].hears(other.identity, timeout_s=timeout_s)

    # What a kind of person has of their own.

    def _call_path(self) -> str:
        raise NotImplementedError

    def _stream_path(self) -> str:
        raise NotImplementedError

    def _transfer_in(self, call: Json) -> Json | None:
        """The latest transfer that this person is told of: its id, state and version."""
        raise NotImplementedError

    async def _prepare_for(self, transfer: Json) -> None:
        """It is offered, to this person perhaps."""

    # Following.

    async def _listen(self) -> None:
        url = f"{self.client.base_url}{self._stream_path()}"
        while True:
            with suppress(httpx.HTTPError, AssertionError, TimeoutError):
                async with listening(url, self.client.cookies) as stream:
                    while True:
                        await stream.next()
                        self._news.set()
            await asyncio.sleep(AGAIN_S)

    async def _follow(self) -> None:
        """Act on the latest news, and drop what was being done on older ones."""
        known: Any = None
        doing: asyncio.Task[None] | None = None
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                now = await self._look()
                if now == known and not self._has_lost_one():
                    continue
                known = now
                if doing is not None:
                    doing.cancel()
                    await asyncio.wait([doing])
                doing = asyncio.create_task(self._act(now[1]))
        finally:
            if doing is not None:
                doing.cancel()
                await asyncio.wait([doing])

    async def _look(self) -> tuple[Any, Json | None]:
        if not self.call_id:
            return None, None
        call = await self.call()
        transfer = self._transfer_in(call)
        if self._nudge and self._nudge["version"] > (transfer or {}).get("version", -1):
            transfer = self._nudge
        told = (
            None if transfer is None else (transfer["id"], transfer["state"], transfer["version"])
        )
        here = {p["identity"] for p in call.get("participants", []) if p["state"] != "left"}
        return (call.get("state") or call.get("status"), self.identity in here, told), transfer

    async def _act(self, transfer: Json | None) -> None:
        try:
            await self._settle(transfer)
        except rtc.ConnectError:  # the room has gone meanwhile, or LiveKit is away
            await asyncio.sleep(AGAIN_S)
            self._news.set()

    async def _settle(self, transfer: Json | None) -> None:
        state = transfer["state"] if transfer is not None else ""
        if transfer is not None and state == "offered":
            await self._prepare_for(transfer)
        answer = await self.ask("POST", f"/calls/{self.call_id}/connection")
        place = answer.json() if answer.is_success else {"current": None, "destination": None}
        if place["current"] is None and state == "offered":
            return  # somebody who is rung
        if place["destination"] is None or state not in UNDER_WAY or self.hesitates:
            await self._belong_to(place["current"], transfer)
        else:
            await self._go_along(place, state)

    async def _belong_to(self, current: Json | None, transfer: Json | None) -> None:
        """Be where the call is, and nowhere else."""
        if current is not None:
            leg = self._leg(current)
            await leg.open_microphone()
            leg.mute(muted=False)
            self._listen_to(leg)
            if self.hesitates:
                return
            if transfer is not None and transfer["state"] in ("consulting", "moving"):
                await self._report_moved(transfer["id"])
        for room_name in list(self.legs):
            if current is None or room_name != current["room_name"]:
                self._leave(room_name)

    async def _go_along(self, place: Json, state: str) -> None:
        """Be in the destination too: ahead of a move, on it, or to and fro in a consult."""
        home, ahead = self._leg(place["current"]), self._leg(place["destination"])
        await home.open_microphone()
        await ahead.open_microphone()
        ahead.mute(state == "consult_paused")
        if state in ("offered", "consult_paused"):
            home.mute(muted=False)
            self._listen_to(home)
            return
        transfer_id = place["destination"]["transfer_id"]
        try:
            async with asyncio.timeout(MOVE_TIMEOUT_S):
                for identity in place["destination"]["expect"]:
                    await ahead.hears(identity, timeout_s=MOVE_TIMEOUT_S)
        except (TimeoutError, AssertionError):
            body = {"reason": "timeout"}
            await self.ask("POST", f"/transfers/{transfer_id}/move-failed", body)
            return
        self._listen_to(ahead)
        home.mute(state == "consulting")
        await self._report_moved(transfer_id)

    async def _report_moved(self, transfer_id: str) -> None:
        if self.reports_after is not None:
            while transfer_id not in self.reports_after.confirmed:  # noqa: ASYNC110 - no signal
                await asyncio.sleep(AGAIN_S)
        while transfer_id not in self.confirmed:
            answer = await self.ask("POST", f"/transfers/{transfer_id}/moved")
            if answer.is_success:
                self.confirmed.add(transfer_id)
            elif answer.json()["code"] != "not_in_destination":
                return
            else:
                await asyncio.sleep(AGAIN_S)

    def _leg(self, place: Json) -> Leg:
        """The connection there; a new one where there is none any more."""
        name = place["room_name"]
        if name in self.legs and self.legs[name].lost:
            self._leave(name)
        if name not in self.legs:
            self.identity = place["identity"]
            leg = self.legs[name] = Leg(place, self.tone_hz, self._leg_changed)
            leg.told = self._take_nudge
        return self.legs[name]

    def _listen_to(self, leg: Leg) -> None:
        self.front = leg.room_name
        self.changed()

    def _leave(self, room_name: str) -> None:
        if self.front == room_name:
            self.front = None
        closing = asyncio.create_task(self.legs.pop(room_name).close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    def _leg_changed(self) -> None:
        """One of the connections is there, or has ended."""
        front = self.legs.get(self.front or "")
        if front is not None and front.lost:  # whatever else is there is better
            there = [name for name, leg in self.legs.items() if leg.connected]
            self.front = there[0] if there else None
        if self._has_lost_one():
            self._news.set()
        self.changed()

    def _has_lost_one(self) -> bool:
        return any(leg.lost for leg in self.legs.values())

    def _take_nudge(self, payload: bytes) -> None:
        told = json.loads(payload)
        self._nudge = {"id": told["transfer_id"], **told}
        self._news.set()


class RobotCaller(Robot):
    def _call_path(self) -> str:
        return f"/calls/{self.call_id}/caller"

    def _stream_path(self) -> str:
        return "/api/events/caller"

    def _transfer_in(self, call: Json) -> Json | None:
        transfer: Json | None = call.get("transfer")
        return transfer


class RobotAgent(Robot):
    """At the page of their seat, `agent`."""

    id: str

    async def click(self, path: str, body: Json | None = None) -> httpx.Response:
        """Send a command once. Raises httpx.TransportError when the API goes away meanwhile."""
        return await self.client.post(f"/api{path}", json=body)

    def _call_path(self) -> str:
        return f"/calls/{self.call_id}"

    def _stream_path(self) -> str:
        return "/api/events?seat=agent"

    def _transfer_in(self, call: Json) -> Json | None:
        transfers = call.get("transfers")
        return transfers[-1] if transfers else None

    async def _prepare_for(self, transfer: Json) -> None:
        answer = await self.ask("POST", f"/transfers/{transfer['id']}/connection")
        if answer.is_success:
            await self._leg(answer.json()).entered()
