"""Deleting what has expired: each rotation, each link, each command with a key leaves a row."""

from __future__ import annotations

import time

from sqlalchemy import delete

from warm_transfer.actions.context import Context
from warm_transfer.db.models import IdempotencyKey, RefreshToken, SignInLink

EVERY_S = 3600.0


class ExpirySweep:
    """Remembers when it ran last. The first run after a start is due at once."""

    def __init__(self) -> None:
        self._due_s = time.monotonic()

    async def run(self, ctx: Context) -> None:
        if time.monotonic() < self._due_s:
            return
        await forget_expired(ctx)
        self._due_s = time.monotonic() + EVERY_S


async def forget_expired(ctx: Context) -> None:
    """A used refresh token stays until it expires: whoever replays it before ends its family.

    After that it is refused whether it is known or not.
    """
    async with ctx.db.unit_of_work() as uow:
        for kind in (RefreshToken, SignInLink, IdempotencyKey):
            await uow.session.execute(delete(kind).where(kind.expires_at <= uow.now))
