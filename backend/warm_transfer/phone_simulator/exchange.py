"""The telephone exchange: everything there is in one simulated account."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable

from warm_transfer.phone_simulator.call import Call, Direction, Fetch, Order
from warm_transfer.phone_simulator.call_life import CallLife
from warm_transfer.phone_simulator.config import SimulatorConfig
from warm_transfer.phone_simulator.numbers import OwnNumber
from warm_transfer.phone_simulator.people import People, Sound
from warm_transfer.phone_simulator.problems import Problems
from warm_transfer.phone_simulator.speech import Recording, Silence, Speech, Tone
from warm_transfer.phone_simulator.webhooks import Webhooks


class UnknownSound(ValueError):
    """No sound of this name was put under /simulator/sounds."""


class Exchange:
    """`changed` is called whenever something about a call has changed."""

    def __init__(self, config: SimulatorConfig, changed: Callable[[], None]) -> None:
        self.config = config
        self.people = People()
        self.problems = Problems()
        self.calls: dict[str, Call] = {}
        self.number = OwnNumber(config.number, config.voice_url, config.status_url)
        self.sounds: dict[str, bytes] = {}
        self._webhooks = Webhooks(config.auth_token)
        self._lives: set[asyncio.Task[None]] = set()
        self._changed = changed
        self._dialled_at: list[float] = []

    def may_dial_now(self) -> bool:
        """Whether the account's calls per second allow one more. Counts it if so."""
        now = time.monotonic()
        self._dialled_at = [at for at in self._dialled_at if at > now - 1]
        limit = self.config.calls_per_s
        if limit is not None and len(self._dialled_at) >= limit:
            return False
        self._dialled_at.append(now)
        return True

    def may_show(self, caller_id: str, call_token: str | None) -> bool:
        """Whether calls may be from this number: our own, or a caller's whose token is shown."""
        return caller_id == self.number.phone_number or any(
            call.from_ == caller_id and call.call_token == call_token
            for call in self.calls.values()
            if call_token is not None
        )

    def dial(self, from_: str, to: str, order: Order) -> Call:
        """A call as POST Calls makes it."""
        return self._begin("outbound-api", from_, to, order)

    def ring_in(self, from_: str) -> Call:
        """Somebody rings our number."""
        order = Order(
            first=Fetch(self.number.voice_url, self.number.voice_method),
            timeout_s=math.inf,
            status_callback=self.number.status_callback or None,
            status_callback_method=self.number.status_callback_method,
            status_events=frozenset({"completed"}),
            send_digits="",
            machine_detection=None,
            machine_detection_timeout_s=0,
            async_amd=False,
            async_amd_callback=None,
        )
        return self._begin("inbound", from_, self.number.phone_number, order)

    def speech(self, sound: Sound) -> Speech:
        """Raises UnknownSound."""
        if sound.tone_hz is not None:
            return Tone(sound.tone_hz)
        if sound.wav is None:
            return Silence()
        if sound.wav not in self.sounds:
            raise UnknownSound(sound.wav)
        return Recording(self.sounds[sound.wav], loop=sound.loop)

    async def close(self) -> None:
        for life in self._lives:
            life.cancel()
        await asyncio.gather(*self._lives, return_exceptions=True)
        await self._webhooks.close()

    def _begin(self, direction: Direction, from_: str, to: str, order: Order) -> Call:
        person = self.people.at(from_ if direction == "inbound" else to)
        account_sid = self.config.account_sid
        call = Call(account_sid, direction, from_, to, person, order, self._changed)
        self.calls[call.sid] = call
        life = CallLife(call, self.config, self._webhooks, self.problems, self.speech)
        task = asyncio.create_task(life.run())
        self._lives.add(task)
        task.add_done_callback(self._lives.discard)
        call.note("created")
        return call
