"""LiveKit's webhooks: signed, read once, hints and no more."""

from __future__ import annotations

import base64
import hashlib
import json

import httpx
from livekit import api as livekit_api

from tests.integration.calls.conftest import Open
from tests.support.call_center import CallCenter
from tests.support.livekit_server import KEY, SECRET
from tests.support.waiting import until

SELDOM_S = 60


def webhook(room_name: str, *, webhook_id: str = "EV_1", event: str = "participant_left") -> bytes:
    document = {"id": webhook_id, "event": event, "room": {"name": room_name}}
    return json.dumps(document).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return livekit_api.AccessToken(KEY, secret).with_sha256(digest).to_jwt()


async def send(center: CallCenter, body: bytes, authorization: str | None) -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    client = center.api.client()
    return await client.post("/api/webhooks/livekit", content=body, headers=headers)


async def test_a_webhook_brings_the_comparison_forward(open_center: Open) -> None:
    center = await open_center(reconcile_interval_s=SELDOM_S)
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    room_name = (await caller.connection())["current"]["room_name"]
    await caller.disconnect()

    async def livekit_has_noticed() -> bool:
        people = await center.livekit.rooms.list_participants(room_name)
        return [person.identity for person in people] == [ana.identity]

    await until(livekit_has_noticed, "LiveKit notices")
    body = webhook(room_name)
    assert (await send(center, body, signature(body))).status_code == 204
    call = await ana.get(f"/calls/{caller.call_id}")
    assert call["participants"][0]["state"] == "away"

    await caller.connect((await caller.connection())["current"])
    assert (await send(center, body, signature(body))).status_code == 204
    call = await ana.get(f"/calls/{caller.call_id}")
    assert call["participants"][0]["state"] == "away"  # a repeated webhook is not read again
    body = webhook(room_name, webhook_id="EV_2", event="track_published")
    assert (await send(center, body, signature(body))).status_code == 204
    call = await ana.get(f"/calls/{caller.call_id}")
    assert call["participants"][0]["state"] == "present"


async def test_a_forged_webhook_is_refused(center: CallCenter) -> None:
    body = webhook("room_x")
    for authorization in (None, "", "nonsense", signature(body, "x" * 40), signature(body + b" ")):
        answer = await send(center, body, authorization)
        assert (answer.status_code, answer.json()["code"]) == (401, "webhook_signature")
    garbage = b"\xff{"
    assert (await send(center, garbage, signature(garbage))).status_code == 401


async def test_webhooks_of_other_rooms_and_kinds_are_taken_and_forgotten(
    center: CallCenter,
) -> None:
    for body in (webhook("room_of_somebody_else"), webhook("", event="egress_started")):
        assert (await send(center, body, signature(body))).status_code == 204
