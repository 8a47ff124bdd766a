"""Ana hands Ines over to somebody on the phone."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import expect

from tests.e2e.journeys import talking
from tests.e2e.phones import LONG_HOLE_S, PHONE, PHONE_HZ, Phones, handed_to_phone
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, CALLER_HZ

BRIEFING = "Charged twice for order 7319. Wants 49 dollars back before Friday."
SPOKEN = "Charged twice for order 7 3 1 9. Wants 49 dollars back before Friday."


async def test_ana_introduces_ines_to_somebody_on_the_phone(
    people_with_phones: People, phones: Phones
) -> None:
    caller, ana = await talking(people_with_phones)
    await phones.has_a_voice()
    began_s = time.time()
    await ana.transfer_to_phone("(415) 555-1212", name="Billing desk", briefing=BRIEFING)
    await expect(ana.transfer_status).to_contain_text("Ringing")
    ringing = await phones.is_asked()
    asked = await phones.simulator.until_call(
        ringing.sid, lambda call: len(call.said) == 2, "they hear who calls and the briefing"
    )
    assert "this is a call for Billing desk" in asked.said[0]
    assert SPOKEN in asked.said[-1]
    await expect(ana.transfer_status).to_contain_text("Playing briefing")
    assert set(await caller.statuses_since(began_s)) <= {"Connected"}

    call = await phones.takes_the_call()
    ears = phones.ears(call)
    await asyncio.gather(
        caller.ears.hears(PHONE_HZ),
        ana.ears.hears(PHONE_HZ),
        ears.hears(CALLER_HZ),
        ears.hears(AGENT_A_HZ),
    )
    await ana.sees_participants("Ines", "Ana", "Billing desk")
    await caller.is_told("Billing desk")
    together = await ears.now()

    await ana.leave()
    await asyncio.gather(caller.ears.silent_of(AGENT_A_HZ), ears.silent_of(AGENT_A_HZ))
    await asyncio.gather(caller.ears.hears(PHONE_HZ), ears.hears(CALLER_HZ))
    await caller.sees("Connected")
    holes_s = (
        await caller.ears.longest_hole_s([AGENT_A_HZ, PHONE_HZ], since_s=began_s),
        await ears.longest_hole_s(CALLER_HZ, since_window=together),
    )
    assert max(holes_s) < LONG_HOLE_S, holes_s


async def test_ana_hands_ines_over_at_once(people_with_phones: People, phones: Phones) -> None:
    caller, ana = await talking(people_with_phones)
    await phones.has_a_voice()
    await ana.transfer_to_phone(PHONE, mode="Direct")
    call = await phones.takes_the_call()
    await ana.is_free()
    await asyncio.gather(caller.ears.hears(PHONE_HZ), phones.ears(call).hears(CALLER_HZ))
    await caller.is_told("a colleague on the phone")
    await expect(caller.page.get_by_text("555")).to_have_count(0)  # the number is for agents


async def test_ana_talks_with_the_phone_first(people_with_phones: People, phones: Phones) -> None:
    caller, ana = await talking(people_with_phones)
    await phones.has_a_voice()
    await ana.transfer_to_phone(PHONE, mode="Consult first", name="Billing desk")
    call = await phones.takes_the_call()
    ears = phones.ears(call)
    await caller.sees("On hold")
    await asyncio.gather(ana.ears.hears(PHONE_HZ), ears.hears(AGENT_A_HZ))
    await asyncio.gather(caller.ears.silent_of(AGENT_A_HZ), ears.silent_of(CALLER_HZ))
    await ana.bring_in()
    await asyncio.gather(caller.ears.hears(PHONE_HZ), ears.hears(CALLER_HZ))
    await ana.leave()
    await ears.silent_of(AGENT_A_HZ)
    await ears.hears(CALLER_HZ)


async def test_the_phone_that_hangs_up_ends_what_is_left_of_the_call(
    people_with_phones: People, phones: Phones
) -> None:
    caller, ana, call = await handed_to_phone(people_with_phones, phones)
    await ana.leave()
    await caller.ears.silent_of(AGENT_A_HZ)
    await phones.simulator.hang_up(call.sid)
    await caller.sees("Call ended")


async def test_the_phone_that_hangs_up_early_leaves_ines_with_ana(
    people_with_phones: People, phones: Phones
) -> None:
    caller, ana, call = await handed_to_phone(people_with_phones, phones)
    await phones.simulator.hang_up(call.sid)
    await ana.sees_participants("Ines", "Ana")
    await caller.ears.silent_of(PHONE_HZ)
    await caller.ears.hears(AGENT_A_HZ)
    await expect(ana.transfer_status).to_contain_text("hung up")


async def test_ines_who_hangs_up_ends_the_phones_call(
    people_with_phones: People, phones: Phones
) -> None:
    caller, ana, call = await handed_to_phone(people_with_phones, phones)
    await ana.leave()
    await caller.leave_button.click()
    assert (await phones.simulator.until_over(call.sid)).status == "completed"
