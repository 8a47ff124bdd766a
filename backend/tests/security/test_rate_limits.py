"""Too many tries at an entrance are refused, with when to try again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.api import running_api

ONE_OF_EACH = {
    "rate_limit_sign_in": "1/minute",
    "rate_limit_calls": "1/minute",
    "rate_limit_room_ids": "1/minute",
    "rate_limit_connections": "1/minute",
}


async def test_each_entrance_has_a_limit(tmp_path: Path, with_livekit: dict[str, Any]) -> None:
    async with running_api(tmp_path, **with_livekit) as generous:
        ana = await generous.agent("ana")
        token = ana.client.headers["Authorization"].removeprefix("Bearer ")
    async with running_api(tmp_path, **ONE_OF_EACH, **with_livekit) as api:
        client = api.client(token=token)
        call = (await client.post("/api/calls", json={})).json()["call"]["id"]
        entrances = {
            "/api/auth/link": {"token": "x" * 20},
            "/api/auth/refresh": {},
            "/api/auth/sign-out": {},
            "/api/rooms/abcd-efgh/join": None,
            f"/api/calls/{call}/connection": None,
        }
        for path, body in entrances.items():
            assert (await client.post(path, json=body)).status_code != 429, path
        for path, body in {**entrances, "/api/calls": {}, "/api/auth/token": {}}.items():
            answer = await client.post(path, json=body)
            assert answer.status_code == 429, path
            assert answer.json()["code"] == "rate_limited"
            assert 0 < int(answer.headers["retry-after"]) <= 60
        elsewhere = api.client(address="198.51.100.1")
        assert (await elsewhere.post("/api/calls", json={})).status_code == 201


async def test_who_is_signed_in_is_counted_apart_from_others_at_the_same_address(
    tmp_path: Path, with_livekit: dict[str, Any]
) -> None:
    async with running_api(
        tmp_path, **(ONE_OF_EACH | {"rate_limit_sign_in": "9/minute"}), **with_livekit
    ) as api:
        caller, stranger = api.client(), api.client()
        call = (await caller.post("/api/calls", json={})).json()["call"]["id"]
        ana, bea = await api.agent("ana"), await api.agent("bea")
        for path in (f"/api/calls/{call}/connection", "/api/rooms/abcd-efgh/join"):
            for _ in range(3):
                assert (await stranger.post(path)).status_code == 401
            for agent in (ana, bea):
                assert (await agent.client.post(path)).status_code in (403, 404)
                assert (await agent.client.post(path)).status_code == 429
        assert (await caller.post(f"/api/calls/{call}/connection")).status_code == 200
        assert (await caller.post(f"/api/calls/{call}/connection")).status_code == 429


async def test_a_username_has_a_limit_from_wherever_it_is_tried(tmp_path: Path) -> None:
    async with running_api(tmp_path, rate_limit_sign_in="3/minute") as api:

        async def try_from(address: str, username: str) -> int:
            body = {"username": username, "password": "wrong password"}
            client = api.client(address=address)
            return (await client.post("/api/auth/token", json=body)).status_code

        statuses = [await try_from(f"198.51.100.{n}", "Ines") for n in range(4)]
        assert statuses == [401, 401, 401, 429]
        assert await try_from("198.51.100.9", "ana") == 401


async def test_a_redis_that_was_never_there_does_not_open_the_door(tmp_path: Path) -> None:
    nowhere = "redis://127.0.0.1:1/0"
    async with running_api(tmp_path, redis_url=nowhere, rate_limit_sign_in="2/minute") as api:
        client = api.client()
        statuses = [
            (await client.post("/api/auth/link", json={"token": "x" * 20})).status_code
            for _ in range(3)
        ]
        assert statuses == [401, 401, 429]
