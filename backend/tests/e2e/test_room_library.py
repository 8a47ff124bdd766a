"""The frontend's room library against a real LiveKit server, without the product around it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import WebSocket

from tests.support.browser import Browsers
from tests.support.livekit_server import LiveKitServer
from tests.support.people import Voices
from tests.support.room_page import RoomPage, build_room_page, new_room_name, served
from tests.support.tones import AGENT_A_HZ, AGENT_B_HZ, CALLER_HZ
from tests.support.waiting import until

CALLER, ANA, BEA = "caller-1", "agent-ana", "agent-bea"
TRANSFER = "transfer-1"
# Leaving first and joining then takes longer on any machine; how short the hole really is, the
# benchmark says.
HOLE_S = 0.2
# What a page plays stutters when the machine is busy; the origin being gone would be forever.
STUTTER_S = 0.5


@pytest.fixture(scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    with served(await build_room_page(tmp_path_factory.mktemp("room-page"))) as address:
        yield address


@pytest.fixture(scope="module")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


class Stage:
    """Opens pages of people, each with a tone of their own, and closes them."""

    def __init__(self, browsers: Browsers, voices: Voices, address: str, livekit: LiveKitServer):
        self.livekit = livekit
        self._browsers = browsers
        self._voices = {CALLER: voices.caller, ANA: voices.agent_a, BEA: voices.agent_b}
        self._address = address
        self.pages = AsyncExitStack()

    async def open(self, identity: str) -> RoomPage:
        browser = await self._browsers.with_microphone(self._voices[identity])
        context = await browser.new_context(bypass_csp=True)
        self.pages.push_async_callback(context.close)
        return await RoomPage.open(identity, context, self._address, self.livekit)

    async def room(self) -> str:
        name = new_room_name()
        await self.livekit.create_room(name)
        return name

    async def present_in(self, room: str) -> set[str]:
        return {found.identity for found in await self.livekit.rooms.list_participants(room)}

    async def audible_in(self, room: str) -> set[str]:
        found = await self.livekit.rooms.list_participants(room)
        return {person.identity for person in found if person.has_audio}

    async def talking(self) -> tuple[RoomPage, RoomPage, str]:
        """The caller and Ana in one room, hearing each other."""
        caller, ana = await asyncio.gather(self.open(CALLER), self.open(ANA))
        origin = await self.room()
        await asyncio.gather(caller.join(origin), ana.join(origin))
        await asyncio.gather(caller.ears.hears(AGENT_A_HZ), ana.ears.hears(CALLER_HZ))
        return caller, ana, origin


@pytest.fixture
async def stage(
    browsers: Browsers, tones: Voices, address: str, livekit: LiveKitServer
) -> AsyncIterator[Stage]:
    stage = Stage(browsers, tones, address, livekit)
    async with stage.pages:
        yield stage


async def test_a_move_leaves_no_hole_and_keeps_the_microphone_muted(stage: Stage) -> None:
    (caller, ana, origin), bea = await asyncio.gather(stage.talking(), stage.open(BEA))
    destination = await stage.room()
    began_s = time.time()
    await asyncio.gather(
        bea.join(destination),
        caller.start_move(TRANSFER, destination, [ANA, BEA]),
        caller.start_move(TRANSFER, destination, [ANA, BEA]),  # told twice, moves once
        ana.start_move(TRANSFER, destination, [CALLER, BEA]),
    )
    assert await caller.moved() == await ana.moved() == "switched"
    await asyncio.gather(caller.ears.hears(AGENT_B_HZ), bea.ears.hears(CALLER_HZ))
    assert CALLER in await stage.present_in(origin), "the origin is left before it is confirmed"

    await caller.set_muted(True)
    await asyncio.gather(ana.ears.silent_of(CALLER_HZ), bea.ears.silent_of(CALLER_HZ))
    await asyncio.gather(
        caller.finish_move(TRANSFER, destination), ana.finish_move(TRANSFER, destination)
    )
    await caller.shows(state="connected", roomName=destination, move="none", muted=True)
    hole_s = await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=began_s)
    assert hole_s < HOLE_S
    await caller.set_muted(False)
    await bea.ears.hears(CALLER_HZ)
    assert await stage.present_in(destination) == {CALLER, ANA, BEA}


async def test_a_microphone_muted_before_the_move_is_muted_after_it(stage: Stage) -> None:
    caller, ana, _ = await stage.talking()
    await caller.set_muted(True)
    await ana.ears.silent_of(CALLER_HZ)
    destination = await stage.room()
    await asyncio.gather(
        caller.start_move(TRANSFER, destination, [ANA]),
        ana.start_move(TRANSFER, destination, [CALLER]),
    )
    assert await caller.moved() == await ana.moved() == "switched"
    moved_s = time.time()
    await asyncio.gather(
        caller.finish_move(TRANSFER, destination), ana.finish_move(TRANSFER, destination)
    )
    await caller.ears.hears(AGENT_A_HZ, since_s=moved_s)
    assert not any(window.has([CALLER_HZ]) for window in await ana.ears.windows(moved_s))
    await caller.set_muted(False)
    await ana.ears.hears(CALLER_HZ)


async def test_a_move_that_fails_leaves_the_origin_audible(stage: Stage) -> None:
    caller, ana, origin = await stage.talking()
    destination = await stage.room()
    began_s = time.time()
    await caller.start_move(TRANSFER, destination, [ANA, BEA], timeout_s=3)
    await caller.shows(move="listening", roomName=origin)
    assert await caller.moved() == "timeout"
    await caller.shows(state="connected", move="failed", roomName=origin)
    assert await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=began_s) < STUTTER_S
    await ana.ears.hears(CALLER_HZ, since_s=time.time())
    assert await stage.present_in(origin) == {CALLER, ANA}


async def test_an_abandoned_move_plays_the_origin_again(stage: Stage) -> None:
    (caller, ana, origin), bea = await asyncio.gather(stage.talking(), stage.open(BEA))
    destination = await stage.room()
    await bea.join(destination)
    await caller.start_move(TRANSFER, destination, [BEA])
    assert await caller.moved() == "switched"
    await caller.ears.hears(AGENT_B_HZ)
    await caller.ears.silent_of(AGENT_A_HZ)
    await caller.abandon_move(TRANSFER)
    await caller.ears.silent_of(AGENT_B_HZ)
    await asyncio.gather(caller.ears.hears(AGENT_A_HZ), ana.ears.hears(CALLER_HZ))
    await caller.shows(state="connected", move="none", roomName=origin)


async def test_a_room_entered_ahead_is_heard_once_that_is_allowed(stage: Stage) -> None:
    (caller, _, room), bea = await asyncio.gather(stage.talking(), stage.open(BEA))
    connections: list[WebSocket] = []
    bea.page.on("websocket", lambda connection: connections.append(connection))
    await bea.enter_ahead(TRANSFER, room)

    async def entered() -> bool:
        return BEA in await stage.audible_in(room)

    await asyncio.gather(
        until(entered, "Bea is in the room, with her microphone"), bea.is_in_ahead()
    )
    await bea.shows(state="idle")
    entered_s = time.time()
    await stage.livekit.rooms.let_listen(room, BEA)
    await bea.join(room)
    await asyncio.gather(bea.ears.hears(CALLER_HZ), caller.ears.hears(AGENT_B_HZ))
    before = [window for window in await bea.ears.windows() if window.at_s < entered_s]
    assert not any(window.has([CALLER_HZ]) for window in before)
    assert len(connections) == 1, "joining takes what is there"


async def test_everybody_comes_back_after_livekit_was_killed(stage: Stage) -> None:
    caller, ana, origin = await stage.talking()
    await stage.livekit.kill()
    await asyncio.gather(caller.shows(state="reconnecting"), ana.shows(state="reconnecting"))
    await stage.livekit.start()
    await stage.livekit.create_room(origin)
    back_s = time.time()
    await asyncio.gather(caller.shows(state="connected"), ana.shows(state="connected"))
    await asyncio.gather(
        caller.ears.hears(AGENT_A_HZ, since_s=back_s), ana.ears.hears(CALLER_HZ, since_s=back_s)
    )


async def test_a_destination_reached_through_a_closed_origin_counts_as_confirmed(
    stage: Stage,
) -> None:
    (caller, _, origin), bea = await asyncio.gather(stage.talking(), stage.open(BEA))
    destination = await stage.room()
    await bea.join(destination)
    await caller.start_move(TRANSFER, destination, [ANA, BEA])
    await caller.shows(move="listening")
    caller.belongs_in = destination
    await stage.livekit.rooms.delete_room(origin)
    assert await caller.moved() == "switched"
    await caller.shows(state="connected", move="none", roomName=destination)
    await asyncio.gather(caller.ears.hears(AGENT_B_HZ), bea.ears.hears(CALLER_HZ))


async def test_a_second_page_of_the_same_person_ends_the_first(stage: Stage) -> None:
    caller, _, origin = await stage.talking()
    second = await stage.open(CALLER)
    await second.join(origin)
    await caller.shows(state="disconnected", endedBy="duplicate")
    await second.ears.hears(AGENT_A_HZ)
    await second.shows(state="connected", endedBy=None)


async def test_leaving_closes_both_rooms_and_the_microphone(stage: Stage) -> None:
    caller, ana, origin = await stage.talking()
    destination = await stage.room()
    await caller.start_move(TRANSFER, destination, [ANA, BEA])
    await caller.shows(move="listening")
    await caller.leave()
    assert await caller.moved() == "left"
    await caller.shows(state="disconnected", move="none", endedBy="left")
    assert await caller.page.evaluate("mic.track === null && mic.getSnapshot().state === 'closed'")
    await ana.ears.silent_of(CALLER_HZ)

    async def gone() -> bool:
        return CALLER not in await stage.present_in(origin) | await stage.present_in(destination)

    await until(gone, "the caller is in neither room")


async def test_a_call_that_is_over_is_not_rejoined(stage: Stage) -> None:
    caller, _, origin = await stage.talking()
    caller.belongs_in = None
    await stage.livekit.rooms.delete_room(origin)
    await caller.shows(state="disconnected", endedBy="room_closed")


async def test_between_two_rooms_one_is_heard_in_one_of_them(stage: Stage) -> None:
    (caller, ana, origin), bea = await asyncio.gather(stage.talking(), stage.open(BEA))
    destination = await stage.room()
    await bea.join(destination)
    await ana.start_move(TRANSFER, destination, [BEA])
    await ana.go_apart(TRANSFER)
    assert await ana.moved() == "switched"
    for _ in range(2):
        await asyncio.gather(ana.ears.hears(AGENT_B_HZ), bea.ears.hears(AGENT_A_HZ))
        await asyncio.gather(caller.ears.silent_of(AGENT_A_HZ), ana.ears.silent_of(CALLER_HZ))
        await ana.come_back(TRANSFER)
        await asyncio.gather(ana.ears.hears(CALLER_HZ), caller.ears.hears(AGENT_A_HZ))
        await asyncio.gather(bea.ears.silent_of(AGENT_A_HZ), ana.ears.silent_of(AGENT_B_HZ))
        await ana.go_apart(TRANSFER)
    assert ANA in await stage.present_in(origin)

    # In the end the caller comes too, and Ana goes with them from where they are.
    await ana.come_back(TRANSFER)
    began_s = time.time()
    await asyncio.gather(
        ana.listen_for(TRANSFER, [CALLER, BEA]),
        caller.start_move(TRANSFER, destination, [ANA, BEA]),
    )
    assert await caller.moved() == await ana.moved() == "switched"
    await asyncio.gather(
        ana.finish_move(TRANSFER, destination), caller.finish_move(TRANSFER, destination)
    )
    await asyncio.gather(
        caller.ears.hears(AGENT_B_HZ), bea.ears.hears(CALLER_HZ), ana.ears.hears(CALLER_HZ)
    )
    assert await caller.ears.longest_hole_s([AGENT_A_HZ], since_s=began_s) < STUTTER_S


async def test_on_hold_nobody_is_heard_and_all_of_it_comes_back(stage: Stage) -> None:
    caller, ana, origin = await stage.talking()
    await ana.page.evaluate("room.hold()")
    await asyncio.gather(caller.ears.silent_of(AGENT_A_HZ), ana.ears.silent_of(CALLER_HZ))
    await ana.set_muted(True)
    await ana.page.evaluate("room.resume()")
    await ana.ears.hears(CALLER_HZ)
    await caller.ears.silent_of(AGENT_A_HZ)
    await ana.set_muted(False)
    await caller.ears.hears(AGENT_A_HZ)
    assert await stage.present_in(origin) == {CALLER, ANA}
