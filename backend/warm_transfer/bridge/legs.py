"""The phone legs of this process, and what the API wants of each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from warm_transfer.bridge.api_client import ApiDown, BridgeApi
from warm_transfer.bridge.orders import PhoneOrders
from warm_transfer.bridge.pacing import Pacer
from warm_transfer.bridge.phone_leg import PhoneLeg, Stream
from warm_transfer.services.livekit.tokens import LiveKitTokens

ASK_EVERY_S = 1.0
SHORTEST_S = 0.05  # between two requests, however many hurry
LAST_RETRY_S = 5.0

log = structlog.get_logger(__name__)


class Legs:
    def __init__(
        self, api: BridgeApi, livekit_url: str, tokens: LiveKitTokens, pacer: Pacer
    ) -> None:
        self._api = api
        self._url = livekit_url
        self._tokens = tokens
        self._pacer = pacer
        self._legs: dict[str, PhoneLeg] = {}
        self._ends: dict[str, Callable[[], None]] = {}
        self._hurry = asyncio.Event()

    def __len__(self) -> int:
        return len(self._legs)

    def open(self, orders: PhoneOrders, stream: Stream, end: Callable[[], None]) -> PhoneLeg:
        """A leg that is paced and given orders from now on. A stream it had before is ended."""
        if (end_before := self._ends.get(orders.leg_id)) is not None:
            log.info("phone_stream_replaced", leg_id=orders.leg_id)
            end_before()
        leg = PhoneLeg(orders, stream, self._api, self._url, self._tokens, self._hurry.set)
        self._legs[leg.id], self._ends[leg.id] = leg, end
        self._pacer.add(leg)
        return leg

    async def close(self, leg: PhoneLeg) -> None:
        self._pacer.remove(leg)
        if self._legs.get(leg.id) is leg:
            del self._legs[leg.id], self._ends[leg.id]
        await leg.close()

    async def run(self) -> None:
        """Ask for orders, until cancelled. Without answers, every leg goes on with what it has."""
        failures = 0
        while True:
            pause_s = min(ASK_EVERY_S * 2**failures, LAST_RETRY_S) if failures else ASK_EVERY_S
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._hurry.wait()
            self._hurry.clear()
            try:
                await self._ask()
                failures = 0
            except ApiDown as e:
                failures = min(failures + 1, 5)
                log.warning("orders_not_got", legs=len(self._legs), error=str(e))
                await asyncio.sleep(ASK_EVERY_S)  # also those that hurry wait
            await asyncio.sleep(SHORTEST_S)

    async def _ask(self) -> None:
        asked = dict(self._legs)
        if not asked:
            return
        orders = await self._api.orders(list(asked))
        for leg_id, leg in asked.items():
            if leg_id in orders:
                leg.obey(orders[leg_id])
            else:
                leg.dismiss()
