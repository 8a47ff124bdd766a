"""Signing in by password and link, staying signed in, signing out."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from tests.support.api import Api
from warm_transfer.actions.sign_in import ROTATION_GRACE
from warm_transfer.actions.users import (
    create_user,
    disable_user,
    ensure_demo_agents,
    issue_sign_in_link,
    list_users,
    set_password,
)
from warm_transfer.db.models import AuditRow, RefreshToken, SignInLink, User
from warm_transfer.errors import Conflict, InvalidInput, NotFound

PASSWORD = "correct horse battery"
REFRESH = "wt_refresh_agent"


async def with_password(api: Api, username: str = "ines") -> httpx.AsyncClient:
    await create_user(api.ctx, username, name="Ines", password=PASSWORD)
    client = api.client()
    answer = await sign_in(client, username)
    assert answer.status_code == 200
    return client


async def sign_in(
    client: httpx.AsyncClient, username: str, password: str = PASSWORD, **fields: Any
) -> httpx.Response:
    return await client.post(
        "/api/auth/token", json={"username": username, "password": password, **fields}
    )


async def refresh(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/api/auth/refresh", json={})


async def audited(api: Api) -> list[str]:
    async with api.ctx.db.read() as session:
        return list(await session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


async def age_used_tokens(api: Api, by: timedelta) -> None:
    """As if the refresh tokens used so far had been used so long ago."""
    async with api.ctx.db.unit_of_work() as uow:
        await uow.session.execute(
            update(RefreshToken)
            .where(RefreshToken.used_at.is_not(None))
            .values(used_at=uow.now - by)
        )


async def test_a_password_signs_in_and_gives_a_working_token(api: Api) -> None:
    await create_user(api.ctx, "Ines", name="Ines Duarte", team="Support", password=PASSWORD)
    client = api.client()
    session = (await sign_in(client, "INES")).json()
    assert session["token_type"] == "bearer"
    assert session["expires_in"] == 900
    me = await client.get("/api/me", headers={"Authorization": f"Bearer {session['access_token']}"})
    assert me.status_code == 200
    assert me.json() == {
        "id": session["agent"]["id"],
        "username": "ines",
        "name": "Ines Duarte",
        "team": "Support",
        "role": "agent",
        "presence": "offline",
    }


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines", password=PASSWORD)
    answer = await sign_in(api.client(), "ines", seat="agent-a")
    cookies = {line.split("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert set(cookies) == {"wt_refresh_agent-a", "wt_stream_agent-a"}
    for line in cookies.values():
        assert "HttpOnly" in line
        assert "SameSite=strict" in line
    assert "Path=/api/auth" in cookies["wt_refresh_agent-a"]
    assert "Path=/api/events" in cookies["wt_stream_agent-a"]


@pytest.mark.parametrize("username", ["ines", "nobody"])
async def test_wrong_passwords_and_unknown_names_get_the_same_answer(
    api: Api, username: str
) -> None:
    await create_user(api.ctx, "ines", name="Ines", password=PASSWORD)
    answer = await sign_in(api.client(), username, "wrong password")
    assert answer.status_code == 401
    assert answer.json()["code"] == "wrong_credentials"
    assert "sign_in.password_refused" in await audited(api)


async def test_an_unknown_name_takes_as_long_as_a_wrong_password(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines", password=PASSWORD)
    client = api.client()
    await sign_in(client, "nobody", "wrong password")  # the first one also makes the hash to fail

    async def fastest_s(username: str) -> float:
        times = []
        for _ in range(5):
            started = time.perf_counter()
            await sign_in(client, username, "wrong password")
            times.append(time.perf_counter() - started)
        return min(times)

    # Without the hash that an unknown name is compared with, the ratio is far below a tenth.
    assert await fastest_s("nobody") > 0.4 * await fastest_s("ines")


async def test_passwords_are_stored_as_argon2_hashes_alone(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines", password=PASSWORD)
    async with api.ctx.db.read() as session:
        stored = await session.scalar(select(User.password_hash))
    assert stored is not None
    assert stored.startswith("$argon2id$")


async def test_a_link_signs_in_once(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines")
    token = await issue_sign_in_link(api.ctx, "ines")
    async with api.ctx.db.read() as session:
        stored = list(await session.scalars(select(SignInLink.token_hash)))
    assert token not in stored
    client = api.client()
    assert (await client.post("/api/auth/link", json={"token": token})).status_code == 200
    again = await client.post("/api/auth/link", json={"token": token})
    assert again.status_code == 401
    assert again.json()["code"] == "link_invalid"
    assert (await audited(api))[-2:] == ["sign_in.link", "sign_in.link_refused"]


async def test_a_link_grows_old(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines")
    token = await issue_sign_in_link(api.ctx, "ines")
    async with api.ctx.db.unit_of_work() as uow:
        await uow.session.execute(update(SignInLink).values(expires_at=uow.now))
    answer = await api.client().post("/api/auth/link", json={"token": token})
    assert answer.json()["code"] == "link_invalid"


async def test_refreshing_rotates_the_cookie(api: Api) -> None:
    client = await with_password(api)
    first = client.cookies[REFRESH]
    answer = await refresh(client)
    assert answer.status_code == 200
    assert answer.json()["agent"]["username"] == "ines"
    assert client.cookies[REFRESH] != first


async def test_two_tabs_that_refresh_at_once_both_stay_signed_in(api: Api) -> None:
    client = await with_password(api)
    first = client.cookies[REFRESH]
    assert (await refresh(client)).status_code == 200
    other_tab = api.client()
    other_tab.cookies.set(REFRESH, first)
    assert (await refresh(other_tab)).status_code == 200
    assert (await refresh(client)).status_code == 200
    assert (await refresh(other_tab)).status_code == 200


async def test_a_replayed_refresh_token_ends_the_whole_family(api: Api) -> None:
    client = await with_password(api)
    stolen = client.cookies[REFRESH]
    await refresh(client)
    await age_used_tokens(api, ROTATION_GRACE + timedelta(seconds=1))
    thief = api.client()
    thief.cookies.set(REFRESH, stolen)
    assert (await refresh(thief)).json()["code"] == "refresh_invalid"
    assert (await refresh(client)).status_code == 401
    assert "sign_in.refresh_replayed" in await audited(api)


async def test_without_a_cookie_there_is_nothing_to_refresh(api: Api) -> None:
    answer = await refresh(api.client())
    assert answer.status_code == 401


async def test_signing_out_ends_the_sign_in_and_its_cookies(api: Api) -> None:
    client = await with_password(api)
    kept = client.cookies[REFRESH]
    assert (await client.post("/api/auth/sign-out", json={})).status_code == 204
    assert REFRESH not in client.cookies
    thief = api.client()
    thief.cookies.set(REFRESH, kept)
    assert (await refresh(thief)).status_code == 401
    assert (await client.post("/api/auth/sign-out", json={})).status_code == 204


async def test_seats_of_one_browser_are_signed_in_apart(api: Api) -> None:
    await create_user(api.ctx, "ana", name="Ana", password=PASSWORD)
    await create_user(api.ctx, "bea", name="Bea", password=PASSWORD)
    browser = api.client()
    await sign_in(browser, "ana", seat="agent-a")
    await sign_in(browser, "bea", seat="agent-b")
    await browser.post("/api/auth/sign-out", json={"seat": "agent-a"})
    gone = await browser.post("/api/auth/refresh", json={"seat": "agent-a"})
    still = await browser.post("/api/auth/refresh", json={"seat": "agent-b"})
    assert gone.status_code == 401
    assert still.json()["agent"]["username"] == "bea"


async def test_a_disabled_account_is_refused_at_every_door(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines", password=PASSWORD)
    link = await issue_sign_in_link(api.ctx, "ines")
    client = api.client()
    access = (await sign_in(client, "ines")).json()["access_token"]
    await disable_user(api.ctx, "ines")
    bearer = {"Authorization": f"Bearer {access}"}
    assert (await client.get("/api/me", headers=bearer)).status_code == 401
    assert (await client.get("/api/events")).status_code == 401
    assert (await refresh(client)).status_code == 401
    assert (await client.post("/api/auth/link", json={"token": link})).status_code == 401
    assert (await sign_in(client, "ines")).json()["code"] == "wrong_credentials"


async def test_a_new_password_ends_what_the_old_one_began(api: Api) -> None:
    client = await with_password(api)
    await set_password(api.ctx, "ines", "another long password")
    assert (await refresh(client)).status_code == 401
    assert (await sign_in(client, "ines")).status_code == 401
    assert (await sign_in(client, "ines", "another long password")).status_code == 200


async def test_accounts_that_cannot_be_made_or_found_say_why(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines")
    with pytest.raises(Conflict, match="ines already"):
        await create_user(api.ctx, "INES", name="Another")
    with pytest.raises(InvalidInput, match="no space"):
        await create_user(api.ctx, "ines duarte", name="Ines")
    with pytest.raises(InvalidInput, match="at least 12"):
        await set_password(api.ctx, "ines", "short")
    with pytest.raises(InvalidInput, match="password has at most 256"):
        await set_password(api.ctx, "ines", "p" * 257)
    with pytest.raises(InvalidInput, match="name has at most 80"):
        await create_user(api.ctx, "omar", name="O" * 81)
    with pytest.raises(InvalidInput, match="team has at most 80"):
        await create_user(api.ctx, "omar", name="Omar", team="T" * 81)
    with pytest.raises(NotFound, match="nobody"):
        await issue_sign_in_link(api.ctx, "nobody")
    await disable_user(api.ctx, "ines")
    with pytest.raises(Conflict, match="disabled"):
        await issue_sign_in_link(api.ctx, "ines")


async def test_the_longest_password_signs_in(api: Api) -> None:
    await create_user(api.ctx, "ines", name="Ines", password="p" * 256)
    assert (await sign_in(api.client(), "ines", "p" * 256)).status_code == 200


async def test_the_demo_has_ana_and_bea_however_often_it_starts(api: Api) -> None:
    assert await ensure_demo_agents(api.ctx) == ["agent-a", "agent-b"]
    await ensure_demo_agents(api.ctx)
    found = [(user.username, user.name, user.team) for user in await list_users(api.ctx)]
    assert found == [("agent-a", "Ana", "Support"), ("agent-b", "Bea", "Billing")]
