"""A desk that is busy: callers who start calls, and a call worker that reports what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Self

import httpx

from tests.support.product import RunningProduct
from tests.support.waiting import until
from warm_transfer.actions.credentials import new_id
from warm_transfer.bootstrap import utc_now
from warm_transfer.config import Settings
from warm_transfer.secrets_store import load_master_secret
from warm_transfer.services.tokens import TokenKind, Tokens

CALLERS = 4  # who start calls at the same time
SEGMENTS_EACH = 3


class BusyDesk:
    """`async with BusyDesk(product) as desk: ...` writes without a pause until the end.

    `said` has what the product has taken, as it answered: call id → segment ids.
    """

    def __init__(self, product: RunningProduct) -> None:
        master = load_master_secret(Settings(data_dir=product.data_dir))
        token = Tokens(master, utc_now).issue(TokenKind.WORKER, "call-worker", 600)
        self.said: dict[str, list[str]] = {}
        self._worker = {"Authorization": f"Bearer {token}"}
        self._client = httpx.AsyncClient(base_url=f"{product.base_url}/api", timeout=30)
        self._work: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._work = [asyncio.create_task(self._start_calls(n)) for n in range(CALLERS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._work:
            task.cancel()
        for task in self._work:
            with suppress(asyncio.CancelledError):
                await task
        await self._client.aclose()

    async def has_taken(self, calls: int) -> None:
        """Wait until so many more calls have been started and talked in."""
        wanted = len(self.said) + calls

        async def there() -> bool:
            for task in self._work:
                if task.done():
                    task.result()
            return len(self.said) >= wanted

        await until(there, lambda: f"{wanted} calls; there are {len(self.said)}")

    async def _start_calls(self, number: int) -> None:
        while True:
            name = f"Caller {number}.{len(self.said)}"
            answer = await self._client.post("/calls", json={"name": name})
            answer.raise_for_status()
            call = answer.json()
            identity = call["connection"]["current"]["identity"]
            segments = [new_id() for _ in range(SEGMENTS_EACH)]
            await self._report(call["call"]["id"], identity, segments)
            self.said[call["call"]["id"]] = segments

    async def _report(self, call_id: str, identity: str, segments: Iterable[str]) -> None:
        batch = [
            {
                "id": segment,
                "identity": identity,
                "text": f"My order is {segment}.",
                "start_s": at,
                "end_s": at + 1,
            }
            for at, segment in enumerate(segments)
        ]
        path = f"/worker/calls/{call_id}/segments"
        answer = await self._client.post(path, json={"segments": batch}, headers=self._worker)
        answer.raise_for_status()
