"""Headers on every answer, who may call from where, and whom to believe about an address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.api import OWN_ORIGIN, Api, running_api

REFRESH = "/api/auth/refresh"
WRONG = {"username": "nobody", "password": "wrong password"}


@pytest.mark.parametrize("path", ["/api/agents", "/api/nothing", "/health", "/docs", "/"])
async def test_every_answer_carries_the_headers(api: Api, path: str) -> None:
    headers = (await api.client().get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "microphone=(self)" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"] or path in {"/docs", "/"}
    assert "server" not in headers


async def test_data_is_never_stored_by_browsers_or_proxies(api: Api) -> None:
    ana = await api.agent("ana")
    for path in ("/api/me", "/api/calls", "/api/nothing"):
        assert (await ana.client.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("public_url", "behind_tls"),
    [(None, False), ("http://calls.test", False), ("https://calls.test", True)],
)
async def test_behind_tls_browsers_are_told_to_insist_on_it(
    tmp_path: Path, public_url: str | None, behind_tls: bool
) -> None:
    async with running_api(tmp_path, public_url=public_url) as api:
        answer = await api.client().post("/api/auth/sign-out", json={})
        assert ("strict-transport-security" in answer.headers) is behind_tls
        cookies = answer.headers.get_list("set-cookie")
        assert len(cookies) == 2
        assert all(("; Secure" in cookie) is behind_tls for cookie in cookies)


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),  # no browser: it sends neither header
        ({"Origin": OWN_ORIGIN}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://pages.test"}, True),  # named in CORS_ORIGINS
        ({"Origin": "http://evil.test"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://evil.test", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
    ],
)
async def test_a_cookie_counts_only_from_our_own_pages(
    tmp_path: Path, with_livekit: dict[str, Any], headers: dict[str, str], allowed: bool
) -> None:
    async with running_api(tmp_path, cors_origins=["http://pages.test"], **with_livekit) as api:
        ana = await api.agent("ana")
        refreshed = await ana.client.post(REFRESH, json={}, headers=headers)
        caller = api.client()
        call = (await caller.post("/api/calls", json={})).json()["call"]["id"]
        left = await caller.post(f"/api/calls/{call}/leave", headers=headers)
        signed_out = await ana.client.post("/api/auth/sign-out", json={}, headers=headers)
    if allowed:
        assert [r.status_code for r in (refreshed, left, signed_out)] == [200, 204, 204]
    else:
        for refused in (refreshed, left, signed_out):
            assert refused.status_code == 403
            assert refused.json()["code"] == "cross_site"


async def test_only_named_origins_may_read_answers(tmp_path: Path) -> None:
    async with running_api(tmp_path, cors_origins=["http://pages.test"]) as api:
        client = api.client()
        named = await client.get("/health", headers={"Origin": "http://pages.test"})
        other = await client.get("/health", headers={"Origin": "http://pages.test.evil.test"})
    assert named.headers["access-control-allow-origin"] == "http://pages.test"
    assert named.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in other.headers


async def tries(client: httpx.AsyncClient, count: int, **headers: str) -> list[int]:
    return [
        (await client.post("/api/auth/link", json={"token": "x" * 20}, headers=headers)).status_code
        for _ in range(count)
    ]


async def test_an_address_is_believed_from_named_proxies_alone(tmp_path: Path) -> None:
    settings = {"rate_limit_sign_in": "2/minute", "trusted_proxies": ["10.0.0.0/24"]}
    async with running_api(tmp_path, **settings) as api:
        stranger, proxy = api.client(address="203.0.113.9"), api.client(address="10.0.0.5")
        for number in range(2):
            spoofed = {"X-Forwarded-For": f"198.51.100.{number}"}
            assert await tries(stranger, 1, **spoofed) == [401]
        assert await tries(stranger, 1, **{"X-Forwarded-For": "198.51.100.9"}) == [429]
        for number in range(4):
            told = {"X-Forwarded-For": f"6.6.6.6, 198.51.100.{number}"}
            assert await tries(proxy, 1, **told) == [401]
        # What the client itself put before the proxy's word does not make it somebody else.
        assert await tries(proxy, 2, **{"X-Forwarded-For": "7.7.7.7, 198.51.100.1"}) == [401, 429]


async def test_without_named_proxies_nobody_is_believed(tmp_path: Path) -> None:
    async with running_api(tmp_path, rate_limit_sign_in="1/minute") as api:
        client = api.client()
        assert await tries(client, 1, **{"X-Forwarded-For": "198.51.100.1"}) == [401]
        assert await tries(client, 1, **{"X-Forwarded-For": "198.51.100.2"}) == [429]
