"""A call that goes from agent to agent and back, and three who talk for as long as they like."""

from __future__ import annotations

from uuid import uuid4

from tests.support.call_center import Agent, CallCenter, begin_consult, move, report_moved
from tests.support.participant import Json, Participant
from tests.support.whereabouts import assert_free, hear_each_other, room_of
from warm_transfer.actions.reconcile import reconcile_all


async def heard(
    center: CallCenter, caller: Participant, speaker: Participant, text: str, *, private: bool
) -> None:
    """The call worker reports what somebody said."""
    segment = {
        "id": uuid4().hex,
        "identity": speaker.identity,
        "text": text,
        "start_s": 0,
        "end_s": 1,
        "private": private,
    }
    path = f"/api/worker/calls/{caller.call_id}/segments"
    answer = await center.api.worker().post(path, json={"segments": [segment]})
    assert answer.status_code == 204, answer.text


async def read_by(agent: Agent, caller: Participant) -> set[str]:
    transcript = await agent.get(f"/calls/{caller.call_id}/transcript")
    return {segment["text"] for segment in transcript["segments"]}


async def introduce(center: CallCenter, caller: Participant, giver: Agent, taker: Agent) -> None:
    offered = await giver.offer(taker)
    await taker.accept(offered)
    await move(caller, giver, taker)
    await giver.post(f"/calls/{caller.call_id}/leave", expect=204)
    await center.transfer_is(taker, offered, "completed")


async def consult_and_hand_over(
    center: CallCenter, caller: Participant, giver: Agent, taker: Agent
) -> None:
    consult = await begin_consult(center, giver, taker)
    await giver.step(consult, "hand-over")
    await move(caller)
    await center.transfer_is(taker, consult, "completed")


async def go_straight(center: CallCenter, caller: Participant, giver: Agent, taker: Agent) -> None:
    offered = await giver.offer(taker, mode="direct")
    await taker.accept(offered)
    await move(caller)
    await report_moved(taker, offered["id"])
    await center.transfer_is(taker, offered, "completed")


def passed(transfer: Json) -> tuple[str, str, str, str]:
    return (
        transfer["initiator"]["name"],
        transfer["target"]["name"],
        transfer["mode"],
        transfer["outcome"],
    )


async def test_from_one_to_the_next_and_back_to_the_first(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    rooms = [await room_of(caller)]
    await heard(center, caller, caller, "said to Ana", private=False)
    await introduce(center, caller, ana, bea)
    rooms.append(await room_of(caller))
    await assert_free(ana)
    await heard(center, caller, caller, "said to Bea", private=False)
    await consult_and_hand_over(center, caller, bea, cem)
    rooms.append(await room_of(caller))
    await assert_free(bea)
    await heard(center, caller, bea, "said in the consult", private=True)

    # Whoever has it now knows all that came before, and what their colleagues said among them.
    so_far = [("Ana", "Bea", "introduce", "completed"), ("Bea", "Cem", "consult", "completed")]
    history = (await cem.get(f"/calls/{caller.call_id}"))["transfers"]
    assert [passed(transfer) for transfer in history] == so_far
    assert all("Wants a refund." in transfer["briefing"]["text"] for transfer in history)
    everything = {"said to Ana", "said to Bea", "said in the consult"}
    assert await read_by(cem, caller) == everything

    await go_straight(center, caller, cem, ana)
    rooms.append(await room_of(caller))
    history = (await ana.get(f"/calls/{caller.call_id}"))["transfers"]
    assert [passed(transfer) for transfer in history] == [
        *so_far,
        ("Cem", "Ana", "direct", "completed"),
    ]
    assert await read_by(ana, caller) == everything
    assert len(set(rooms)) == 4
    seen = await caller.get("/calls/current")
    assert [agent["name"] for agent in seen["agents"]] == ["Ana"]
    assert (seen["transfer"]["from_name"], seen["transfer"]["to_name"]) == ("Cem", "Ana")
    people = (await ana.get(f"/calls/{caller.call_id}"))["participants"]
    stays = [(person["name"], person["state"]) for person in people]
    assert stays == [
        ("Ines", "present"),
        ("Ana", "left"),
        ("Bea", "left"),
        ("Cem", "left"),
        ("Ana", "present"),
    ]


async def test_a_call_goes_back_to_whom_it_came_from(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    for giver, taker in ((ana, bea), (bea, ana), (ana, bea)):
        await go_straight(center, caller, giver, taker)
        await assert_free(giver)
        seen = await caller.get("/calls/current")
        assert [agent["name"] for agent in seen["agents"]] == [taker.name]


async def test_three_talk_for_as_long_as_they_like(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await move(caller, ana, bea)
    introducing = await ana.get(f"/transfers/{offered['id']}")
    assert (introducing["state"], introducing["deadline_at"]) == ("introducing", None)
    await hear_each_other(await room_of(caller), caller, ana, bea)
    for _ in range(3):
        await reconcile_all(center.ctx)
    assert await ana.get(f"/transfers/{offered['id']}") == introducing
    # Meanwhile nobody else is brought into it by a transfer, whoever of the two tries.
    cem = await center.agent("cem")
    for agent in (ana, bea):
        refused = await agent.offer_to({"agent_id": cem.id}, expect=409)
        assert refused["transfer"]["state"] == "introducing"
    # A third agent comes by themselves, and all four hear each other.
    await cem.join(caller.call_id)
    await hear_each_other(await room_of(caller), caller, ana, bea, cem)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    await center.transfer_is(bea, offered, "completed")
    await center.caller_sees(
        caller, lambda seen: [agent["name"] for agent in seen["agents"]] == ["Bea", "Cem"]
    )


async def test_a_third_agent_comes_along_when_the_call_moves(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana, cem)
    consult = await begin_consult(center, ana, bea)
    # Who is neither giver nor taker hears nothing of a consult, and stays where the caller is.
    place = await cem.connection()
    assert (place["current"]["room_name"], place["destination"]) == (await room_of(caller), None)
    await ana.step(consult, "hand-over")
    await cem.connect((await cem.connection())["destination"])
    await move(caller)
    await center.transfer_is(bea, consult, "completed")
    assert await room_of(cem) == await room_of(caller)
    await hear_each_other(await room_of(caller), caller, bea, cem)
    seen = await center.caller_sees(caller, lambda seen: len(seen["agents"]) == 2)
    assert {agent["name"] for agent in seen["agents"]} == {"Bea", "Cem"}
