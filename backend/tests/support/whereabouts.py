"""Who is where, and with whom, once a transfer has come to something or to nothing."""

from __future__ import annotations

from tests.support.call_center import Agent, CallCenter
from tests.support.participant import Participant
from tests.support.waiting import until


async def room_of(person: Participant) -> str:
    return str((await person.connection())["current"]["room_name"])


async def assert_still_with(
    center: CallCenter, caller: Participant, agent: Agent, room_name: str
) -> None:
    """Nothing was done to the two in their room."""
    seen = await caller.get("/calls/current")
    assert seen["status"] == "connected"
    assert [person["name"] for person in seen["agents"]] == [agent.name]
    for who in (caller, agent):
        place = await who.connection()
        assert (place["current"]["room_name"], place["destination"]) == (room_name, None)
        assert who.is_connected(room_name)
    call = await agent.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["open_transfer_id"]) == ("active", None)


async def assert_free(agent: Agent) -> None:
    assert (await agent.get("/me"))["presence"] == "available"


async def hear_each_other(room_name: str, *people: Participant) -> None:
    """Wait until everybody in the room is sent everybody else's audio."""
    everybody = {person.identity for person in people}

    async def all_do() -> bool:
        return all(everybody - {person.identity} <= person.hears(room_name) for person in people)

    def as_it_is() -> str:
        heard = {person.identity: person.hears(room_name) for person in people}
        return f"all of {everybody} hear each other: {heard}"

    await until(all_do, as_it_is)


async def people_in(center: CallCenter, room_name: str) -> set[str]:
    """Identities that LiveKit reports."""
    found = await center.livekit.rooms.list_participants(room_name)
    return {person.identity for person in found}
