"""Who may connect, and how a stream ends."""

from __future__ import annotations

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.integration.bridge.conftest import Scene
from tests.support.phone_line import PhoneLine, signature
from tests.support.waiting import until
from warm_transfer.bridge import stream_connection
from warm_transfer.bridge.dtmf import frequencies_hz

PHONE_HZ, AGENT_HZ = 1_000, 1_800
POLICY_VIOLATION = 1008


@pytest.mark.parametrize(
    "forged",
    ["", "AAAA", signature("another-token"), signature(url="wss://elsewhere.example.com/x")],
)
async def test_a_forged_signature_is_refused_before_the_upgrade(scene: Scene, forged: str) -> None:
    token = scene.desk.admit("leg-1", await scene.room())
    with pytest.raises(InvalidStatus) as refused:
        async with PhoneLine(scene.port, token, signature=forged):
            pass
    assert refused.value.response.status_code == 403
    assert not scene.desk.streams


async def test_nothing_else_is_served(scene: Scene) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with PhoneLine(scene.port, "", path="/api/other"):
            pass
    assert refused.value.response.status_code == 404


async def test_health_tells_how_many_legs_there_are(scene: Scene) -> None:
    await scene.phone("leg-1", await scene.room())

    async def carried() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{scene.port}/health")
        assert answer.headers["content-type"] == "application/json"
        return bool(answer.json()["legs"] == 1)

    await until(carried, "carry one leg")


async def test_a_stream_that_does_not_start_is_closed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_connection, "START_WITHIN_S", 0.2)
    async with PhoneLine(scene.port, "", starts=False) as line:
        await line.closed()
        assert line.close_code == POLICY_VIOLATION


async def test_a_token_that_is_refused_closes_the_stream(scene: Scene) -> None:
    async with PhoneLine(scene.port, "no-such-token") as line:
        await line.closed()
        assert line.close_code == POLICY_VIOLATION


async def test_a_token_is_good_for_one_stream(scene: Scene) -> None:
    await scene.phone("leg-1", await scene.room())

    async def opened() -> bool:
        return bool(scene.desk.streams)

    await until(opened, "open the first stream")
    async with PhoneLine(scene.port, "token-leg-1") as line:
        await line.closed()
        assert line.close_code == POLICY_VIOLATION


@pytest.mark.parametrize("text", ["{", "[]", '{"event": "media"}', '{"event": "start"}'])
async def test_a_malformed_message_closes_the_stream(scene: Scene, text: str) -> None:
    async with PhoneLine(scene.port, "", starts=False) as line:
        await line.send(text)
        await line.closed()
        assert line.close_code == POLICY_VIOLATION


async def test_a_message_that_is_too_long_closes_the_stream(scene: Scene) -> None:
    async with PhoneLine(scene.port, "", starts=False) as line:
        await line.send("x" * (64 * 1024 + 1))
        await line.closed()
        assert line.close_code == 1009


async def test_over_closes_the_stream_and_leaves_the_room(scene: Scene) -> None:
    room = await scene.room()
    line = await scene.phone("leg-1", room)
    await entered(scene, room)

    scene.desk.order("leg-1", over=True)
    await line.closed()
    assert line.close_code == 1000
    await ended(scene, stopped=False)
    await empty(scene, room)


async def test_a_leg_that_the_api_has_forgotten_is_over(scene: Scene) -> None:
    room = await scene.room()
    line = await scene.phone("leg-1", room)
    await entered(scene, room)
    del scene.desk.legs["leg-1"]
    await line.closed()
    await empty(scene, room)


async def test_hanging_up_is_told(scene: Scene) -> None:
    room = await scene.room()
    line = await scene.phone("leg-1", room)
    await entered(scene, room)
    await line.stop()
    await ended(scene, stopped=True)
    await empty(scene, room)


async def test_a_new_stream_of_a_leg_takes_the_place_of_the_old_one(scene: Scene) -> None:
    room = await scene.room()
    agent = await scene.person(room, AGENT_HZ)
    first = await scene.phone("leg-1", room, PHONE_HZ)
    await first.hears(AGENT_HZ)
    second = await scene.phone("leg-1", room, PHONE_HZ)
    await first.closed()
    await second.hears(AGENT_HZ)
    await agent.hears("identity-leg-1", PHONE_HZ)


async def test_a_key_pressed_at_the_phone_is_told(scene: Scene) -> None:
    room = await scene.room()
    line = await scene.phone("leg-1", room)
    await entered(scene, room)
    await line.press("5")
    await line.press("#")

    async def told() -> bool:
        return len(scene.desk.reports("leg-1", "digit")) == 2

    await until(told, "tell both keys")
    assert {body["digit"] for body in scene.desk.reports("leg-1", "digit")} == {"5", "#"}


async def test_digits_from_the_backend_are_played_to_the_phone(scene: Scene) -> None:
    room = await scene.room()
    await scene.person(room, AGENT_HZ)
    line = await scene.phone("leg-1", room)
    await line.hears(AGENT_HZ)
    since = len(line.heard)
    await scene.livekit.rooms.send_data(room, "wt.digits", {"digits": "9#"}, to=["identity-leg-1"])

    for digit in "9#":
        low, high = frequencies_hz(digit)

        async def played(low: int = low, high: int = high) -> bool:
            return sum(f.has(low) and f.has(high) for f in line.heard[since:]) >= 4

        await until(played, f"play {digit}")
    tones = [f for f in line.heard[since:] if f.has(frequencies_hz("9")[0])]
    assert not any(f.has(AGENT_HZ) for f in tones)  # in place of voices
    await line.hears(AGENT_HZ)


async def entered(scene: Scene, room: str) -> None:
    async def there() -> bool:
        return any(p.has_audio for p in await scene.livekit.rooms.list_participants(room))

    await until(there, "enter the room")


async def empty(scene: Scene, room: str) -> None:
    async def gone() -> bool:
        return not await scene.livekit.rooms.list_participants(room)

    await until(gone, "leave the room")


async def ended(scene: Scene, *, stopped: bool) -> None:
    async def told() -> bool:
        return bool(scene.desk.reports("leg-1", "stream-ended"))

    await until(told, "tell the stream's end")
    (body,) = scene.desk.reports("leg-1", "stream-ended")
    assert body["stopped"] is stopped
