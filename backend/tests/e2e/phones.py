"""The product with a simulated Twilio, and the people at the phones."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import expect

from tests.e2e.journeys import talking
from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.people import People
from tests.support.phone_ears import PhoneEars
from tests.support.phone_simulator import Call, PhoneSimulator
from tests.support.tones import AGENT_B_HZ, CALLER_HZ
from tests.support.waiting import until

PHONE = "+14155551212"
CALLER_PHONE = "+14155550123"
PHONE_HZ = AGENT_B_HZ  # whoever takes a call on the phone
LONG_HOLE_S = 1.0  # nobody may think the line is dead; how short it really is, the benchmark says


@dataclass(frozen=True, slots=True)
class Phones:
    """The simulator, and what is done with it in most tests."""

    simulator: PhoneSimulator

    def ears(self, call: Call) -> PhoneEars:
        return PhoneEars(self.simulator, call.sid)

    async def has_a_voice(self, number: str = PHONE, tone_hz: int = PHONE_HZ) -> None:
        speaks = {"tone_hz": tone_hz, "loop": True}
        await self.simulator.set_person(number, speaks=speaks)

    async def is_asked(self, number: str = PHONE) -> Call:
        """It has rung, was answered, and a key is waited for."""

        async def asked() -> Call | None:
            calls = await self.simulator.calls(to=number)
            return next((call for call in calls if call.listening == "gather"), None)

        return await until(asked, f"a key is waited for at {number}")

    async def takes_the_call(self, number: str = PHONE) -> Call:
        call = await self.is_asked(number)
        await self.simulator.press(call.sid, "1")
        return await self.simulator.until_listening(call.sid, "stream")

    async def rings_in(self, number: str = CALLER_PHONE, tone_hz: int = CALLER_HZ) -> Call:
        ringing = await self.simulator.ring_in(number)
        call = await self.simulator.until_listening(ringing.sid, "stream")
        await self.simulator.speak(call.sid, tone_hz=tone_hz, loop=True)
        return call

    async def hang_up(self) -> None:
        """Every phone."""
        for call in await self.simulator.calls():
            if not call.over:
                await self.simulator.hang_up(call.sid)


async def handed_to_phone(people: People, phones: Phones) -> tuple[Caller, Agent, Call]:
    """Ines, Ana and somebody on the phone are in a call."""
    caller, ana = await talking(people)
    await phones.has_a_voice()
    await ana.transfer_to_phone(PHONE, name="Billing desk")
    call = await phones.takes_the_call()
    await expect(ana.transfer_status).to_contain_text("Connected")
    await caller.ears.hears(PHONE_HZ)
    return caller, ana, call
