"""Commands sent with an `Idempotency-Key`, and what the database holds of them."""

from __future__ import annotations

from uuid import uuid4

import httpx
from sqlalchemy import ColumnElement, func, select, update

from tests.support.api import Api
from warm_transfer.db.models import Call, Event, IdempotencyKey


def with_key(key: str | None = None) -> dict[str, str]:
    """The header with this key, or with one that nobody has used before."""
    return {"Idempotency-Key": key or str(uuid4())}


def replayed(answer: httpx.Response) -> bool:
    return "idempotency-replayed" in answer.headers


async def calls(api: Api) -> int:
    return await _count(api, Call.id.is_not(None))


async def calls_ended(api: Api) -> int:
    return await _count(api, Event.type == "call.ended")


async def keys(api: Api) -> int:
    return await _count(api, IdempotencyKey.id.is_not(None))


async def under_way(api: Api) -> int:
    """How many commands have a claim and no answer yet."""
    return await _count(api, IdempotencyKey.answer.is_(None))


async def end_leases(api: Api) -> None:
    """As if their time were up."""
    async with api.ctx.db.unit_of_work() as uow:
        await uow.session.execute(update(IdempotencyKey).values(lease_until=uow.now))


async def expire_keys(api: Api) -> None:
    """As if they were a day old."""
    async with api.ctx.db.unit_of_work() as uow:
        await uow.session.execute(update(IdempotencyKey).values(expires_at=uow.now))


async def _count(api: Api, which: ColumnElement[bool]) -> int:
    async with api.ctx.db.read() as session:
        return await session.scalar(select(func.count()).where(which)) or 0
