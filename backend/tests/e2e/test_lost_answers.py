"""The network loses an answer: the page asks again, and what it asked for is done once."""

from __future__ import annotations

import asyncio

from playwright.async_api import Route, expect

from tests.e2e.journeys import hear_each_other
from tests.support.people import People


async def test_a_caller_whose_answer_is_lost_is_in_the_queue_once(people: People) -> None:
    caller, ana = await asyncio.gather(people.caller(), people.ana())
    keys: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            await route.continue_()
            return
        answer = await route.fetch()
        assert answer.status == 201
        await route.abort("connectionreset")

    await caller.page.route("**/api/calls", lose_the_first_answer)
    await caller.join()
    assert len(keys) == 2
    assert keys[0] == keys[1]
    await expect(ana.waiting_calls.get_by_role("button", name="Join")).to_have_count(1)
    await ana.join_waiting_call()
    await hear_each_other(caller, ana)
