"""Callers who ring in: greeted, held with music, and transferred like anybody."""

from __future__ import annotations

from tests.integration.phones.conftest import OpenPhones
from tests.support.call_center import report_moved
from tests.support.phone_center import CALLER_PHONE, PHONE, PhoneCenter
from tests.support.waiting import until


async def test_a_caller_who_rings_in_waits_with_music(center: PhoneCenter) -> None:
    ringing, call_id = await center.rings_in()
    ana = await center.agent("ana")
    seen = await ana.get(f"/calls/{call_id}")
    assert seen["caller_name"] == "+1 415-555-0123"
    (caller,) = seen["participants"]
    assert (caller["kind"], caller["phone"]["number"]) == ("caller", CALLER_PHONE)
    assert "transcribed" in (await center.phones.call(ringing.sid)).said[0]
    (room,) = await center.open_rooms()
    assert (await center.orders(room)).music
    assert not (await center.orders(room)).transcribe

    joined = await ana.join(call_id)
    await center.agent_sees(ana, call_id, lambda call: call["answered_at"] is not None)

    async def quiet() -> bool:
        orders = await center.orders(joined["connection"]["current"]["room_name"])
        return orders.transcribe and not orders.music

    await until(quiet, "the music ends and the transcript begins")


async def test_the_caller_who_hangs_up_ends_the_call(center: PhoneCenter) -> None:
    ringing, call_id = await center.rings_in()
    ana = await center.agent("ana")
    await ana.join(call_id)
    await center.phones.hang_up(ringing.sid)
    ended = await center.agent_sees(ana, call_id, lambda call: call["state"] == "ended")
    assert ended["end_reason"] == "caller_left"


async def test_an_agent_who_ends_the_call_hangs_up(center: PhoneCenter) -> None:
    ringing, call_id = await center.rings_in()
    ana = await center.agent("ana")
    await ana.join(call_id)
    await ana.post(f"/calls/{call_id}/end", expect=204)
    assert (await center.phones.until_over(ringing.sid)).status == "completed"


async def test_a_caller_on_the_phone_moves_to_another_agent(center: PhoneCenter) -> None:
    _, call_id = await center.rings_in()
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await ana.join(call_id)
    await center.agent_sees(ana, call_id, lambda call: call["answered_at"] is not None)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await ana.connect((await ana.connection())["destination"])
    await report_moved(ana, offered["id"])
    await center.transfer_is(ana, offered, "introducing")
    await ana.post(f"/calls/{call_id}/leave", expect=204)
    call = await center.agent_sees(
        bea, call_id, lambda call: call["open_transfer_id"] is None and call["state"] == "active"
    )
    present = {each["kind"] for each in call["participants"] if each["state"] == "present"}
    assert present == {"caller", "agent"}


async def test_and_to_another_phone(center: PhoneCenter) -> None:
    ringing, call_id = await center.rings_in()
    ana = await center.agent("ana")
    await ana.join(call_id)
    await center.agent_sees(ana, call_id, lambda call: call["answered_at"] is not None)
    offered = await center.dials(ana, PHONE, mode="direct")
    target = await center.accepted_by_key()
    await center.transfer_is(ana, offered, "completed")
    await center.phones.hang_up(target.sid)
    await center.phones.until_over(ringing.sid)


async def test_a_withheld_number_is_nobodys(center: PhoneCenter) -> None:
    _, call_id = await center.rings_in("+266696687")  # spells ANONYMOUS
    ana = await center.agent("ana")
    seen = await ana.get(f"/calls/{call_id}")
    assert seen["caller_name"] == "Caller on the phone"
    assert seen["participants"][0]["phone"]["number"] is None


async def test_the_callers_number_may_be_shown(open_center: OpenPhones) -> None:
    center = await open_center(phone_caller_id="caller")
    _, call_id = await center.rings_in()
    ana = await center.agent("ana")
    await ana.join(call_id)
    await center.dials(ana, PHONE)
    assert (await center.rung()).view["from"] == CALLER_PHONE


async def test_keys_go_both_ways(center: PhoneCenter) -> None:
    ringing, call_id = await center.rings_in()
    ana = await center.agent("ana")
    await ana.join(call_id)
    seen = await center.agent_sees(ana, call_id, lambda call: call["answered_at"] is not None)
    caller = next(each for each in seen["participants"] if each["kind"] == "caller")
    wish = {"participant_id": caller["id"], "digits": "42#"}
    await ana.post(f"/calls/{call_id}/digits", wish, expect=204)
    await center.phones.until_call(
        ringing.sid, lambda call: call.heard_digits == "42#", "the phone hears the keys"
    )
    await center.phones.press(ringing.sid, "7")

    async def told() -> bool:
        return any(
            event.type == "phone.digit" and event.data["digit"]["digit"] == "7"
            for event in await center.events()
        )

    await until(told, "the agents are told of the key")
    me = next(each for each in seen["participants"] if each["kind"] == "agent")
    wrong = {"participant_id": me["id"], "digits": "1"}
    await ana.post(f"/calls/{call_id}/digits", wrong, expect=409)
