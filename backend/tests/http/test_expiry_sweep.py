"""Rows that sign nobody in any more are deleted; those that tell of a theft are not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from tests.support.api import Api, running_api
from tests.support.waiting import until
from warm_transfer.actions.expiry_sweep import forget_expired
from warm_transfer.actions.sign_in import ROTATION_GRACE
from warm_transfer.actions.users import issue_sign_in_link
from warm_transfer.db.models import RefreshToken, SignInLink

REFRESH = "wt_refresh_agent"


async def rows(api: Api) -> tuple[int, int]:
    """How many refresh tokens and sign-in links are stored."""
    async with api.ctx.db.read() as session:
        tokens = await session.scalar(select(func.count()).select_from(RefreshToken))
        links = await session.scalar(select(func.count()).select_from(SignInLink))
    return tokens or 0, links or 0


async def expire_all(api: Api) -> None:
    async with api.ctx.db.unit_of_work() as uow:
        for kind in (RefreshToken, SignInLink):
            await uow.session.execute(update(kind).values(expires_at=uow.now))


async def test_what_has_expired_goes_and_the_rest_works_on(api: Api) -> None:
    await api.agent("ana")
    await expire_all(api)
    bea = await api.agent("bea")
    link = await issue_sign_in_link(api.ctx, "bea")
    await forget_expired(api.ctx)
    assert await rows(api) == (1, 2)
    assert (await bea.client.post("/api/auth/refresh", json={})).status_code == 200
    assert (await api.client().post("/api/auth/link", json={"token": link})).status_code == 200


async def test_a_token_replayed_before_it_expires_still_ends_its_family(api: Api) -> None:
    ana = await api.agent("ana")
    stolen = ana.client.cookies[REFRESH]
    await ana.client.post("/api/auth/refresh", json={})
    async with api.ctx.db.unit_of_work() as uow:
        long_ago = uow.now - ROTATION_GRACE - timedelta(seconds=1)
        used = update(RefreshToken).where(RefreshToken.used_at.is_not(None))
        await uow.session.execute(used.values(used_at=long_ago))
    await forget_expired(api.ctx)
    thief = api.client()
    thief.cookies.set(REFRESH, stolen)
    assert (await thief.post("/api/auth/refresh", json={})).status_code == 401
    assert (await ana.client.post("/api/auth/refresh", json={})).status_code == 401


async def test_it_is_done_in_the_background(tmp_path: Path) -> None:
    async with running_api(tmp_path) as api:
        await api.agent("ana")
        await expire_all(api)
    async with running_api(tmp_path) as api:

        async def gone() -> bool:
            return await rows(api) == (0, 0)

        await until(gone, "the expired rows are gone")
