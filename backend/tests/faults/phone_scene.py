"""The scene with phones: a simulated Twilio, the phone bridge, and an API that may be killed."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx

from tests.faults.scene import TONES_HZ, NewScene, Scene
from tests.support.deathbed import Deathbed
from tests.support.forked_api import ForkedApi
from tests.support.front_door import FrontDoor
from tests.support.phone_line import AUDIBLE, RATE_HZ, amplitude
from tests.support.phone_simulator import Call, PhoneSimulator
from tests.support.ports import free_tcp_ports
from tests.support.product import KEPT_FROM_ENVIRONMENT
from tests.support.robot import Json, Robot
from tests.support.waiting import PATIENCE_S, until
from warm_transfer.actions.call_rows import phone_identity

PHONE = "+14155551212"
PHONE_HZ = 600
# What Twilio says of an API that is killed: of its webhooks, and of streams that it passes on.
OF_THE_KILLED = {11200, 31920, 31921}


class PhoneApi(ForkedApi):
    """Reached by the provider at its own address, unless another one is given."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        super().__init__(data_dir, **settings)
        self.settings = {"public_url": self.url, **self.settings}

    @property
    def port(self) -> int:
        return self._port


class BridgeProcess:
    """`warm-transfer bridge`, for this API."""

    def __init__(self, api: ForkedApi) -> None:
        wanted = {
            name: value
            for name, value in api.settings.items()
            if name.startswith(("twilio_", "livekit_", "phone_bridge_", "public_"))
        }
        wanted |= {"data_dir": api.data_dir, "api_url": api.url}
        self._settings = {name.upper(): str(value) for name, value in wanted.items()}
        self._health = f"http://127.0.0.1:{api.settings['phone_bridge_port']}/health"
        self._log = api.data_dir / "bridge.log"

    async def __aenter__(self) -> Self:
        kept = {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
        with self._log.open("ab") as log:
            self._process: Process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "warm_transfer.cli", "bridge"),
                stdout=log,
                stderr=log,
                env=kept | self._settings,
                cwd=self._log.parent,  # away from any .env of the checkout
            )
        await until(self._answers, lambda: f"the bridge answers\n{self._log.read_text()}")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()

    async def _answers(self) -> bool:
        assert self._process.returncode is None, self._log.read_text()
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                return (await client.get(self._health)).is_success
        except httpx.TransportError:
            return False


