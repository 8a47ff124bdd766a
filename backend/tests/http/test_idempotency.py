"""A command sent again with its `Idempotency-Key` is done once, and answered the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.api import Api, SignedInAgent, running_api
from tests.support.faults import fault
from tests.support.keyed import calls, calls_ended, expire_keys, keys, replayed, with_key
from warm_transfer.actions.expiry_sweep import forget_expired
from warm_transfer.services.tokens import TokenKind

MARIA = {"name": "Maria", "topic": "An invoice"}


@pytest.fixture
async def api(tmp_path: Path, with_livekit: dict[str, Any]) -> AsyncIterator[Api]:
    async with running_api(tmp_path, **with_livekit) as api:
        yield api


def same(first: httpx.Response, again: httpx.Response) -> bool:
    """Whether the second is the first one's answer, and says so."""
    assert not replayed(first)
    assert replayed(again)
    told = [(answer.status_code, answer.headers.get("content-type")) for answer in (first, again)]
    return told[0] == told[1] and first.content == again.content


async def start_call(api: Api) -> tuple[httpx.AsyncClient, str]:
    """A caller, signed in as such, and their call."""
    client = api.client()
    answer = await client.post("/api/calls", json=MARIA)
    assert answer.status_code == 201, answer.text
    client.headers["Authorization"] = f"Bearer {answer.json()['caller_token']}"
    return client, answer.json()["call"]["id"]


def content_of_database(data_dir: Path) -> bytes:
    return b"".join(file.read_bytes() for file in data_dir.glob("warm-transfer.db*"))


async def joins(agent: SignedInAgent, call_id: str, header: dict[str, str]) -> httpx.Response:
    return await agent.client.post(f"/api/calls/{call_id}/join", headers=header)


@fault(
    12,
    done="a caller whose answer was lost sends the same request and key again",
    seen="the first answer again, and one call",
)
async def test_a_caller_whose_answer_was_lost_gets_it_again_with_its_cookie(api: Api) -> None:
    header = with_key()
    first = await api.client().post("/api/calls", json=MARIA, headers=header)
    page = api.client()  # has nothing of the first answer
    again = await page.post("/api/calls", json=MARIA, headers=header)
    assert first.status_code == 201
    assert same(first, again)
    assert again.headers["set-cookie"] == first.headers["set-cookie"]
    current = await page.get("/api/calls/current")
    assert current.json()["id"] == first.json()["call"]["id"]
    assert await calls(api) == 1


async def test_an_answer_without_content_is_given_again(api: Api) -> None:
    caller, call_id = await start_call(api)
    header = with_key()
    first = await caller.post(f"/api/calls/{call_id}/leave", headers=header)
    again = await caller.post(f"/api/calls/{call_id}/leave", headers=header)
    assert first.status_code == 204
    assert same(first, again)
    assert await calls_ended(api) == 1


@fault(
    12,
    done="the same key comes with another body",
    seen="422 `idempotency_key_reused`, and one call",
)
async def test_a_key_is_good_for_one_body_alone(api: Api) -> None:
    header = with_key()
    client = api.client()
    await client.post("/api/calls", json=MARIA, headers=header)
    for other in ({"name": "Maria"}, {**MARIA, "name": "Mario"}, {}):
        refused = await client.post("/api/calls", json=other, headers=header)
        assert refused.status_code == 422
        assert refused.json()["code"] == "idempotency_key_reused"
    spaced = '{ "topic": "An invoice",\n  "name": "Mar\\u0069a" }'
    json = {"Content-Type": "application/json"}
    again = await client.post("/api/calls", content=spaced, headers=header | json)
    assert replayed(again)
    assert await calls(api) == 1


async def test_a_key_is_good_for_one_address_alone(api: Api) -> None:
    ana = await api.agent("ana")
    (_, one), (_, other) = await start_call(api), await start_call(api)
    header = with_key()
    assert (await joins(ana, one, header)).status_code == 200
    refused = await joins(ana, other, header)
    assert refused.status_code == 422
    assert refused.json()["code"] == "idempotency_key_reused"


async def test_other_commands_and_other_people_have_keys_of_their_own(api: Api) -> None:
    ana, bea = await api.agent("ana"), await api.agent("bea")
    (caller, call_id), (other_caller, other_call) = await start_call(api), await start_call(api)
    header = with_key()
    answers = [
        await joins(ana, call_id, header),
        await joins(bea, call_id, header),
        await ana.client.post(f"/api/calls/{call_id}/leave", headers=header),
        await caller.post(f"/api/calls/{call_id}/leave", headers=header),
        await other_caller.post(f"/api/calls/{other_call}/leave", headers=header),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 204, 204, 204]
    assert not any(replayed(answer) for answer in answers)
    assert answers[0].json()["connection"] != answers[1].json()["connection"]


async def test_every_kind_of_command_takes_a_key(api: Api) -> None:
    ana = await api.agent("ana")
    _, call_id = await start_call(api)
    await joins(ana, call_id, {})
    transfer = {"target": {"open": True}}
    offered = with_key()
    first = await ana.client.post(f"/api/calls/{call_id}/transfers", json=transfer, headers=offered)
    again = await ana.client.post(f"/api/calls/{call_id}/transfers", json=transfer, headers=offered)
    assert first.status_code == 201, first.text
    assert same(first, again)
    assert first.json()["room_id"]

    for method, path, body in (
        ("PUT", f"/api/calls/{call_id}/briefing", {"text": "Charged twice."}),
        ("POST", f"/api/transfers/{first.json()['id']}/cancel", None),
        ("PATCH", "/api/me", {"presence": "away"}),
    ):
        header = with_key()
        first = await ana.client.request(method, path, json=body, headers=header)
        again = await ana.client.request(method, path, json=body, headers=header)
        assert first.status_code == 200, first.text
        assert same(first, again)


