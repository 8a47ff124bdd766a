"""A phone and a room hear each other."""

from __future__ import annotations

from tests.integration.bridge.conftest import Scene

PHONE_HZ, AGENT_HZ, OTHER_HZ = 1_000, 1_800, 2_600


async def test_phone_and_room_hear_each_other(scene: Scene) -> None:
    room = await scene.room()
    agent = await scene.person(room, AGENT_HZ)
    line = await scene.phone("leg-1", room, PHONE_HZ)

    await line.hears(AGENT_HZ)
    await agent.hears("identity-leg-1", PHONE_HZ)
