"""A call goes to a phone, whose owner hears of it and takes it by pressing a key."""

from __future__ import annotations

from tests.support.call_center import move
from tests.support.phone_center import PHONE, PhoneCenter


async def test_a_call_is_introduced_to_a_phone(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    offered = await center.dials(ana, "(415) 555-1212", name="Billing")
    assert offered["target"]["kind"] == "phone"
    assert offered["target"]["name"] == "Billing"
    assert offered["target"]["phone"]["number"] == PHONE
    ringing = await center.rung()
    heard = await center.phones.until_call(
        ringing.sid, lambda call: len(call.said) == 2, "they hear who calls and the briefing"
    )
    assert heard.said[0].startswith("Hello, this is a call for Billing. Ana at Acme would like")
    assert heard.said[-1].startswith("Wants a refund. Press 1 to take the call")
    await center.phone_is(ana, offered, "briefing")

    await center.phones.press(ringing.sid, "1")
    await center.transfer_is(ana, offered, "moving")
    await move(caller, ana)
    introduced = await center.transfer_is(ana, offered, "introducing")
    assert introduced["target"]["phone"]["state"] == "connected"
    seen = await center.caller_sees(caller, lambda call: len(call["agents"]) == 2)
    assert [agent["name"] for agent in seen["agents"]] == ["Ana", "Billing"]

    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    done = await center.transfer_is(ana, offered, "completed")
    assert done["outcome"] == "completed"
    left = await center.caller_sees(caller, lambda call: len(call["agents"]) == 1)
    assert left["status"] == "connected"
    assert not (await center.phones.call(ringing.sid)).over


async def test_a_call_is_handed_to_a_phone_at_once(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    offered = await center.dials(ana, mode="direct")
    await center.accepted_by_key()
    await move(caller)
    await center.transfer_is(ana, offered, "completed")
    seen = await center.caller_sees(caller, lambda call: len(call["agents"]) == 1)
    assert seen["agents"][0]["name"] == "a colleague on the phone"  # the number is for agents


async def test_an_agent_consults_a_phone_first(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    offered = await center.dials(ana, mode="consult")
    ringing = await center.accepted_by_key()
    await center.transfer_is(ana, offered, "consulting")
    await center.caller_sees(caller, lambda call: call["status"] == "on_hold")
    await ana.connect((await ana.connection())["destination"])
    await center.phone_is(ana, offered, "connected")
    await ana.step(offered, "hand-over")
    await move(caller)
    await center.transfer_is(ana, offered, "completed")
    await center.phones.hang_up(ringing.sid)
    ended = await center.caller_sees(caller, lambda call: call["status"] == "ended")
    assert ended["end_reason"] == "phone_hung_up"


async def test_the_extension_is_dialled_once_it_is_answered(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    await center.call_with(ana)
    await center.dials(ana, extension="ww42#")
    ringing = await center.rung()
    await center.phones.until_call(
        ringing.sid, lambda call: call.heard_digits == "42#", "the extension is heard"
    )


async def test_the_caller_who_hangs_up_ends_the_phones_call(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    offered = await center.dials(ana, mode="direct")
    ringing = await center.accepted_by_key()
    await move(caller)
    await center.transfer_is(ana, offered, "completed")
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    await center.phones.until_over(ringing.sid)
