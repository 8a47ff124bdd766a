"""Why a phone did not take a call: typed, in words, and the caller stays with the agent."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.integration.phones.conftest import OpenPhones
from tests.support.call_center import Agent, move
from tests.support.faults import fault
from tests.support.participant import Json, Participant
from tests.support.phone_center import PHONE, PhoneCenter
from tests.support.phone_simulator import Call

DECLINED = "Whoever answered the phone declined."


async def with_caller(center: PhoneCenter) -> tuple[Agent, Participant]:
    ana = await center.agent("ana")
    return ana, await center.call_with(ana)


def _was_asked(times: int, call: Call) -> bool:
    """For a key, to the end of what is said about it or near it."""
    return sum("Press 1" in said for said in call.said) == times


async def ends(
    center: PhoneCenter, ana: Agent, caller: Participant, transfer: Json, outcome: str
) -> Json:
    """The transfer ends like this, with the caller where they were."""
    ended = await center.transfer_is(ana, transfer, outcome)
    seen = await center.caller_sees(caller, lambda call: call["status"] == "connected")
    assert [agent["name"] for agent in seen["agents"]] == ["Ana"]
    return ended


@fault(
    20,
    done="the phone is busy, not answered, hung up, not reached, not allowed",
    seen="the transfer ends as just that, in words, with the caller with A as before",
)
@pytest.mark.parametrize(
    ("person", "outcome", "status", "words"),
    [
        ({"answers": "busy"}, "busy", "busy", "The phone is busy."),
        ({"answers": "no_answer"}, "no_answer", "no-answer", "The phone was not answered."),
        (
            {"answers": "answer", "hangs_up_after_s": 0.5},
            "declined",
            "completed",
            "Whoever answered the phone hung up without taking the call.",
        ),
        (
            {"answers": "failed", "sip_code": 404},
            "failed",
            "failed",
            "Twilio does not dial this number.",
        ),
        ({"refuse": 21219}, "failed", "failed", "A trial account dials verified numbers alone."),
    ],
)
async def test_what_the_provider_says_becomes_the_outcome(
    open_center: OpenPhones, person: dict[str, Any], outcome: str, status: str, words: str
) -> None:
    center = await open_center(phone_ring_timeout_s=5)
    ana, caller = await with_caller(center)
    await center.phones.set_person(PHONE, **person)
    offered = await center.dials(ana)
    ended = await ends(center, ana, caller, offered, outcome)
    assert ended["outcome"] == outcome
    assert words in ended["reason"]
    assert ended["target"]["phone"]["status"] == status
    assert ended["target"]["phone"]["state"] == "ended"


@fault(
    20,
    done="whoever answers declines by key, at once or after hearing it again, or presses none",
    seen="declined, or not answered; they are thanked, and the caller is with A as before",
)
@pytest.mark.parametrize(
    ("keys", "outcome", "words"),
    [
        (["2"], "declined", DECLINED),
        (["3", "2"], "declined", DECLINED),
        (["9", "2"], "declined", DECLINED),
        (["9", "8", "7"], "no_answer", "nobody pressed a key"),
    ],
)
async def test_whoever_answers_may_decline_hear_it_again_or_press_nothing_useful(
    center: PhoneCenter, keys: list[str], outcome: str, words: str
) -> None:
    ana, caller = await with_caller(center)
    offered = await center.dials(ana)
    call = await center.rung()
    for number, key in enumerate(keys, start=1):
        await center.phones.until_call(call.sid, partial(_was_asked, number), "asked for a key")
        await center.phones.press(call.sid, key)
    ended = await ends(center, ana, caller, offered, outcome)
    assert words in ended["reason"]
    over = await center.phones.until_over(call.sid)
    assert over.said[-1].endswith("Goodbye.")
    if keys[0] == "3":
        assert len([said for said in over.said if "Wants a refund." in said]) == 2


@fault(
    20,
    done="a voicemail answers",
    seen="it is told by its sound and hung up; the caller is with A as before",
)
async def test_a_voicemail_is_hung_up(center: PhoneCenter) -> None:
    ana, caller = await with_caller(center)
    await center.phones.set_person(PHONE, answers="voicemail")
    offered = await center.dials(ana)
    ended = await ends(center, ana, caller, offered, "voicemail")
    assert ended["reason"] == "Voicemail answered."
    await center.phones.until_over((await center.rung()).sid)


async def test_a_provider_that_cannot_be_reached_fails_the_transfer_at_once(
    open_center: OpenPhones,
) -> None:
    center = await open_center(twilio_api_url="http://127.0.0.1:1")
    ana, caller = await with_caller(center)
    offered = await center.dials(ana)
    ended = await ends(center, ana, caller, offered, "failed")
    assert ended["reason"] == "Twilio cannot be reached from here. Try again in a moment."


async def test_a_message_is_left_on_a_voicemail_where_there_is_one(open_center: OpenPhones) -> None:
    center = await open_center(phone_voicemail_message="Please call Acme back.")
    ana, caller = await with_caller(center)
    await center.phones.set_person(PHONE, answers="voicemail", amd="machine_end_beep")
    offered = await center.dials(ana)
    ended = await ends(center, ana, caller, offered, "voicemail")
    assert ended["reason"] == "Voicemail answered. A message was left."
    over = await center.phones.until_over((await center.rung()).sid)
    assert over.said[-1] == "Please call Acme back."


async def test_a_key_counts_more_than_what_it_sounded_like(center: PhoneCenter) -> None:
    ana, caller = await with_caller(center)
    await center.phones.set_person(PHONE, answers="answer", amd="machine_start", amd_after_s=3)
    offered = await center.dials(ana)
    await center.accepted_by_key()
    await move(caller, ana)
    await center.transfer_is(ana, offered, "introducing")


async def test_cancelling_stops_the_ringing(center: PhoneCenter) -> None:
    ana, caller = await with_caller(center)
    await center.phones.set_person(PHONE, answers="no_answer")
    offered = await center.dials(ana)
    call = await center.rung()
    await center.phone_is(ana, offered, "ringing")
    await ana.step(offered, "cancel")
    over = await center.phones.until_over(call.sid)
    assert over.status == "canceled"
    await ends(center, ana, caller, offered, "cancelled")


async def test_cancelling_during_the_briefing_hangs_up(center: PhoneCenter) -> None:
    ana, caller = await with_caller(center)
    offered = await center.dials(ana)
    call = await center.rung()
    await center.phones.until_listening(call.sid, "gather")
    await ana.step(offered, "cancel")
    assert (await center.phones.until_over(call.sid)).status == "completed"
    await ends(center, ana, caller, offered, "cancelled")


async def test_the_caller_who_leaves_stops_the_ringing(center: PhoneCenter) -> None:
    ana, caller = await with_caller(center)
    await center.phones.set_person(PHONE, answers="no_answer")
    offered = await center.dials(ana)
    call = await center.rung()
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    await center.phones.until_over(call.sid)
    await center.transfer_is(ana, offered, "caller_left")


async def test_a_phone_that_hangs_up_on_the_way_leaves_the_caller_with_the_agent(
    center: PhoneCenter,
) -> None:
    ana, caller = await with_caller(center)
    offered = await center.dials(ana)
    call = await center.accepted_by_key()
    await center.phone_is(ana, offered, "connected")
    await center.phones.hang_up(call.sid)
    ended = await ends(center, ana, caller, offered, "failed")
    assert "hung up" in ended["reason"]


async def test_cancelling_while_three_talk_hangs_up(center: PhoneCenter) -> None:
    ana, caller = await with_caller(center)
    offered = await center.dials(ana)
    call = await center.accepted_by_key()
    await move(caller, ana)
    await center.transfer_is(ana, offered, "introducing")
    await ana.step(offered, "cancel")
    await center.phones.until_over(call.sid)
    await ends(center, ana, caller, offered, "cancelled")


async def test_a_phone_that_hangs_up_while_three_talk_leaves_the_caller_with_the_agent(
    center: PhoneCenter,
) -> None:
    ana, caller = await with_caller(center)
    offered = await center.dials(ana)
    call = await center.accepted_by_key()
    await move(caller, ana)
    await center.transfer_is(ana, offered, "introducing")
    await center.phones.hang_up(call.sid)
    await ends(center, ana, caller, offered, "failed")
