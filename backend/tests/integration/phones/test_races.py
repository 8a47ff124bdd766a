"""Something happens at the same moment as a key is pressed at a phone: one comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import update

from tests.integration.phones.conftest import OpenPhones
from tests.support.fault_report import Times
from tests.support.faults import fault
from tests.support.phone_center import OTHER_PHONE, PHONE, PhoneCenter
from tests.support.phone_simulator import Call
from tests.support.waiting import until
from warm_transfer.db.models import PhoneLeg
from warm_transfer.phone_simulator.problems import CLOSED_BADLY

T = TypeVar("T")

ROUNDS = 10
# A key takes its way to us. It is pressed a little later each round: first it wins, then it loses.
A_LITTLE_S, MEANWHILE_S = 0.002, 0.008


async def asked(center: PhoneCenter, number: int) -> Call:
    """The phone of this round, once whoever answered is asked for a key."""

    async def rung() -> Call | None:
        calls = await center.phones.calls(to=PHONE)
        return calls[-1] if len(calls) == number else None

    call = await until(rung, f"call {number} to the phone")
    return await center.phones.until_listening(call.sid, "gather")


async def meanwhile(
    center: PhoneCenter, call: Call, key: str, number: int, other: Awaitable[T]
) -> T:
    """Do the other thing at about the moment when the key is pressed."""

    async def press() -> None:
        await asyncio.sleep((number - 1) * A_LITTLE_S)
        with suppress(AssertionError):  # there is nobody any more to press it
            await center.phones.press(call.sid, key)

    async def do() -> T:
        await asyncio.sleep(MEANWHILE_S)
        return await other

    done, _ = await asyncio.gather(do(), press())
    return done


async def only_late_streams(center: PhoneCenter) -> None:
    """A stream of a phone that is to be hung up is refused, which a provider tells of."""
    assert {problem["code"] for problem in await center.phones.problems()} <= {CLOSED_BADLY}
    await center.phones.clear_problems()


@fault(
    11,
    done="Ana cancels while whoever has the phone presses 1, or 2",
    seen="one is first, with a typed outcome; the phone is hung up, and one room is left",
)
@pytest.mark.parametrize("key", ["1", "2"])
async def test_a_key_is_pressed_while_ana_cancels(
    center: PhoneCenter, times: Times, key: str
) -> None:
    times(ROUNDS, row=11)
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    for number in range(1, ROUNDS + 1):
        offered = await center.dials(ana)
        call = await asked(center, number)

        cancel = ana.client.post(f"/api/transfers/{offered['id']}/cancel")
        cancelled = await meanwhile(center, call, key, number, cancel)
        over = await center.transfer_sees(ana, offered, lambda seen: seen["ended_at"] is not None)
        assert over["outcome"] == "cancelled" or (key == "2" and over["outcome"] == "declined")
        assert cancelled.status_code == 200 or over["outcome"] == "declined"
        await center.phones.until_over(call.sid)
        seen = await ana.get(f"/calls/{caller.call_id}")
        here = [person["kind"] for person in seen["participants"] if person["state"] != "left"]
        assert sorted(here) == ["agent", "caller"]

        async def one_is_left() -> bool:
            return len(await center.open_rooms()) == 1

        await until(one_is_left, "one room is left")
    await only_late_streams(center)


@fault(
    11,
    done="the caller hangs up while whoever has the phone presses 1",
    seen="the call is over, the phone is hung up, and no room is left",
)
async def test_a_key_is_pressed_while_the_caller_hangs_up(
    center: PhoneCenter, times: Times
) -> None:
    times(ROUNDS, row=11)
    ana = await center.agent("ana")
    for number in range(1, ROUNDS + 1):
        caller = await center.call_with(ana)
        offered = await center.dials(ana)
        call = await asked(center, number)

        leave = caller.post(f"/calls/{caller.call_id}/leave", expect=204)
        await meanwhile(center, call, "1", number, leave)
        await caller.disconnect()
        await center.transfer_is(ana, offered, "caller_left")
        await center.phones.until_over(call.sid)
        await ana.disconnect()

        async def none_is_left() -> bool:
            return not await center.open_rooms()

        await until(none_is_left, "no room is left")
    await only_late_streams(center)


@fault(
    11,
    done="two agents dial at once, when one number more may be dialled within the hour",
    seen="one does, the other gets 429 `phone_limit`, on either database",
)
async def test_two_agents_dial_the_last_number_allowed(
    open_center: OpenPhones, times: Times, database_url: str
) -> None:
    times(ROUNDS, row=11)
    center = await open_center(database_url=database_url, phone_max_per_hour=1)
    agents = [await center.agent(name) for name in ("ana", "bea")]
    for agent, number in zip(agents, (PHONE, OTHER_PHONE), strict=True):
        await center.call_with(agent)
        await center.phones.set_person(number, answers="no_answer")
    for _ in range(ROUNDS):
        answers = await asyncio.gather(
            *(
                agent.client.post(
                    f"/api/calls/{agent.call_id}/transfers",
                    json={"target": {"phone_number": number}, "briefing": "A refund."},
                )
                for agent, number in zip(agents, (PHONE, OTHER_PHONE), strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 429]
        lost = next(answer for answer in answers if answer.status_code == 429)
        assert lost.json()["code"] == "phone_limit"
        for agent, answer in zip(agents, answers, strict=True):
            if answer.status_code == 201:
                await agent.step(answer.json(), "cancel")
                await center.transfer_is(agent, answer.json(), "cancelled")
        async with center.ctx.db.unit_of_work() as uow:  # an hour later
            long_ago = uow.now - timedelta(hours=2)
            await uow.session.execute(update(PhoneLeg).values(created_at=long_ago))
    for number in (PHONE, OTHER_PHONE):
        for call in await center.phones.calls(to=number):
            await center.phones.until_over(call.sid)
