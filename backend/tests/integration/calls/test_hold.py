"""Putting a caller on hold and taking them off again, outside of consults and during transfers."""

from __future__ import annotations

from tests.support.call_center import CallCenter, begin_consult, move
from tests.support.participant import Json, Participant
from tests.support.waiting import until
from tests.support.whereabouts import room_of


async def status_of(caller: Participant) -> str:
    return str((await caller.get("/calls/current"))["status"])


async def music_in(center: CallCenter, room_name: str) -> tuple[bool, bool]:
    """Whether the room's call worker is told to play music, and to transcribe."""
    told = await center.orders(room_name)
    return told.music, told.transcribe


ON_HOLD = (True, False)
TALKING = (False, True)


async def test_a_caller_is_put_on_hold_and_taken_off_again(center: CallCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    room = await room_of(caller)
    assert await music_in(center, room) == TALKING
    held = await ana.post(f"/calls/{caller.call_id}/hold")
    assert held["held_since"] is not None
    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"]) == ("on_hold", held["held_since"])
    assert [agent["name"] for agent in seen["agents"]] == ["Ana"]
    assert await music_in(center, room) == ON_HOLD

    resumed = await ana.post(f"/calls/{caller.call_id}/resume")
    assert resumed["held_since"] is None
    assert await status_of(caller) == "connected"
    assert await music_in(center, room) == TALKING


async def test_repeating_is_harmless(center: CallCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    for verb in ("hold", "resume"):
        first = await ana.post(f"/calls/{caller.call_id}/{verb}")
        told = len(await center.events())
        again = await ana.post(f"/calls/{caller.call_id}/{verb}")
        assert again == first
        assert len(await center.events()) == told


async def test_an_agents_own_hold_outlasts_a_transfer_that_fails(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    held = await ana.post(f"/calls/{caller.call_id}/hold")
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await ana.step(offered, "cancel")
    await center.transfer_is(ana, offered, "cancelled")
    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"]) == ("on_hold", held["held_since"])
    await ana.post(f"/calls/{caller.call_id}/resume")
    assert await status_of(caller) == "connected"


async def test_the_caller_is_not_the_consulted_agents_to_hold_or_to_end(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    for state in ("consulting", "consult_paused"):
        for verb in ("hold", "resume", "end"):
            refused = await bea.post(f"/calls/{caller.call_id}/{verb}", expect=409)
            assert refused["code"] == "in_consult"
        if state == "consulting":
            await ana.step(consult, "return")
    assert await status_of(caller) == "connected"
    await ana.post(f"/calls/{caller.call_id}/end", expect=204)


async def test_who_is_not_in_the_call_cannot_hold_it(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    for verb in ("hold", "resume"):
        refused = await bea.post(f"/calls/{caller.call_id}/{verb}", expect=403)
        assert refused["code"] == "not_in_call"
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    for verb in ("hold", "resume"):
        refused = await ana.post(f"/calls/{caller.call_id}/{verb}", expect=409)
        assert refused["code"] == "call_ended"


async def test_a_caller_on_hold_stays_so_while_somebody_is_rung(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    room = await room_of(caller)
    await ana.post(f"/calls/{caller.call_id}/hold")
    offered = await ana.offer(bea)
    assert await status_of(caller) == "on_hold"
    await bea.step(offered, "decline")
    assert await status_of(caller) == "on_hold"
    assert await music_in(center, room) == ON_HOLD
    await ana.post(f"/calls/{caller.call_id}/resume")
    assert await status_of(caller) == "connected"


async def test_a_caller_can_be_put_on_hold_while_somebody_is_rung(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await ana.post(f"/calls/{caller.call_id}/hold")
    await bea.accept(offered)
    assert await status_of(caller) == "being_transferred"
    await move(caller, ana, bea)
    # Whoever has moved is with the agents, and hears them.
    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"]) == ("connected", None)
    assert await music_in(center, await room_of(caller)) == TALKING


async def test_any_agent_of_a_three_way_call_can_hold_and_resume(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    introduced = await ana.offer(bea)
    await bea.accept(introduced)
    await move(caller, ana, bea)
    for holds, resumes in ((ana, bea), (bea, ana)):
        await holds.post(f"/calls/{caller.call_id}/hold")
        assert await status_of(caller) == "on_hold"
        assert await music_in(center, await room_of(caller)) == ON_HOLD
        await resumes.post(f"/calls/{caller.call_id}/resume")
        assert await status_of(caller) == "connected"
    # On hold when the one who held them goes: the other can still take them off.
    await ana.post(f"/calls/{caller.call_id}/hold")
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    await center.transfer_is(bea, introduced, "completed")
    assert await status_of(caller) == "on_hold"
    await bea.post(f"/calls/{caller.call_id}/resume")
    assert await status_of(caller) == "connected"


async def test_a_consult_is_left_by_its_own_commands(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    for agent in (ana, bea):
        refused = await agent.post(f"/calls/{caller.call_id}/resume", expect=409)
        assert refused["code"] == "in_consult"
    await ana.post(f"/calls/{caller.call_id}/hold")  # they are on hold already
    assert await status_of(caller) == "on_hold"
    await ana.step(consult, "return")
    assert await status_of(caller) == "connected"
    # With the caller again, hold and resume are as ever.
    await ana.post(f"/calls/{caller.call_id}/hold")
    assert await status_of(caller) == "on_hold"
    await ana.post(f"/calls/{caller.call_id}/resume")
    assert await status_of(caller) == "connected"


async def test_nobody_in_the_queue_is_on_hold(center: CallCenter) -> None:
    """The next agent who joins is heard at once."""
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    room = await room_of(caller)
    await ana.post(f"/calls/{caller.call_id}/hold")
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    seen: Json = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"]) == ("waiting", None)

    async def told() -> bool:
        return await music_in(center, room) == TALKING

    await until(told, "the call worker is told too")
    await bea.join(caller.call_id)
    await center.caller_sees(caller, lambda call: call["status"] == "connected")


async def test_a_call_that_ends_is_not_on_hold(center: CallCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await ana.post(f"/calls/{caller.call_id}/hold")
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    call = await ana.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["held_since"]) == ("ended", None)
