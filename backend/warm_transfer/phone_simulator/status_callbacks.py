"""Status callbacks of one call: https://www.twilio.com/docs/voice/api/call-resource#statuscallback.

Each is sent when the one before was answered, apart from what the call itself does meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from warm_transfer.phone_simulator import clock
from warm_transfer.phone_simulator.call import Call
from warm_transfer.phone_simulator.problems import UNREACHABLE, Problems
from warm_transfer.phone_simulator.webhooks import WebhookFailed, Webhooks


class StatusCallbacks:
    def __init__(self, call: Call, webhooks: Webhooks, problems: Problems) -> None:
        self._call = call
        self._webhooks = webhooks
        self._problems = problems
        self._sequence = 0
        self._waiting: asyncio.Queue[dict[str, str] | None] = asyncio.Queue()

    def tell(self, event: str, extra: Mapping[str, str] | None = None) -> None:
        """`event` is one of initiated, ringing, answered and completed."""
        if self._call.order.status_callback is None:
            return
        if event in self._call.order.status_events:
            status = "initiated" if event == "initiated" else None
            params = {
                **self._call.params(status=status),
                "Timestamp": clock.rfc2822(clock.now()) or "",
                "CallbackSource": "call-progress-events",
                "SequenceNumber": str(self._sequence),
                **(extra or {}),
            }
            self._waiting.put_nowait(params)
        self._sequence += 1

    def end(self) -> None:
        """Nothing more will be told; `send_all` ends when it has sent what was."""
        self._waiting.put_nowait(None)

    async def send_all(self) -> None:
        held: dict[str, str] | None = None
        while (params := await self._waiting.get()) is not None:
            if not self._call.person.callbacks.reorder:
                await self._send(params)
            elif held is None:
                held = params
            else:
                await self._send(params)
                await self._send(held)
                held = None
        if held is not None:
            await self._send(held)

    async def _send(self, params: dict[str, str]) -> None:
        order, behaviour = self._call.order, self._call.person.callbacks
        await asyncio.sleep(behaviour.delay_s)
        for _ in range(behaviour.repeat):
            url = order.status_callback or ""
            try:
                await self._webhooks.send(url, order.status_callback_method, params)
            except WebhookFailed as failure:
                self._problems.add(UNREACHABLE, str(failure), call_sid=self._call.sid, url=url)
            self._call.note("status_callback", status=params["CallStatus"])
