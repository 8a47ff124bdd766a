"""The main job, through the room ID that one agent reads out to another."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.journeys import (
    all_three_hear_each_other,
    hear_each_other,
    only_bea_is_left,
    talking_with_bea_at_hand,
)
from tests.support.people import People

ANYONE = "Anyone with the room ID"


async def test_bea_joins_with_the_room_id(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await ana.start_transfer(ANYONE)
    room_id = await ana.room_id()

    await bea.enter_room_id(room_id.upper())
    await bea.is_in_the_call()
    await all_three_hear_each_other(caller, ana, bea)
    await bea.sees_participants("Ines", "Ana", "Bea")

    await ana.leave()
    await only_bea_is_left(caller, bea)
    await bea.sees_history("Ana", "Completed")


async def test_a_wrong_and_an_old_room_id_are_refused_in_the_same_words(people: People) -> None:
    caller, ana, bea = await talking_with_bea_at_hand(people)
    await ana.start_transfer(ANYONE)
    room_id = await ana.room_id()
    await ana.cancel_button.click()
    await ana.sees_history("Cancelled")

    refusals = []
    for refused in ("zzzz-2222", room_id):
        await bea.enter_room_id(refused)
        refusal = bea.page.get_by_role("alert").filter(has_text="with this ID")
        await expect(refusal).to_be_visible()
        refusals.append(await refusal.inner_text())
        await bea.reload()
        await bea.is_at_the_desk()
    assert refusals[0] == refusals[1]
    await hear_each_other(caller, ana)
