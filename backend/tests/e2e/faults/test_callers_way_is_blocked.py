"""The caller's page cannot get to the destination."""

from __future__ import annotations

import re
import time

from playwright.async_api import WebSocketRoute, expect

from tests.e2e.journeys import hear_each_other, offered_to_bea
from tests.support.faults import fault
from tests.support.people import People
from tests.support.tones import AGENT_A_HZ

NOTICEABLE_S = 1.0
TO_LIVEKIT = re.compile(r"^wss?://.*/rtc")


@fault(
    15,
    done="the caller's browser is let into no other room than the one it is in",
    seen="the caller hears Ana without a hole; `failed`, and Ana is told who could not be moved",
)
async def test_the_caller_cannot_enter_the_destination(people: People) -> None:
    caller, ana, bea = await people.caller("Ines"), await people.ana(), await people.bea()
    blocked = False

    async def way(socket: WebSocketRoute) -> None:
        if blocked:
            await socket.close()
        else:
            socket.connect_to_server()

    await caller.page.route_web_socket(TO_LIVEKIT, way)
    await caller.reload()
    await caller.join()
    await ana.join_waiting_call()
    await caller.sees("Connected")
    await hear_each_other(caller, ana)

    blocked = True
    began_s = time.time()
    await offered_to_bea(ana, bea)
    await bea.accept()
    await expect(ana.transfer_status).to_contain_text("Ines could not enter the new room")
    await ana.sees_history("Bea", "Failed")
    await bea.is_free()
    await hear_each_other(caller, ana)
    await caller.sees("Connected")
    assert await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=began_s) < NOTICEABLE_S
