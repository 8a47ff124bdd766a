"""A call center with phones: the application, the phone bridge, and a Twilio that is simulated.

Twilio and the bridge reach the application over real HTTP. Agents and callers in browsers are those
of `CallCenter`.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from livekit import rtc

from tests.support.call_center import Agent, CallCenter
from tests.support.livekit_server import LiveKitServer
from tests.support.participant import SAMPLE_RATE, Json, Participant
from tests.support.phone_simulator import Call, PhoneSimulator
from tests.support.ports import free_tcp_ports
from tests.support.waiting import until
from warm_transfer.actions.users import create_user
from warm_transfer.bridge.main import Bridge
from warm_transfer.domain.actor import Role
from warm_transfer.services.tokens import TokenKind

PHONE = "+14155551212"
OTHER_PHONE = "+14155551313"
CALLER_PHONE = "+14155550123"
VOICE_HZ = 500  # whole periods in a frame
FRAME = SAMPLE_RATE // 100  # 10 ms: a source without a queue takes no other


class PhoneCenter(CallCenter):
    """`phones` is the simulator, whose problems fail the test that made them."""

    def __init__(
        self,
        data_dir: Path,
        livekit: LiveKitServer,
        settings: dict[str, Any],
        phones: PhoneSimulator,
    ) -> None:
        api_port, bridge_port = free_tcp_ports(2)
        self.url = f"http://127.0.0.1:{api_port}"
        with_phones = {
            **{name.lower(): value for name, value in phones.settings.items()},
            "public_url": self.url,
            "api_url": self.url,
            "port": api_port,
            "phone_bridge_port": bridge_port,
            "phone_organisation": "Acme",
        }
        super().__init__(data_dir, livekit, with_phones | settings)
        self.phones = phones
        self.bridge: Bridge | None = None
        self._served = AsyncExitStack()
        self._voices: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await super().start()
        config = uvicorn.Config(
            self.api.app, log_config=None, access_log=False, proxy_headers=False, lifespan="off",
            timeout_graceful_shutdown=5,
        )  # fmt: skip
        server = uvicorn.Server(config)
        listening = socket.create_server(("127.0.0.1", self.ctx.settings.port))
        serving = asyncio.create_task(server.serve(sockets=[listening]))

        async def stop() -> None:
            server.should_exit = True
            await serving
            listening.close()

        self._served.push_async_callback(stop)

        async def started() -> bool:
            return server.started

        await until(started, "the API serves")
        await self.start_bridge()
        self._served.push_async_callback(self.stop_bridge)

    async def stop(self) -> None:
        for voice in self._voices:
            voice.cancel()
        await asyncio.gather(*self._voices, return_exceptions=True)
        await self._served.aclose()
        await super().stop()

    async def agent(
        self, username: str, *, role: Role = Role.AGENT, team: str | None = None
    ) -> Agent:
        """As in any call center, and heard: a phone leaves a room for one that it hears alone."""
        agent = await super().agent(username, role=role, team=team)
        self._voices.append(asyncio.create_task(_speak(agent)))
        return agent

    async def start_bridge(self) -> None:
        self.bridge = Bridge(self.ctx.settings)
        await self.bridge.start()

    async def stop_bridge(self) -> None:
        if self.bridge is not None:
            await self.bridge.stop()
            self.bridge = None

    async def dials(
        self, agent: Agent, number: str = PHONE, *, mode: str = "introduce", **wish: Any
    ) -> Json:
        """Transfer the agent's call to a phone."""
        return await agent.offer_to({"phone_number": number, **wish}, mode=mode)

    async def rung(self, number: str = PHONE) -> Call:
        return await self.phones.latest_call(number)

    async def phone_is(self, agent: Agent, transfer: Json, state: str) -> Json:
        return await self.transfer_sees(
            agent, transfer, lambda seen: bool(seen["target"]["phone"]["state"] == state)
        )

    async def accepted_by_key(self, number: str = PHONE) -> Call:
        """Whoever answers takes the call."""
        call = await self.rung(number)
        await self.phones.until_listening(call.sid, "gather")
        await self.phones.press(call.sid, "1")
        return await self.phones.until_listening(call.sid, "stream")

    async def rings_in(self, number: str = CALLER_PHONE) -> tuple[Call, str]:
        """The call at the provider, and ours, once its caller is in the room."""
        ringing = await self.phones.ring_in(number)
        await self.phones.until_listening(ringing.sid, "stream")
        return ringing, await self._waiting_call()

    async def _waiting_call(self) -> str:
        account = await create_user(
            self.ctx, "watch", name="Watch", role=Role.SUPERVISOR, team=None
        )
        desk = Participant(
            self.api.client(token=self.ctx.tokens.issue(TokenKind.ACCESS, account.id, 600))
        )

        async def there() -> str | None:
            for call in (await desk.get("/calls?state=waiting"))["items"]:
                if call["participants"][0]["state"] == "present":
                    return str(call["id"])
            return None

        return await until(there, "the caller is in the queue")


async def _speak(person: Participant) -> None:
    """A tone, in every room the person is in."""
    samples = np.arange(FRAME) * (2 * np.pi * VOICE_HZ / SAMPLE_RATE)
    sound = (3000 * np.sin(samples)).astype(np.int16).tobytes()
    while True:
        await person.say(rtc.AudioFrame(sound, SAMPLE_RATE, 1, FRAME))
        await asyncio.sleep(FRAME / SAMPLE_RATE)
