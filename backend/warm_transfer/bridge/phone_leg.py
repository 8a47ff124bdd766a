"""One phone in a call: its stream on one side, the call's rooms on the other."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

import structlog
from livekit import rtc

from warm_transfer.bridge.api_client import ApiDown, BridgeApi
from warm_transfer.bridge.dtmf import Keypad
from warm_transfer.bridge.far_queue import FarQueue
from warm_transfer.bridge.jitter_buffer import JitterBuffer
from warm_transfer.bridge.moves import Decision, Moves, Report
from warm_transfer.bridge.orders import PhoneOrders
from warm_transfer.bridge.room_seat import RoomSeat
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.telephony.media_stream import Digit, Media

LOOK_AGAIN_S = 0.1  # while something is waited for
TELL_AGAIN_S = 0.25
TRANSFER_TOPIC = "wt.transfer"
DIGITS_TOPIC = "wt.digits"
LONGEST_DIGITS = 20

log = structlog.get_logger(__name__)


class Stream(Protocol):
    """The way to the phone. Nothing here waits; what there is no place for is dropped."""

    def send_sound(self, payload: bytes) -> None: ...

    def send_clear(self) -> None: ...


class PhoneLeg:
    """Goes where its orders say. `hurry`: the orders are to be asked for now."""

    def __init__(
        self,
        orders: PhoneOrders,
        stream: Stream,
        api: BridgeApi,
        livekit_url: str,
        tokens: LiveKitTokens,
        hurry: Callable[[], None],
    ) -> None:
        self.id = orders.leg_id
        self._orders = orders
        self._stream = stream
        self._api = api
        self._url = livekit_url
        self._tokens = tokens
        self._hurry = hurry
        self._jitter = JitterBuffer()
        self._keypad = Keypad()
        self._far = FarQueue()
        self._moves = Moves()
        self._seats: dict[str, RoomSeat] = {}
        self._heard: RoomSeat | None = None
        self._changed = asyncio.Event()
        self._taken_over = False
        self._background: set[asyncio.Task[None]] = set()
        self._reporting: asyncio.Task[None] | None = None

    def take(self, message: Media | Digit) -> None:
        """What the phone sends."""
        if isinstance(message, Media):
            self._jitter.add(message.timestamp_ms, message.payload)
        else:
            self._do(self._api.digit(self.id, message.digit))

    def obey(self, orders: PhoneOrders) -> None:
        if orders != self._orders:
            self._orders = orders
            self._changed.set()

    def dismiss(self) -> None:
        """The API knows no such leg any more."""
        self.obey(replace(self._orders, over=True))

    def spoken(self) -> bytes:
        return self._jitter.next()

    def say(self, samples: bytes) -> None:
        if self._orders.on_hold:
            samples = bytes(len(samples))
        for seat in self._seats.values():
            seat.say(samples)

    def voices(self) -> Sequence[bytes]:
        voices: Sequence[bytes] = ()
        for seat in self._seats.values():
            if seat is self._heard:
                voices = seat.voices()
            else:
                seat.skim()
        return () if self._is_deaf else voices

    @property
    def _is_deaf(self) -> bool:
        """A caller on hold hears the music, and agents close their microphones."""
        return self._orders.on_hold and self._orders.kind != "caller"

    def play(self, payload: bytes, now_s: float) -> None:
        tone = self._keypad.next()
        if self._far.has_room(now_s):
            self._stream.send_sound(payload if tone is None else tone)
            self._far.sent(now_s)

    async def run(self) -> None:
        """Until the orders say that it is over, or another stream carries the leg."""
        while not (self._orders.over or self._taken_over):
            self._changed.clear()
            views = {name: seat.view() for name, seat in self._seats.items()}
            decision = self._moves.decide(self._orders, views, time.monotonic())
            self._carry_out(decision)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S if decision.waits else None):
                    await self._changed.wait()

    async def close(self) -> None:
        """Leave every room."""
        seats, self._seats, self._heard = list(self._seats.values()), {}, None
        if self._reporting is not None:
            self._reporting.cancel()
        await asyncio.gather(*(seat.close() for seat in seats))
        await asyncio.gather(*self._background, return_exceptions=True)

    def _carry_out(self, decision: Decision) -> None:
        for name in decision.rooms - self._seats.keys():
            self._seats[name] = self._seat(name)
        self._listen(self._seats[decision.listen_to] if decision.listen_to else None)
        for name in self._seats.keys() - decision.rooms:
            self._do(self._seats.pop(name).close())
        if decision.report and (self._reporting is None or self._reporting.done()):
            self._reporting = asyncio.create_task(self._tell(decision.report))

    def _listen(self, seat: RoomSeat | None) -> None:
        if seat is self._heard:
            return
        if self._heard is not None and self._far.is_stale(time.monotonic()):
            self._stream.send_clear()
            self._far.cleared()
        self._heard = seat

    def _seat(self, room_name: str) -> RoomSeat:
        def token() -> str:
            orders = self._orders
            attributes = {"kind": orders.kind}
            return self._tokens.mint(orders.identity, orders.name, room_name, attributes)

        return RoomSeat(
            room_name,
            self._url,
            token,
            changed=self._changed.set,
            data=self._take_data,
            unwelcome=self._unwelcome,
        )

    async def _tell(self, report: Report) -> None:
        try:
            if await self._api.report_move(self.id, report):
                self._moves.told(report)
                log.info(
                    "phone_move_told",
                    leg_id=self.id,
                    transfer_id=report.transfer_id,
                    failure=report.failure,
                )
                self._hurry()
        except ApiDown as e:
            log.warning("phone_move_not_told", leg_id=self.id, error=str(e))
        await asyncio.sleep(TELL_AGAIN_S)
        self._changed.set()

    def _take_data(self, packet: rtc.DataPacket) -> None:
        if packet.participant is not None:  # people send no orders
            return
        if packet.topic == TRANSFER_TOPIC:
            self._hurry()
        elif packet.topic == DIGITS_TOPIC:
            digits = _digits(packet.data)
            if digits is None:
                log.warning("digits_unreadable", leg_id=self.id)
            else:
                self._keypad.press(digits)

    def _unwelcome(self, elsewhere: bool) -> None:
        if elsewhere:  # another stream carries this leg now
            log.info("phone_leg_taken_over", leg_id=self.id)
            self._taken_over = True
            self._changed.set()
        else:
            self._hurry()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _digits(data: bytes) -> str | None:
    try:
        digits = json.loads(data)["digits"]
    except (ValueError, TypeError, KeyError):
        return None
    return digits if isinstance(digits, str) and len(digits) <= LONGEST_DIGITS else None
