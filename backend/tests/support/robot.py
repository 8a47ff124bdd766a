"""People without a browser who follow their call as our pages do, and keep trying as they do."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
from livekit import rtc

from tests.support.event_stream import EventReader
from tests.support.leg import Attention, Leg

Json = dict[str, Any]

AGAIN_S = 0.2  # between tries at an API that is away
MOVE_TIMEOUT_S = 12.0  # as the pages have it
# Where a transfer has no move under way, one belongs where the call is.
UNDER_WAY = ("offered", "consulting", "consult_paused", "moving")


class Robot(ABC):
    """Hears of the call by its event stream and by data messages, and moves make-before-break.

    `front` is the room whose sound is played to this person. `hesitates`: enters a transfer's
    destination, and never finds that they hear the others there.
    """

    def __init__(
        self, name: str, client: httpx.AsyncClient, tone_hz: int, attention: Attention
    ) -> None:
        self.name = name
        self.client = client
        self._tone_hz = tone_hz
        self._attention = attention
        self.call_id = ""
        self.identity = ""
        self.legs: dict[str, Leg] = {}
        self.front: str | None = None
        self.hesitates = False
        self.reports_after: Robot | None = None
        self.call: Json = {}  # as this person sees it, and the latest transfer they are told of
        self.transfer: Json | None = None
        self.confirmed: set[str] = set()  # transfers in which the server knows that we have moved
        self.changed: Callable[[], None] = lambda: None
        self._nudge: Json = {"version": -1}
        self._news = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []
        self._closing: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Open the page."""
        self._running = [asyncio.create_task(work()) for work in (self._listen, self._follow)]

    async def attend_to(self, call_id: str) -> None:
        """Have an eye on this call from now on, and on no other; an empty ID is of none."""
        self.call_id, self.call, self.transfer, self._nudge = call_id, {}, None, {"version": -1}
        self._news.set()
        await self.look()

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

    async def hears(self, other: Robot, *, timeout_s: float = 30) -> None:
        """Wait until the other's sound arrives where this person listens."""
        assert self.front is not None, f"{self.name} is nowhere"
        await self.legs[self.front].hears(other.identity, timeout_s=timeout_s)

    # What a kind of person has of their own.

    @abstractmethod
    def _call_path(self) -> str: ...

    @abstractmethod
    def _stream_path(self) -> str: ...

    @abstractmethod
    def _transfer_in(self, told: Json) -> Json | None:
        """The latest transfer in what an event or an answer tells."""

    @abstractmethod
    async def _is_rung_for(self, transfer: Json) -> bool:
        """Whether it is offered to this person, who then goes ahead with a closed microphone."""

    # Following.

    async def _listen(self) -> None:
        while True:
            with suppress(httpx.HTTPError, AssertionError, TimeoutError):
                async with self.client.stream("GET", self._stream_path()) as response:
                    stream = EventReader(response)
                    while True:
                        frame = await stream.next()
                        if frame.name != "message":  # it begins: what went before is in the answer
                            await self.look()
                        elif frame.data.get("call_id", self.call_id) == self.call_id:
                            self._absorb(frame.data)
            await asyncio.sleep(AGAIN_S)

    async def look(self) -> None:
        """Load the call anew."""
        if self.call_id:
            answer = await self.ask("GET", self._call_path())
            if answer.is_success:
                call = answer.json()
                self._absorb({"call": call, **call})

    def _absorb(self, told: Json) -> None:
        """Keep the newer of what is known and what is told."""
        call, transfer = told.get("call"), self._transfer_in(told)
        if call is not None and call["version"] >= self.call.get("version", 0):
            self.call = call
        known = self.transfer
        if transfer is not None and (
            known is None or known["id"] != transfer["id"] or transfer["version"] > known["version"]
        ):
            self.transfer = transfer
        self._news.set()

    async def _follow(self) -> None:
        """Act on the latest news, and drop what was being done on older ones."""
        known: Any = None
        doing: asyncio.Task[None] | None = None
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                now = self._situation()
                if now == known and not self._has_lost_one():
                    continue
                known = now
                if doing is not None:
                    doing.cancel()
                    await asyncio.wait([doing])
                doing = asyncio.create_task(self._act(self._told()))
        finally:
            if doing is not None:
                doing.cancel()
                await asyncio.wait([doing])

    def _told(self) -> Json | None:
        """What was told last of the transfer, whichever way."""
        version = self.transfer["version"] if self.transfer else -1
        return self._nudge if self._nudge["version"] > version else self.transfer

    def _situation(self) -> Any:
        """What there is to act upon."""
        transfer = self._told()
        told = [transfer[key] for key in ("id", "state", "version")] if transfer else None
        people = self.call.get("participants", [])
        here = {person["identity"] for person in people if person["state"] != "left"}
        is_over = "ended" in (self.call.get("state"), self.call.get("status"))
        return is_over, self.identity in here, told

    async def _act(self, transfer: Json | None) -> None:
        try:
            await self._settle(transfer)
        except rtc.ConnectError:  # the room has gone meanwhile, or LiveKit is away
            await asyncio.sleep(AGAIN_S)
            self._news.set()

    async def _settle(self, transfer: Json | None) -> None:
        state = transfer["state"] if transfer is not None else ""
        if transfer is not None and state == "offered" and await self._is_rung_for(transfer):
            return
        answer = await self.ask("POST", f"/calls/{self.call_id}/connection")
        place = answer.json() if answer.is_success else {"current": None, "destination": None}
        if place["destination"] is None or state not in UNDER_WAY:
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
        if state in ("offered", "consult_paused") or self.hesitates:
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
            leg = self.legs[name] = Leg(place, self._tone_hz, self._attention, self._leg_changed)
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

    def _transfer_in(self, told: Json) -> Json | None:
        transfer: Json | None = told.get("transfer") or told.get("call", {}).get("transfer")
        return transfer

    async def _is_rung_for(self, transfer: Json) -> bool:
        return False


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

    def _transfer_in(self, told: Json) -> Json | None:
        transfers = told.get("transfers")
        transfer: Json | None = transfers[-1] if transfers else told.get("transfer")
        return transfer

    async def _is_rung_for(self, transfer: Json) -> bool:
        answer = await self.ask("POST", f"/transfers/{transfer['id']}/connection")
        if answer.is_success:
            await self._leg(answer.json()).entered()
        return answer.is_success