async def test_a_refusal_is_the_answer_too(api: Api) -> None:
    ana = await api.agent("ana")
    (_, one), (_, other) = await start_call(api), await start_call(api)
    await joins(ana, one, {})
    header, missing = with_key(), with_key()
    refused = await joins(ana, other, header)
    assert refused.status_code == 409
    unknown = await joins(ana, "nothing", missing)
    assert unknown.status_code == 404
    await ana.client.post(f"/api/calls/{one}/leave")
    assert same(refused, await joins(ana, other, header))
    assert same(unknown, await joins(ana, "nothing", missing))
    assert (await joins(ana, other, with_key())).status_code == 200


async def test_who_was_not_signed_in_is_not_answered_so_again(api: Api) -> None:
    ana = await api.agent("ana")
    _, call_id = await start_call(api)
    header = with_key()
    expired = api.client(token=api.ctx.tokens.issue(TokenKind.ACCESS, ana.id, -3600))
    refused = await expired.post(f"/api/calls/{call_id}/join", headers=header)
    assert refused.status_code == 401
    joined = await joins(ana, call_id, header)
    assert joined.status_code == 200
    assert not replayed(joined)
    refused = await expired.post(f"/api/calls/{call_id}/join", headers=header)
    assert refused.status_code == 401  # the kept answer is for those alone who are signed in


async def test_too_many_tries_are_not_the_answer(
    tmp_path: Path, with_livekit: dict[str, Any]
) -> None:
    async with running_api(tmp_path, rate_limit_calls="1/minute", **with_livekit) as api:
        header = with_key()
        await api.client().post("/api/calls", json=MARIA)
        refused = await api.client().post("/api/calls", json=MARIA, headers=header)
        assert refused.status_code == 429
        elsewhere = api.client(address="198.51.100.1")
        started = await elsewhere.post("/api/calls", json=MARIA, headers=header)
        assert started.status_code == 201
        assert not replayed(started)
        # Whoever tries out keys is limited like whoever starts calls.
        again = await elsewhere.post("/api/calls", json=MARIA, headers=header)
        assert again.status_code == 429


async def test_a_part_that_is_down_is_not_the_answer(
    tmp_path: Path, with_livekit: dict[str, Any]
) -> None:
    header = with_key()
    nowhere = with_livekit | {"livekit_ws_url": "ws://127.0.0.1:1"}
    async with running_api(tmp_path, **nowhere) as api:
        refused = await api.client().post("/api/calls", json=MARIA, headers=header)
        assert refused.json()["code"] == "livekit_unavailable"
    async with running_api(tmp_path, **with_livekit) as api:
        started = await api.client().post("/api/calls", json=MARIA, headers=header)
        assert started.status_code == 201
        assert not replayed(started)


async def test_an_invalid_body_uses_no_key_up(api: Api) -> None:
    header = with_key()
    client = api.client()
    invalid = await client.post("/api/calls", json={"nam": "Maria"}, headers=header)
    assert invalid.json()["code"] == "invalid_request"
    assert (await client.post("/api/calls", json=MARIA, headers=header)).status_code == 201


async def test_a_key_is_forgotten_after_its_time(api: Api) -> None:
    header = with_key()
    client = api.client()
    await client.post("/api/calls", json=MARIA, headers=header)
    await expire_keys(api)
    anew = await client.post("/api/calls", json={"name": "Mario"}, headers=header)
    assert anew.status_code == 201
    assert not replayed(anew)
    await forget_expired(api.ctx)
    assert replayed(await client.post("/api/calls", json={"name": "Mario"}, headers=header))
    await expire_keys(api)
    await forget_expired(api.ctx)
    assert await keys(api) == 0


async def test_without_a_key_nothing_is_kept(api: Api) -> None:
    ana = await api.agent("ana")
    (_, one), (_, other) = await start_call(api), await start_call(api)
    assert one != other
    await joins(ana, one, {})
    assert await keys(api) == 0


async def test_the_database_holds_no_token_and_no_key(api: Api, tmp_path: Path) -> None:
    ana = await api.agent("ana")
    header = with_key()
    started = await api.client().post("/api/calls", json=MARIA, headers=header)
    joined = await joins(ana, started.json()["call"]["id"], header)
    secrets = [
        header["Idempotency-Key"],
        started.json()["caller_token"],
        started.json()["connection"]["current"]["token"],
        joined.json()["connection"]["current"]["token"],
    ]
    stored = content_of_database(tmp_path)
    assert started.json()["call"]["id"].encode() in stored
    for secret in secrets:
        assert secret.encode() not in stored


async def test_what_changes_nothing_takes_no_key(api: Api) -> None:
    caller, call_id = await start_call(api)
    header = with_key()
    for _ in range(2):
        connection = await caller.post(f"/api/calls/{call_id}/connection", headers=header)
        assert connection.status_code == 200
        assert not replayed(connection)
    assert await keys(api) == 0
