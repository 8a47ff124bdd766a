"""The hole that a move leaves in what the phone plays."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from uuid import uuid4

import numpy as np
from bridge_stage import BridgeStage

from tests.support.phone_line import FRAME, RATE_HZ, Heard, PhoneLine
from tests.support.room_voice import RoomVoice
from tests.support.waiting import until

A_HZ, B_HZ = 1_800, 2_600
WINDOW = RATE_HZ // 200  # 5 ms: whole periods of both tones
AUDIBLE = 4_000  # half of what is sent
SETTLE_S, BEFORE_S = 1.0, 1.0
CUSHION_S = 0.02  # with which the phone begins to play


@dataclass
class Holes:
    """Milliseconds without sound: at each move, and in the seconds before it."""

    at_moves: list[float] = field(default_factory=list)
    before: list[float] = field(default_factory=list)


async def measure_holes(stage: BridgeStage, moves: int) -> Holes:
    """Between two rooms with a voice in each."""
    rooms = [f"room_{uuid4().hex}" for _ in range(2)]
    for room in rooms:
        await stage.livekit.create_room(room)
    token = stage.desk.admit("leg-move", rooms[0])
    holes = Holes()
    async with (
        RoomVoice(stage.livekit, rooms[0], A_HZ) as first,
        RoomVoice(stage.livekit, rooms[1], B_HZ) as second,
        PhoneLine(stage.port, token) as line,
    ):
        people = [(rooms[0], first, A_HZ), (rooms[1], second, B_HZ)]
        await line.hears(A_HZ)
        for number in range(1, moves + 1):
            room_name, person, tone_hz = people[number % 2]
            await asyncio.sleep(SETTLE_S)  # a voice that has just begun is not yet even
            before_s = time.monotonic()
            await asyncio.sleep(BEFORE_S)
            holes.before.append(1000 * longest_hole_s(line.heard, before_s))
            began_s = time.monotonic()
            await _move(stage, room_name, person.identity, f"tr-{number}")
            await line.hears(tone_hz)
            holes.at_moves.append(1000 * longest_hole_s(line.heard, began_s))
            await _left(stage, people[1 - number % 2][0])
    return holes


async def _move(stage: BridgeStage, room_name: str, identity: str, transfer_id: str) -> None:
    """As a transfer does it. A bridge that knows no destination just goes where it belongs."""
    desk, leg = stage.desk, "leg-move"
    to = {
        "transfer_id": transfer_id,
        "room_name": room_name,
        "expect": [identity],
        "begun": True,
    }
    if stage.leaves_first:
        desk.order(leg, room_name=room_name)
        return
    desk.order(leg, destination=to)

    async def moved() -> bool:
        return {"transfer_id": transfer_id} in desk.reports(leg, "moved")

    await until(moved, "move")
    desk.order(leg, room_name=room_name, destination=None)


async def _left(stage: BridgeStage, room_name: str) -> None:
    async def gone() -> bool:
        there = await stage.livekit.rooms.list_participants(room_name)
        return "identity-leg-move" not in {person.identity for person in there}

    await until(gone, "leave the room")


def longest_hole_s(heard: list[Heard], since_s: float) -> float:
    """The longest stretch in which neither tone is played. What comes late is played late."""
    plays_s, sounded_s, longest_s = 0.0, since_s, 0.0
    for frame in heard:
        plays_s = max(plays_s, frame.at_s) if plays_s else frame.at_s + CUSHION_S
        for begin in range(0, FRAME, WINDOW):
            at_s = plays_s + begin / RATE_HZ
            if at_s < since_s or not _sounds(frame.samples[begin : begin + WINDOW]):
                continue
            longest_s = max(longest_s, at_s - sounded_s)
            sounded_s = at_s + WINDOW / RATE_HZ
        plays_s += FRAME / RATE_HZ
    return longest_s


def _sounds(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> bool:
    time_s = np.arange(WINDOW) / RATE_HZ
    return any(
        2 * abs(np.mean(samples * np.exp(-2j * np.pi * hz * time_s))) > AUDIBLE
        for hz in (A_HZ, B_HZ)
    )
