"""What people do in a transfer, state by state; again, when nothing came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from tests.faults.scene import Scene
from tests.support.robot import AGAIN_S, Json

# States in which a transfer waits for a person.
RESTING = ("offered", "consulting", "consult_paused", "introducing")
DONE = (200, 201, 204)
LATE = 409
Wait = Callable[[Scene, Json], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Deed:
    """`who` does `what` while the transfer is in `state`, as soon as it is `time` for it."""

    state: str
    who: str
    what: str
    time: Wait | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    mode: str
    deeds: tuple[Deed, ...]
    caller_hesitates: bool = False


async def both_agents_are_there(scene: Scene, transfer: Json) -> bool:
    return all(transfer["id"] in agent.confirmed for agent in (scene.ana, scene.bea))


async def only_one_room(scene: Scene, _transfer: Json) -> bool:
    return len(await scene.open_rooms()) == 1


ACCEPTED = Deed("offered", "bea", "accept", time=None)
LEAVES = Deed("introducing", "ana", "leave", time=only_one_room)
PLANS = {
    "introduce": Plan("introduce", (ACCEPTED, LEAVES)),
    "consult": Plan(
        "consult",
        (
            ACCEPTED,
            Deed("consulting", "ana", "return", time=both_agents_are_there),
            Deed("consult_paused", "ana", "consult"),
            Deed("consulting", "ana", "bring-in"),
            LEAVES,
        ),
    ),
    "direct": Plan("direct", (ACCEPTED,)),
    "declined": Plan("introduce", (Deed("offered", "bea", "decline"),)),
    "cancelled": Plan(
        "introduce",
        (ACCEPTED, Deed("moving", "ana", "cancel", time=both_agents_are_there)),
        caller_hesitates=True,
    ),
}


async def play(scene: Scene, plan: Plan) -> Json:
    """Transfer the call by this plan; gives the transfer as it is when it has ended."""
    scene.caller.hesitates = plan.caller_hesitates
    if plan.mode == "direct":  # else either may be the last, which makes no odds to them
        scene.caller.reports_after = scene.bea
    await _offer(scene, plan.mode)
    for deed in plan.deeds:
        transfer = await _when(scene, deed)
        if transfer is None:
            break
        await _do(scene, deed, transfer)
    return await scene.ended(scene.ana)


async def reach(scene: Scene, state: str, mode: str = "introduce") -> Json:
    """Bring a new transfer into this state, as far as the mode's plan must go for that."""
    await _offer(scene, mode)
    for deed in PLANS[mode].deeds:
        transfer = await _when(scene, deed)
        assert transfer is not None
        if transfer["state"] == state:
            return transfer
        await _do(scene, deed, transfer)
        if state == "moving":
            break
    return await scene.sees(scene.ana, lambda transfer: bool(transfer["state"] == state))


async def _offer(scene: Scene, mode: str) -> None:
    body = {"target": {"agent_id": scene.bea.id}, "mode": mode, "briefing": "Wants a refund."}
    while scene.ana.transfer is None:
        try:
            answer = await scene.ana.click(f"/calls/{scene.ana.call_id}/transfers", body)
        except httpx.TransportError:
            await scene.ana.look()  # as soon as she can; she clicks again if need be
            continue
        assert answer.status_code in (*DONE, LATE), answer.text
        await scene.ana.look()


async def _when(scene: Scene, deed: Deed) -> Json | None:
    """The transfer, once it is time for the deed; None when it has ended before."""
    while True:
        transfer = scene.ana.transfer
        assert transfer is not None
        if transfer["ended_at"] is not None:
            return None
        in_state = transfer["state"] == deed.state
        if in_state and (deed.time is None or await deed.time(scene, transfer)):
            return transfer
        await asyncio.sleep(AGAIN_S)


async def _do(scene: Scene, deed: Deed, transfer: Json) -> None:
    who = scene.agents[deed.who]
    path = f"/transfers/{transfer['id']}/{deed.what}"
    if deed.what == "leave":
        path = f"/calls/{who.call_id}/leave"
        scene.accompanied = False
    while True:
        try:
            answer = await who.click(path)
        except httpx.TransportError:
            await scene.ana.look()
            if scene.ana.transfer is None or scene.ana.transfer["state"] != deed.state:
                return  # it came to something all the same
            continue
        assert answer.status_code in (*DONE, LATE), answer.text
        return