class PhoneScene:
    """Ines and Ana talk, and the call is to go to `PHONE`, which speaks a tone once answered."""

    def __init__(self, scene: Scene, phones: PhoneSimulator) -> None:
        self.scene, self.phones = scene, phones

    async def dial(self, *, mode: str = "introduce") -> None:
        """Start the transfer; whether that is answered is not waited for to be known."""
        ana = self.scene.ana
        body = {"target": {"phone_number": PHONE}, "mode": mode, "briefing": "Wants a refund."}
        with suppress(httpx.TransportError):
            answer = await ana.click(f"/calls/{ana.call_id}/transfers", body)
            assert answer.status_code == 201, answer.text

    async def cancel(self) -> None:
        """Ana's click, which may be answered or not."""
        transfer = self.scene.ana.transfer
        assert transfer is not None
        with suppress(httpx.TransportError):
            answer = await self.scene.ana.click(f"/transfers/{transfer['id']}/cancel")
            assert answer.is_success, answer.text

    async def transfer(self, **wanted: Any) -> Json:
        """Wait until Ana's page has a transfer with these values."""
        return await self.scene.sees(self.scene.ana, lambda seen: wanted.items() <= seen.items())

    async def phone_is(self, *states: str) -> Json:
        return await self.scene.sees(
            self.scene.ana, lambda seen: seen["target"]["phone"]["state"] in states
        )

    async def rung(self) -> Call:
        return await self.phones.latest_call(PHONE)

    async def presses(self, key: str = "1") -> Call:
        """Whoever has answered presses a key when asked for one."""
        call = await self.rung()
        await self.phones.until_listening(call.sid, "gather")
        await self.phones.press(call.sid, key)
        return call

    async def phone_talks_with(self, *people: Robot) -> None:
        """They and whoever has the phone are in the call's room, and hear each other."""
        transfer = self.scene.ana.transfer
        assert transfer is not None
        phone = phone_identity(transfer["id"])
        await self.scene.one_room_is_left()
        (room_name,) = await self.scene.open_rooms()
        for person in people:
            await until(partial(_listens_to, person, room_name), f"{person.name} is in {room_name}")
            await person.legs[room_name].hears(phone, timeout_s=PATIENCE_S)
        with self.scene.attention.paying(room_name):
            await until(
                partial(self._phone_hears, people),
                lambda: f"the phone hears {[person.name for person in people]}",
            )

    async def all_three_talk(self) -> None:
        """It has been introduced."""
        await self.transfer(state="introducing")
        caller, ana = self.scene.caller, self.scene.ana
        await self.phone_talks_with(caller, ana)
        await caller.hears(ana)
        await ana.hears(caller)

    async def is_over(self, outcome: str) -> Json:
        """The caller is with Ana as before, whom they hear, and no phone rings or talks."""
        ended = await self.scene.ended(self.scene.ana)
        assert ended["outcome"] == outcome, ended
        await self.scene.caller_is_with(self.scene.ana)
        for call in await self.phones.calls(to=PHONE):
            await self.phones.until_over(call.sid)
        await self.scene.one_room_is_left()
        return ended

    async def hang_up(self) -> None:
        """The caller goes: nothing is left, and the phone was rung once in all."""
        await self.scene.hang_up()
        await self.nothing_rings()
        assert self.scene.complaints == []

    async def nothing_rings(self) -> None:
        """Nor ever rang twice; and we said nothing that Twilio would not understand."""
        calls = await self.phones.calls(to=PHONE)
        assert len(calls) <= 1, [call.view for call in calls]
        for call in calls:
            await self.phones.until_over(call.sid)
        found = [problem["code"] for problem in await self.phones.problems()]
        assert set(found) <= OF_THE_KILLED, await self.phones.problems()

    async def _phone_hears(self, people: Iterable[Robot]) -> bool:
        (call,) = await self.phones.calls(to=PHONE)
        lately = (await self.phones.heard(call.sid))[-RATE_HZ // 2 :]
        return all(amplitude(lately, TONES_HZ[person.name]) > AUDIBLE for person in people)


async def _listens_to(person: Robot, room_name: str) -> bool:
    return person.front == room_name


@asynccontextmanager
async def phone_scene(
    new_scene: NewScene,
    *,
    person: dict[str, Any] | None = None,
    deathbed: Deathbed | None = None,
    through_the_api: bool = True,
    spoken_chars_per_s: float = 400,
    **settings: Any,
) -> AsyncIterator[PhoneScene]:
    """Ines and Ana talk. `person`: how whoever has the phone behaves.

    `through_the_api`: so go media streams; else to the bridge at once, by a reverse proxy.
    """
    (bridge_port,) = free_tcp_ports(1)
    async with AsyncExitStack() as stack:
        phones = PhoneSimulator(spoken_chars_per_s=spoken_chars_per_s)
        await stack.enter_async_context(phones)
        at_phone = {"answers": "answer", "speaks": {"tone_hz": PHONE_HZ, "loop": True}}
        await phones.set_person(PHONE, **at_phone | (person or {}))
        scene = new_scene(
            kind=PhoneApi,
            **{name.lower(): value for name, value in phones.settings.items()},
            phone_bridge_port=bridge_port,
            **settings,
        )
        await stack.enter_async_context(scene)
        api = scene.api
        assert isinstance(api, PhoneApi)
        if not through_the_api:
            door = FrontDoor(api.port, bridge_port)
            api.settings["public_url"] = (await stack.enter_async_context(door)).url
        await scene.begin(deathbed)
        await stack.enter_async_context(BridgeProcess(api))
        yield PhoneScene(scene, phones)
