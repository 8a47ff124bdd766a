"""People whose connection is lost, or who go, in the middle of a transfer. None of them says so."""

from __future__ import annotations

import pytest

from tests.faults.plans import reach
from tests.faults.scene import NewScene
from tests.support.faults import fault

SOON_S = 5  # the shortest time after which somebody who is away counts as gone
NOT_HEARD = "Ana did not hear everybody in the new room in time"


@fault(
    7,
    done="Ana's connections are cut while she consults Bea",
    seen="the caller is on announced hold until she counts as gone, then has Bea",
)
async def test_ana_drops_while_consulting(new_scene: NewScene) -> None:
    async with new_scene(agent_away_timeout_s=SOON_S) as scene:
        await scene.begin()
        await reach(scene, "consulting", "consult")
        scene.accompanied = False
        await scene.leaves_without_a_word(scene.ana)
        await scene.caller_sees(status="on_hold")
        await scene.caller_is_with(scene.bea)
        assert (await scene.ended(scene.bea))["outcome"] == "completed"
        await scene.one_room_is_left()
        await scene.hang_up()
        assert scene.complaints == []


@fault(
    7,
    done="Ana's connections are cut while she is back with the caller and Bea waits",
    seen="the caller has Bea once Ana counts as gone",
)
async def test_ana_drops_while_the_consult_is_paused(new_scene: NewScene) -> None:
    async with new_scene(agent_away_timeout_s=SOON_S) as scene:
        await scene.begin()
        await reach(scene, "consult_paused", "consult")
        scene.accompanied = False
        await scene.leaves_without_a_word(scene.ana)
        await scene.caller_is_with(scene.bea)
        assert (await scene.ended(scene.bea))["outcome"] == "completed"
        await scene.hang_up()


@fault(
    8,
    done="Bea accepts and her connections are cut before the caller has moved",
    seen="the caller stays with Ana throughout; the outcome is `failed`, and why is said",
)
async def test_bea_drops_before_the_caller_has_moved(new_scene: NewScene) -> None:
    async with new_scene(agent_away_timeout_s=SOON_S) as scene:
        await scene.begin()
        scene.caller.hesitates = True
        await reach(scene, "moving")
        await scene.sees(scene.ana, lambda transfer: scene.bea.identity in transfer["moved"])
        await scene.leaves_without_a_word(scene.bea)
        over = await scene.ended(scene.ana)
        assert over["outcome"] == "failed"
        assert over["reason"] in ("Bea left.", NOT_HEARD)  # whichever is noticed first
        await scene.caller_is_with(scene.ana)
        await scene.one_room_is_left()
        await scene.hang_up()
        assert scene.complaints == []


@fault(
    9,
    done="Bea's connections are cut while all three talk",
    seen="the caller goes on with Ana; the outcome is `failed`, and why is said",
)
async def test_bea_drops_while_ana_is_there(new_scene: NewScene) -> None:
    async with new_scene(agent_away_timeout_s=SOON_S) as scene:
        await scene.begin()
        await reach(scene, "introducing")
        await scene.leaves_without_a_word(scene.bea)
        over = await scene.ended(scene.ana)
        assert (over["outcome"], over["reason"]) == ("failed", "Bea left.")
        await scene.caller_is_with(scene.ana)
        await scene.one_room_is_left()
        await scene.hang_up()
        assert scene.complaints == []


@fault(
    9,
    done="Bea's connections are cut once Ana has gone",
    seen="the caller waits first in line, Ana is rung for them, takes the call, and both talk",
)
async def test_bea_drops_after_ana_has_gone(new_scene: NewScene) -> None:
    async with new_scene(agent_away_timeout_s=SOON_S) as scene:
        await scene.begin()
        await reach(scene, "completed", "direct")
        await scene.caller_is_with(scene.bea)
        scene.accompanied = False
        await scene.leaves_without_a_word(scene.bea)
        await scene.caller_sees(status="waiting", place_in_line=1)
        assert scene.caller.front is not None
        await scene.ana.look()
        assert scene.ana.call["recall"]["agent_id"] == scene.ana.id
        await scene.ana.ask("POST", f"/calls/{scene.ana.call_id}/join")
        await scene.caller_is_with(scene.ana)
        await scene.hang_up()


STATES = [
    ("offered", "introduce"),
    ("moving", "introduce"),
    ("introducing", "introduce"),
    ("consulting", "consult"),
    ("consult_paused", "consult"),
]


@fault(
    10,
    done="the caller hangs up while Bea is rung, during the move, the introduction, a consult, and"
    " a pause of it",
    seen="every connection ends, both agents are free, and Bea is told: `caller_left`",
)
@pytest.mark.parametrize(("state", "mode"), STATES)
async def test_the_caller_hangs_up(new_scene: NewScene, state: str, mode: str) -> None:
    async with new_scene() as scene:
        await scene.begin()
        scene.caller.hesitates = state == "moving"
        await reach(scene, state, mode)
        await scene.hang_up()
        for agent in scene.agents.values():
            assert (await scene.ended(agent))["outcome"] == "caller_left"
            me = await agent.ask("GET", "/me")
            assert me.json()["presence"] == "available"


@fault(
    10,
    done="the caller's connections are cut during the move and do not come back",
    seen="once the caller counts as gone, every connection ends, and both agents are told",
)
async def test_the_caller_drops_for_good(new_scene: NewScene) -> None:
    async with new_scene(caller_away_timeout_s=SOON_S) as scene:
        await scene.begin()
        scene.caller.hesitates = True
        await reach(scene, "moving")
        await scene.leaves_without_a_word(scene.caller)
        for agent in scene.agents.values():
            assert (await scene.ended(agent))["outcome"] == "caller_left"
        await scene.nothing_is_left()


@fault(
    15,
    done="the caller gets the news of the move and never gets there",
    seen="the caller stays with Ana throughout; `failed`, with the caller named as who is missing",
)
async def test_the_callers_move_is_never_confirmed(new_scene: NewScene) -> None:
    async with new_scene(move_timeout_s=SOON_S) as scene:
        await scene.begin()
        scene.caller.hesitates = True
        await reach(scene, "moving")
        over = await scene.ended(scene.ana)
        assert over["outcome"] == "failed"
        assert over["reason"] == "Could not be connected in time: Ines."
        await scene.caller_is_with(scene.ana)
        await scene.one_room_is_left()
        await scene.hang_up()
        assert scene.complaints == []


@fault(
    19,
    done="a transfer is stored and its answer lost; Ana asks for it again",
    seen="409 with the transfer that there is; Bea is rung once, and it goes on",
)
async def test_the_answer_to_a_new_transfer_is_lost(new_scene: NewScene) -> None:
    async with new_scene() as scene:
        await scene.begin()
        body = {"target": {"agent_id": scene.bea.id}}
        path = f"/calls/{scene.ana.call_id}/transfers"
        await scene.loses_the_answer(scene.ana, path, body)
        first = await scene.sees(scene.bea, lambda transfer: bool(transfer["state"] == "offered"))
        again = await scene.ana.click(path, body)
        assert (again.status_code, again.json()["code"]) == (409, "transfer_open")
        assert again.json()["transfer"]["id"] == first["id"]
        rung = (await scene.bea.ask("GET", "/transfers")).json()
        assert [transfer["id"] for transfer in rung] == [first["id"]]
        await scene.bea.ask("POST", f"/transfers/{first['id']}/accept")
        await scene.caller_is_with(scene.ana, scene.bea)
        await scene.hang_up()
