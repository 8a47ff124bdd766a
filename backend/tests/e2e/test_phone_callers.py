"""Somebody rings our number, and is a caller like any other."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests.e2e.phones import PHONE, PHONE_HZ, Phones
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ


async def test_a_caller_on_the_phone_goes_from_ana_to_bea(
    people_with_phones: People, phones: Phones
) -> None:
    ana, bea = await asyncio.gather(people_with_phones.ana(), people_with_phones.bea())
    call = await phones.rings_in()
    ears = phones.ears(call)
    assert "This call is transcribed" in call.said[0]
    await expect(ana.waiting_calls).to_contain_text("+1 415-555-0123")
    await ana.join_waiting_call()
    await asyncio.gather(ana.ears.hears(CALLER_HZ), ears.hears(AGENT_A_HZ))
    with_ana = await ears.now()

    await ana.start_transfer("Bea")
    await bea.accept()
    await asyncio.gather(bea.ears.hears(CALLER_HZ), ears.hears(AGENT_B_HZ))
    await ana.leave()
    await ears.silent_of(AGENT_A_HZ)
    await asyncio.gather(bea.ears.hears(CALLER_HZ), ears.hears(AGENT_B_HZ))
    assert await ears.longest_hole_s(AGENT_A_HZ, AGENT_B_HZ, since_window=with_ana) < 1.0
    await phones.simulator.hang_up(call.sid)
    await bea.is_free()


async def test_and_from_ana_to_another_phone(people_with_phones: People, phones: Phones) -> None:
    ana = await people_with_phones.ana()
    call = await phones.rings_in()
    await ana.join_waiting_call()
    await ana.ears.hears(CALLER_HZ)
    await phones.has_a_voice()
    await ana.transfer_to_phone(PHONE, mode="Direct")
    other = await phones.takes_the_call()
    await ana.is_free()
    await asyncio.gather(
        phones.ears(call).hears(PHONE_HZ),
        phones.ears(other).hears(CALLER_HZ),
    )
    await phones.simulator.hang_up(call.sid)
    assert (await phones.simulator.until_over(other.sid)).status == "completed"


async def test_a_caller_on_the_phone_hears_music_while_they_wait_and_are_on_hold(
    people_with_phones: People, phones: Phones
) -> None:
    ana = await people_with_phones.ana()
    call = await phones.rings_in()
    ears = phones.ears(call)
    await ears.hears_something()
    await ana.join_waiting_call()
    await asyncio.gather(ana.ears.hears(CALLER_HZ), ears.hears(AGENT_A_HZ))
    await ana.hold()
    await asyncio.gather(ana.ears.silent_of(CALLER_HZ), ears.silent_of(AGENT_A_HZ))
    await ears.hears_something()
    await ana.resume()
    await asyncio.gather(ana.ears.hears(CALLER_HZ), ears.hears(AGENT_A_HZ))


async def test_keys_go_both_ways(people_with_phones: People, phones: Phones) -> None:
    ana = await people_with_phones.ana()
    call = await phones.rings_in()
    await ana.join_waiting_call()
    await ana.ears.hears(CALLER_HZ)
    await ana.page.keyboard.press("k")
    await expect(ana.keypad).to_be_visible()
    for key in "42#":
        await ana.page.keyboard.press(key)
    await phones.simulator.until_call(
        call.sid, lambda seen: seen.heard_digits == "42#", "the phone hears the keys"
    )
    await phones.simulator.press(call.sid, "7")
    await expect(ana.keypad.get_by_role("list", name="Keys pressed")).to_contain_text("7")
    await ana.page.keyboard.press("Escape")
    await phones.simulator.hang_up(call.sid)
    await ana.is_free()
