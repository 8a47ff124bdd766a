"""A small real HTTP server that takes what the call worker reports, as the API does."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.support.ports import free_tcp_ports
from tests.support.speech import GOOD_ENOUGH, lowest_error_rate
from tests.support.waiting import until


@dataclass(frozen=True, slots=True)
class Report:
    """`at` is when it came, in seconds since the epoch."""

    at: float
    call_id: str
    authorization: str
    segments: list[dict[str, Any]]


@dataclass
class ReportDesk:
    """`status` is what it answers; only what it accepted counts as received.

    `statuses` has other answers, for reports of a call or with a segment, by its id. `occupied`
    names the rooms that the worker is told to leave.
    """

    status: int = 204
    statuses: dict[str, int] = field(default_factory=dict)
    accepted: list[Report] = field(default_factory=list)
    refused: list[Report] = field(default_factory=list)
    heartbeats: list[dict[str, Any]] = field(default_factory=list)
    occupied: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        app = web.Application()
        app.router.add_post("/api/worker/calls/{call_id}/segments", self._take)
        app.router.add_post("/api/worker/heartbeat", self._take_heartbeat)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def segments(self, call_id: str) -> list[dict[str, Any]]:
        """What was accepted of one call, in the order of speaking."""
        of_call = [report.segments for report in self.accepted if report.call_id == call_id]
        return sorted((s for batch in of_call for s in batch), key=lambda s: float(s["start_s"]))

    def text(self, call_id: str) -> str:
        return " ".join(str(segment["text"]) for segment in self.segments(call_id))

    def stays(self, room_name: str) -> list[dict[str, Any]]:
        """What the last heartbeat told of a room."""
        told = self.heartbeats[-1]["rooms"] if self.heartbeats else []
        return [stay for stay in told if stay["room_name"] == room_name]

    async def received(self, call_id: str, words: str) -> list[dict[str, Any]]:
        """Wait until the words have come, which must be the last ones said; give all segments.

        Not to the letter: that depends on how evenly a busy machine plays them.
        """

        async def there() -> bool:
            return lowest_error_rate(words, self.text(call_id)) < GOOD_ENOUGH

        await until(there, lambda: f"hear {words!r}, got {self.text(call_id)!r}")
        return self.segments(call_id)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        report = Report(
            at=time.time(),
            call_id=request.match_info["call_id"],
            authorization=request.headers.get("Authorization", ""),
            segments=body["segments"],
        )
        ids = (report.call_id, *(segment["id"] for segment in report.segments))
        status = next((self.statuses[id_] for id_ in ids if id_ in self.statuses), self.status)
        (self.accepted if status == 204 else self.refused).append(report)
        return web.Response(status=status)

    async def _take_heartbeat(self, request: web.Request) -> web.Response:
        if self.status != 204:
            return web.Response(status=self.status)
        self.heartbeats.append(await request.json())
        return web.json_response({"leave": self.occupied})
