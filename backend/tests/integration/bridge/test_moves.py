"""A phone goes from room to room with its call, without a hole."""

from __future__ import annotations

import time

from tests.integration.bridge.conftest import Scene
from tests.support.waiting import until

PHONE_HZ, A_HZ, B_HZ, MUSIC_HZ = 1_000, 1_800, 2_600, 600
LONGEST_HOLE_S = 0.1  # generous: bench/bridge.py measures it
IDENTITY = "identity-leg-1"


async def test_a_move_leaves_no_hole_and_changes_who_is_heard(scene: Scene) -> None:
    origin, destination = await scene.room(), await scene.room()
    agent = await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    await agent.hears(IDENTITY, PHONE_HZ)
    other = await scene.person(destination, B_HZ)
    began_s = time.monotonic()

    scene.desk.order("leg-1", destination=_to(destination, other.identity))
    await line.hears(B_HZ)
    await line.silent_of(A_HZ)
    await other.hears(IDENTITY, PHONE_HZ)
    await reported(scene, "moved")
    assert scene.desk.reports("leg-1", "moved")[0] == {"transfer_id": "tr-1"}
    await agent.hears(IDENTITY, PHONE_HZ)  # the origin is kept until the API says so

    scene.desk.order("leg-1", room_name=destination, destination=None)
    await left(scene, origin)
    assert line.longest_hole_s([A_HZ, B_HZ], since_s=began_s) < LONGEST_HOLE_S
    assert len(scene.desk.reports("leg-1", "moved")) == 1


async def test_a_move_waits_for_everybody_expected(scene: Scene) -> None:
    origin, destination = await scene.room(), await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    other = await scene.person(destination, B_HZ)

    scene.desk.order("leg-1", destination=_to(destination, other.identity, "not-yet-there"))
    await other.hears(IDENTITY, PHONE_HZ)
    await line.hears(A_HZ)
    assert not scene.desk.reports("leg-1", "moved")

    scene.desk.order("leg-1", destination=_to(destination, other.identity))
    await line.hears(B_HZ)


async def test_a_silent_or_muted_person_is_there_too(scene: Scene) -> None:
    origin, destination = await scene.room(), await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    silent = await scene.person(destination, B_HZ)
    muted = await scene.person(destination, B_HZ)
    silent.tone_hz = None
    muted.mute()

    scene.desk.order("leg-1", destination=_to(destination, silent.identity, muted.identity))
    await reported(scene, "moved")
    await line.silent_of(A_HZ)


async def test_a_move_is_reported_until_the_api_sees_it(scene: Scene) -> None:
    origin, destination = await scene.room(), await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    other = await scene.person(destination, B_HZ)
    scene.desk.moved_status, scene.desk.moved_code = 409, "not_in_destination"

    scene.desk.order("leg-1", destination=_to(destination, other.identity))
    await until(lambda: times_told(scene, 3), "report again")
    scene.desk.moved_status = 204
    told = len(scene.desk.reports("leg-1", "moved"))
    await until(lambda: times_told(scene, told + 1), "report once more")


async def test_a_move_taken_back_leaves_the_phone_where_it_was(scene: Scene) -> None:
    origin, destination = await scene.room(), await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    other = await scene.person(destination, B_HZ)
    began_s = time.monotonic()
    scene.desk.order("leg-1", destination=_to(destination, other.identity))
    await line.hears(B_HZ)

    scene.desk.order("leg-1", destination=None)
    await line.hears(A_HZ)
    await line.silent_of(B_HZ)
    await left(scene, destination)
    assert line.longest_hole_s([A_HZ, B_HZ], since_s=began_s) < LONGEST_HOLE_S


async def test_a_destination_that_cannot_be_entered_fails_the_move(scene: Scene) -> None:
    origin = await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)

    scene.desk.order("leg-1", destination=_to("room_that_is_not", "somebody"))
    await reported(scene, "move-failed")
    assert scene.desk.reports("leg-1", "move-failed") == [
        {"transfer_id": "tr-1", "reason": "connect_failed"}
    ]
    await line.hears(A_HZ)


async def test_a_leg_follows_its_room_also_without_a_transfer(scene: Scene) -> None:
    origin, other_room = await scene.room(), await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    await scene.person(other_room, B_HZ)
    began_s = time.monotonic()

    scene.desk.order("leg-1", room_name=other_room)
    await line.hears(B_HZ)
    await left(scene, origin)
    assert line.longest_hole_s([A_HZ, B_HZ], since_s=began_s) < LONGEST_HOLE_S


async def test_music_is_heard_and_unseen_workers_are_not(scene: Scene) -> None:
    room = await scene.room()
    await scene.person(room, MUSIC_HZ, kind="music")
    await scene.person(room, B_HZ, kind="stranger")
    line = await scene.phone("leg-1", room, PHONE_HZ)
    await line.hears(MUSIC_HZ)
    await line.silent_of(B_HZ)


async def reported(scene: Scene, what: str) -> None:
    async def told() -> bool:
        return bool(scene.desk.reports("leg-1", what))

    await until(told, f"report {what}")


async def times_told(scene: Scene, times: int) -> bool:
    return len(scene.desk.reports("leg-1", "moved")) >= times


async def left(scene: Scene, room_name: str) -> None:
    async def gone() -> bool:
        there = await scene.livekit.rooms.list_participants(room_name)
        return IDENTITY not in {person.identity for person in there}

    await until(gone, "leave the room")


def _to(room_name: str, *expect: str) -> dict[str, object]:
    return {"transfer_id": "tr-1", "room_name": room_name, "expect": list(expect), "begun": True}
