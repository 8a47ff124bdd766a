"""Who gets what from each route: a complete table, held against the running application.

A route without a row fails. 409 means that the role may, but not in this state.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from tests.security.scene import ROLES, Cast, Scene, assembled, playing
from tests.support.api import served_api, settings_for
from warm_transfer.main import create_app

LINK = "a-link-that-nobody-was-given"
PASSWORD = {"username": "nobody", "password": "wrong password"}
SEGMENT = {"id": "segment-1", "identity": "nobody", "text": "Hi", "start_s": 0, "end_s": 1}
HEARD = {"room_name": "room_1", "began_ago_s": 9, "complete_ago_s": 0, "listening": True}
STREAM = {"token": "a-token-that-nobody-was-given", "call_sid": "CA1", "stream_sid": "MZ1"}
OPEN = {"target": {"open": True}}


@dataclass(frozen=True, slots=True)
class Row:
    """One request; `statuses` in the order of ROLES. `offered`: while a transfer is."""

    method: str
    path: str
    statuses: tuple[int, ...]
    body: Any = None
    offered: bool = False


def everybody(status: int) -> tuple[int, ...]:
    return (status,) * len(ROLES)


def agents(in_call: int, target: int, outside: int, supervisor: int, admin: int) -> tuple[int, ...]:
    """A route for agents: all others are not signed in as one."""
    return (401, 401, 401, in_call, target, outside, supervisor, admin, 401)


ANY_AGENT = agents(200, 200, 200, 200, 200)
WORKER_ALONE = (401,) * 8 + (204,)

#                       anonymous, own caller, foreign caller,
#                       in the call, target, not in it, supervisor, admin, worker
TABLE: dict[str, Row] = {
    "sign_in_with_password": Row("POST", "/api/auth/token", everybody(401), PASSWORD),
    "sign_in_with_link": Row("POST", "/api/auth/link", everybody(401), {"token": LINK}),
    "refresh": Row("POST", "/api/auth/refresh", ANY_AGENT, {}),
    "sign_out": Row("POST", "/api/auth/sign-out", everybody(204), {"seat": "another"}),
    "get_me": Row("GET", "/api/me", ANY_AGENT),
    "update_me": Row("PATCH", "/api/me", ANY_AGENT, {"presence": "available"}),
    "list_agents": Row("GET", "/api/agents", ANY_AGENT),
    "get_speech": Row("GET", "/api/speech", ANY_AGENT),
    "create_call": Row("POST", "/api/calls", everybody(201), {}),
    "list_calls": Row("GET", "/api/calls", ANY_AGENT),
    "get_current_call": Row(
        "GET", "/api/calls/current", (401, 200, 200, 401, 401, 401, 401, 401, 401)
    ),
    "get_call": Row("GET", "/api/calls/{call}", ANY_AGENT),
    "get_caller_call": Row(
        "GET", "/api/calls/{call}/caller", (401, 200, 404, 401, 401, 401, 401, 401, 401)
    ),
    "join_call": Row("POST", "/api/calls/{call}/join", ANY_AGENT),
    "leave_call": Row(
        "POST", "/api/calls/{call}/leave", (401, 204, 404, 204, 403, 403, 403, 403, 401)
    ),
    "end_call": Row("POST", "/api/calls/{call}/end", agents(204, 403, 403, 403, 403)),
    "hold_call": Row("POST", "/api/calls/{call}/hold", agents(200, 403, 403, 403, 403)),
    "resume_call": Row("POST", "/api/calls/{call}/resume", agents(200, 403, 403, 403, 403)),
    "decline_recall": Row(
        "POST", "/api/calls/{call}/recall/decline", agents(204, 204, 204, 204, 204)
    ),
    "renew_connection": Row(
        "POST", "/api/calls/{call}/connection", (401, 200, 404, 200, 403, 403, 403, 403, 401)
    ),
    "get_transcript": Row(
        "GET", "/api/calls/{call}/transcript", agents(200, 200, 403, 200, 200), offered=True
    ),
    "search_segments": Row("GET", "/api/segments?q=nothing", ANY_AGENT),
    "get_briefing": Row(
        "GET", "/api/calls/{call}/briefing", agents(200, 200, 403, 200, 200), offered=True
    ),
    "edit_briefing": Row(
        "PUT",
        "/api/calls/{call}/briefing",
        agents(200, 403, 403, 200, 200),
        {"text": "Charged twice."},
        offered=True,
    ),
    "add_briefing_note": Row(
        "POST",
        "/api/calls/{call}/briefing/notes",
        agents(201, 403, 403, 201, 201),
        {"text": "Prefers e-mail."},
        offered=True,
    ),
    "list_briefing_versions": Row(
        "GET", "/api/calls/{call}/briefing/versions", agents(200, 200, 403, 200, 200), offered=True
    ),
    "create_transfer": Row(
        "POST", "/api/calls/{call}/transfers", agents(201, 403, 403, 403, 403), OPEN
    ),
    "list_open_transfers": Row("GET", "/api/transfers", ANY_AGENT, offered=True),
    "get_transfer": Row(
        "GET", "/api/transfers/{transfer}", agents(200, 200, 404, 200, 200), offered=True
    ),
    "connect_ahead": Row(
        "POST",
        "/api/transfers/{transfer}/connection",
        agents(404, 200, 404, 404, 404),
        offered=True,
    ),
    "accept_transfer": Row(
        "POST", "/api/transfers/{transfer}/accept", agents(404, 200, 404, 404, 404), offered=True
    ),
    "decline_transfer": Row(
        "POST", "/api/transfers/{transfer}/decline", agents(404, 200, 404, 404, 404), offered=True
    ),
    "cancel_transfer": Row(
        "POST", "/api/transfers/{transfer}/cancel", agents(200, 403, 404, 200, 200), offered=True
    ),
    "return_to_caller": Row(
        "POST", "/api/transfers/{transfer}/return", agents(409, 403, 404, 403, 403), offered=True
    ),
    "resume_consult": Row(
        "POST", "/api/transfers/{transfer}/consult", agents(409, 403, 404, 403, 403), offered=True
    ),
    "bring_in": Row(
        "POST", "/api/transfers/{transfer}/bring-in", agents(409, 403, 404, 403, 403), offered=True
    ),
    "hand_over": Row(
        "POST", "/api/transfers/{transfer}/hand-over", agents(409, 403, 404, 403, 403), offered=True
    ),
    "report_moved": Row(
        "POST",
        "/api/transfers/{transfer}/moved",
        (401, 409, 404, 409, 404, 404, 404, 404, 401),
        offered=True,
    ),
    "report_move_failed": Row(
        "POST",
        "/api/transfers/{transfer}/move-failed",
        (401, 204, 404, 204, 404, 404, 404, 404, 401),
        {"reason": "no sound"},
        offered=True,
    ),
    "join_room": Row(
        "POST", "/api/rooms/{room}/join", agents(404, 200, 404, 404, 404), offered=True
    ),
    "agent_events": Row("GET", "/api/events", ANY_AGENT),
    "caller_events": Row(
        "GET", "/api/events/caller", (401, 200, 200, 401, 401, 401, 401, 401, 401)
    ),
    "report_segments": Row(
        "POST", "/api/worker/calls/{call}/segments", WORKER_ALONE, {"segments": [SEGMENT]}
    ),
    "report_heartbeat": Row(
        "POST", "/api/worker/heartbeat", (401,) * 8 + (200,), {"worker_id": "w1", "rooms": [HEARD]}
    ),
    "get_phones": Row("GET", "/api/phones", ANY_AGENT),
    "press_digits": Row(
        "POST",
        "/api/calls/{call}/digits",
        agents(404, 403, 403, 403, 403),
        {"participant_id": "nobody", "digits": "1"},
    ),
    "claim_stream": Row("POST", "/api/bridge/streams", (401,) * 8 + (403,), STREAM),
    "get_orders": Row("POST", "/api/bridge/legs", (401,) * 8 + (200,), {"leg_ids": ["nobody"]}),
    "report_leg_moved": Row(
        "POST", "/api/bridge/legs/nobody/moved", (401,) * 8 + (404,), {"transfer_id": "none"}
    ),
    "report_leg_move_failed": Row(
        "POST",
        "/api/bridge/legs/nobody/move-failed",
        (401,) * 8 + (404,),
        {"transfer_id": "none", "reason": "timeout"},
    ),
    "report_digit": Row(
        "POST", "/api/bridge/legs/nobody/digit", (401,) * 8 + (404,), {"digit": "1"}
    ),
    "report_stream_ended": Row(
        "POST",
        "/api/bridge/legs/nobody/stream-ended",
        (401,) * 8 + (204,),
        {"stream_sid": "MZ1", "stopped": True},
    ),
    "voice": Row("POST", "/api/webhooks/twilio/voice", everybody(403)),
    "number_status": Row("POST", "/api/webhooks/twilio/status", everybody(403)),
    "leg_status": Row("POST", "/api/webhooks/twilio/legs/nobody/status", everybody(403)),
    "leg_answered": Row("POST", "/api/webhooks/twilio/legs/nobody/answered", everybody(403)),
    "leg_key": Row("POST", "/api/webhooks/twilio/legs/nobody/key", everybody(403)),
    "leg_machine": Row("POST", "/api/webhooks/twilio/legs/nobody/machine", everybody(403)),
    "leg_after_stream": Row(
        "POST", "/api/webhooks/twilio/legs/nobody/after-stream", everybody(403)
    ),
    "livekit_webhook": Row("POST", "/api/webhooks/livekit", everybody(401), {"event": "forged"}),
    "health": Row("GET", "/health", everybody(200)),
    "ready": Row("GET", "/ready", everybody(200)),
    "metrics": Row("GET", "/metrics", everybody(200)),
    "openapi": Row("GET", "/openapi.json", everybody(200)),
    "docs": Row("GET", "/docs", everybody(200)),
    "docs_start": Row("GET", "/docs/start.js", everybody(200)),
    "docs_asset": Row("GET", "/docs/swagger-ui.css", everybody(200)),
}


# WebSockets of others, whose roles do not count: tests/integration/phones/test_webhooks.py
SIGNED_SOCKETS = {"relay_stream"}


@pytest.fixture(scope="module")
async def cast(
    tmp_path_factory: pytest.TempPathFactory, with_livekit: dict[str, Any]
) -> AsyncIterator[Cast]:
    data_dir = tmp_path_factory.mktemp("roles")
    async with served_api(data_dir, **with_livekit) as api, assembled(api) as cast:
        yield cast


async def status_of(client: httpx.AsyncClient, row: Row, scene: Scene) -> int:
    """The status alone, without waiting for the end of a stream."""
    path = row.path.format(call=scene.call_id, transfer=scene.transfer_id, room=scene.room_id)
    async with client.stream(row.method, path, json=row.body) as response:
        return response.status_code


def uses_up_the_scene(row: Row, status: int) -> bool:
    """Whether the call is another one after this request was answered."""
    return status < 400 and row.method != "GET" and "{" in row.path


@pytest.mark.parametrize("operation", TABLE)
async def test_each_role_gets_what_the_table_says(cast: Cast, operation: str) -> None:
    row = TABLE[operation]
    expected = dict(zip(ROLES, row.statuses, strict=True))
    changing = [role for role in ROLES if uses_up_the_scene(row, expected[role])]
    found: dict[str, int] = {}
    async with playing(cast, transfer_offered=row.offered) as scene:
        for role in ROLES:
            if role not in changing:
                found[role] = await status_of(scene.clients[role], row, scene)
    for role in changing:
        async with playing(cast, transfer_offered=row.offered) as scene:
            found[role] = await status_of(scene.clients[role], row, scene)
    assert found == expected


def test_every_route_has_a_row(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    names = {route.name for route in iter_route_contexts(app.routes)}
    assert names == set(TABLE) | SIGNED_SOCKETS
