"""State plus events gives the same picture as fresh state, for everybody who watches."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.call_center import Agent, CallCenter, begin_consult, move
from tests.support.participant import Json, Participant
from warm_transfer.db.models import Event


class AgentsPicture:
    """What an agent's page holds: it takes over a resource whose version is higher."""

    def __init__(self, agent_id: str) -> None:
        self._agent_id = agent_id
        self.calls: dict[str, Json] = {}
        self.transfers: dict[str, Json] = {}
        self.agents: dict[str, Json] = {}

    async def load(self, agent: Agent) -> None:
        for call in (await agent.get("/calls"))["items"]:
            detail = await agent.get(f"/calls/{call['id']}")
            for transfer in detail.pop("transfers"):
                self.transfers[transfer["id"]] = transfer
            self.calls[call["id"]] = detail
        answer = await agent.client.get("/api/agents")
        self.agents = {view["id"]: view for view in answer.json()}

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.audience == "call" and self._agent_id not in event.agent_ids:
                continue
            if "call" in event.data:
                _keep_newer(self.calls, event.data["call"])
            if "transfer" in event.data:
                _keep_newer(self.transfers, event.data["transfer"])
            if "agent" in event.data:
                self.agents[event.data["agent"]["id"]] = event.data["agent"]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AgentsPicture) and vars(self) == vars(other)


def _keep_newer(held: dict[str, Json], new: Json) -> None:
    old = held.get(new["id"])
    if old is None or new["version"] > old["version"]:
        held[new["id"]] = new


def replayed_for_caller(held: Json, events: Iterable[Event]) -> Json:
    for event in events:
        if event.call_id == held["id"] and event.caller_data is not None:
            new: Json = event.caller_data["call"]
            held = new if new["version"] > held["version"] else held
    return held


async def pictures(*agents: Agent) -> list[AgentsPicture]:
    fresh = [AgentsPicture(agent.id) for agent in agents]
    for agent, picture in zip(agents, fresh, strict=True):
        await picture.load(agent)
    return fresh


async def test_replaying_a_whole_transfer_gives_what_is_there_now(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller, waiting = await center.caller("Ines"), await center.caller("Ray")
    held = await pictures(ana, bea)
    callers_held = [await own_view(who) for who in (caller, waiting)]
    seen_until = (await center.events())[-1].id

    await ana.join(caller.call_id)
    await center.caller_sees(caller, lambda call: call["status"] == "connected")
    await bea.post(f"/transfers/{(await ana.offer(bea))['id']}/decline", {"reason": "lunch"})
    await bea.accept(await ana.offer(bea))
    await move(caller, ana, bea)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    again = await bea.offer()
    await bea.post(f"/transfers/{again['id']}/cancel")
    await waiting.disconnect()
    await center.agent_sees(
        ana, waiting.call_id, lambda call: call["participants"][0]["state"] == "away"
    )

    events = await center.events(after=seen_until)
    for picture in held:
        picture.take(events)
    assert held == await pictures(ana, bea)
    for who, before in zip((caller, waiting), callers_held, strict=True):
        assert replayed_for_caller(before, events) == await own_view(who)
    assert len(held[0].transfers) == 3


async def test_replaying_consults_holds_and_a_recall_gives_what_is_there_now(
    center: CallCenter,
) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana, cem)
    held = await pictures(ana, cem)
    caller_held = await own_view(caller)
    seen_until = (await center.events())[-1].id

    await ana.post(f"/calls/{caller.call_id}/hold")
    await cem.post(f"/calls/{caller.call_id}/resume")
    consult = await begin_consult(center, ana, bea)
    for verb in ("return", "consult", "cancel"):
        await ana.step(consult, verb)
    dan = await center.agent("dan")
    await bea.step(await ana.offer(bea, dan, in_order=True), "decline")
    await dan.step((await ana.open_transfers())[0], "decline")
    direct = await ana.offer(bea, dan, mode="direct", in_order=False)
    await bea.accept(direct)
    await move(caller)
    await cem.post(f"/calls/{caller.call_id}/leave", expect=204)
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    await ana.post(f"/calls/{caller.call_id}/recall/decline", expect=204)

    events = await center.events(after=seen_until)
    for picture in held:
        picture.take(events)
    assert held == await pictures(ana, cem)
    assert len(held[0].transfers) == 3
    assert replayed_for_caller(caller_held, events) == await own_view(caller)
    seen = {state for event in events for state in _states(event)}
    assert {"consulting", "consult_paused", "cancelled", "declined", "completed"} <= seen
    assert any("recall" in event.data["call"] for event in events if "call" in event.data)


def _states(event: Event) -> list[str]:
    return [event.data["transfer"]["state"]] if "transfer" in event.data else []


async def test_events_taken_in_any_order_or_twice_give_the_same(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    (held,) = await pictures(ana)
    seen_until = (await center.events())[-1].id
    await bea.accept(await ana.offer(bea))
    await move(caller, ana, bea)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    events = [
        event for event in await center.events(after=seen_until) if event.type != "agent.updated"
    ]
    held.take([*reversed(events), *events])
    (fresh,) = await pictures(ana)
    assert (held.calls, held.transfers) == (fresh.calls, fresh.transfers)


async def test_a_caller_is_never_told_what_agents_keep_to_themselves(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.post(f"/transfers/{offered['id']}/decline", {"reason": "that caller again"})
    told = [event.caller_data for event in await center.events() if event.caller_data]
    assert told
    for words in ("Bea", "that caller again", "Wants a refund", offered["room_id"]):
        assert words not in str(told)
    assert (await own_view(caller))["transfer"] is None


async def own_view(caller: Participant) -> Json:
    return await caller.get(f"/calls/{caller.call_id}/caller")
