"""Tells the API that this worker is there, and in which rooms it listens."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from secrets import token_hex
from typing import Final

import httpx
import structlog

from warm_transfer.services.stt.health import Health
from warm_transfer.worker.attendance import Attendance, News

INTERVAL_S: Final = 10.0  # the API misses a worker after three of them
LISTENING_INTERVAL_S: Final = 2.0  # what a killed worker heard since is taken for not heard
SHORTEST_S: Final = 0.25  # between two, however much there is to tell
SEATS_AT_ONCE: Final = 50  # of up to four stays each; the API takes 200
REQUEST_TIMEOUT_S: Final = 5.0
MAX_HOST_LENGTH: Final = 40  # of the worker's id, which has at most 64 characters

log = structlog.get_logger(__name__)


class Heartbeat:
    """`token` gives a fresh service token for each request. `hurry`: there is news to tell now.

    `speech` tells how the providers of speech to text fare; None where nothing is transcribed.
    """

    def __init__(
        self,
        api_url: str,
        token: Callable[[], str],
        attendance: Attendance,
        hurry: asyncio.Event,
        speech: Health | None = None,
    ) -> None:
        self._speech = speech
        self._token = token
        self._attendance = attendance
        self._hurry = hurry
        host = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:MAX_HOST_LENGTH]
        # In a container every process has the same number.
        self._worker_id = f"{host}:{os.getpid()}:{token_hex(4)}"
        # The API is our own, on this machine or network: never by way of a proxy.
        self._http = httpx.AsyncClient(base_url=api_url, timeout=REQUEST_TIMEOUT_S, trust_env=False)

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            self._hurry.clear()
            await self.beat()
            await asyncio.sleep(SHORTEST_S)
            interval_s = LISTENING_INTERVAL_S if self._attendance.news() else INTERVAL_S
            with suppress(TimeoutError):
                async with asyncio.timeout(interval_s - SHORTEST_S):
                    await self._hurry.wait()

    async def beat(self) -> None:
        """Report once. What the API does not take is told again the next time, as it is then."""
        news = self._attendance.news()
        for first in range(0, len(news) or 1, SEATS_AT_ONCE):
            await self._send(news[first : first + SEATS_AT_ONCE])

    async def close(self) -> None:
        await self._http.aclose()

    async def _send(self, news: Sequence[News]) -> None:
        body: dict[str, object] = {
            "worker_id": self._worker_id,
            "rooms": [asdict(room) for each in news for room in each.rooms],
        }
        if self._speech is not None:
            body["speech"] = [asdict(provider) for provider in self._speech.report()]
        try:
            answer = await self._http.post(
                "/api/worker/heartbeat",
                json=body,
                headers={"Authorization": f"Bearer {self._token()}"},
            )
            answer.raise_for_status()
        except httpx.HTTPError as e:
            log.debug("heartbeat_not_taken", error=type(e).__name__)
            return
        for each in news:
            self._attendance.told(each)
        self._attendance.leave(answer.json()["leave"])
