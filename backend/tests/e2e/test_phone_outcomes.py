"""Why a phone did not take a call, as Ana reads it; and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.journeys import hear_each_other, talking
from tests.e2e.phones import PHONE, Phones
from tests.support.people import People


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"answers": "busy"}, "busy"),
        ({"answers": "no_answer"}, "did not answer"),
        ({"keys": [{"digits": "2", "gather": 1}]}, "declined"),
        ({"answers": "voicemail"}, "Voicemail"),
        ({"answers": "failed"}, "Twilio does not dial this number"),
        ({"refuse": 21219}, "A trial account dials verified numbers alone"),
    ],
)
async def test_ana_is_told_why_and_keeps_ines(
    people_with_phones: People, phones: Phones, person: dict[str, Any], words: str
) -> None:
    caller, ana = await talking(people_with_phones)
    await phones.simulator.set_person(PHONE, **person)
    await ana.transfer_to_phone(PHONE)
    await expect(ana.transfer_status).to_contain_text(words, ignore_case=True)
    await expect(ana.page.get_by_role("button", name="Dial again")).to_be_visible()
    await hear_each_other(caller, ana)
    await ana.sees_participants("Ines", "Ana")


async def test_ana_cancels_while_it_rings(people_with_phones: People, phones: Phones) -> None:
    caller, ana = await talking(people_with_phones)
    await phones.simulator.set_person(PHONE, answers="by_hand")
    await ana.transfer_to_phone(PHONE)
    await expect(ana.transfer_status).to_contain_text("Ringing")
    call = await phones.simulator.latest_call(PHONE)
    await ana.cancel_button.click()
    assert (await phones.simulator.until_over(call.sid)).status == "canceled"
    await hear_each_other(caller, ana)


async def test_ana_dials_a_busy_phone_again(people_with_phones: People, phones: Phones) -> None:
    _, ana = await talking(people_with_phones)
    await phones.simulator.set_person(PHONE, answers="busy")
    await ana.transfer_to_phone(PHONE)
    again = ana.page.get_by_role("button", name="Dial again")
    await expect(again).to_be_visible()
    first = await phones.simulator.latest_call(PHONE)
    await phones.has_a_voice()
    await again.click()
    assert (await phones.takes_the_call()).sid != first.sid
    await ana.sees_participants("Ines", "Ana", "+1 415")


async def test_without_an_account_the_dialog_says_what_to_set(people: People) -> None:
    _, ana = await talking(people)
    await ana.transfer_button.click()
    await ana.choose_target("Phone number")
    dialog = ana.transfer_dialog
    await expect(dialog).to_contain_text("TWILIO_ACCOUNT_SID")
    await expect(dialog).to_contain_text("docs/phones.md")
    await expect(dialog.get_by_role("button", name="Transfer to Phone")).to_be_disabled()


async def test_a_number_is_checked_as_it_is_typed(
    people_with_phones: People, phones: Phones
) -> None:
    _, ana = await talking(people_with_phones)
    before = len(await phones.simulator.calls(to=PHONE))
    await ana.transfer_button.click()
    await ana.choose_target("Phone number")
    dialog = ana.transfer_dialog
    number = dialog.get_by_role("textbox", name="Phone number")
    start = dialog.get_by_role("button", name="Transfer to Phone")
    for typed, words in (
        ("415 555", "not complete"),
        ("+44 7400 123456", "not allowed"),
        ("900 234 5678", "premium"),
    ):
        await number.fill(typed)
        await number.blur()
        await expect(dialog).to_contain_text(words, ignore_case=True)
        await start.click()
        await expect(dialog).to_be_visible()
    await number.fill("(415) 555-1212")
    await expect(dialog).to_contain_text("United States")
    await expect(dialog).to_contain_text(PHONE)
    assert len(await phones.simulator.calls(to=PHONE)) == before
