"""A command that comes again with its key has one effect and one answer.

Whoever claims a key runs the command and keeps its answer; whoever comes later, in whichever
process, gets that answer. A process that dies in between leaves its claim behind. Once the lease is
over, the next one runs the command again. That is safe, as commands compare and swap; only starting
a call would start another, and one that nobody connects to ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError

from warm_transfer.actions.context import Context
from warm_transfer.actions.credentials import new_id
from warm_transfer.db.models import IdempotencyKey
from warm_transfer.domain.actor import Actor, AgentActor
from warm_transfer.errors import InvalidInput, StillRunning

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=30)  # twice as long as the pages wait for an answer
WAIT_S = 3.0
POLL_S = 0.1
RETRY_AFTER_S = 1


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was asked for. Without an `actor` nobody has to be signed in for it."""

    key: str
    actor: Actor | None
    operation: str
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """Whoever has it runs the command, then keeps its answer or gives the claim up."""

    id: str
    attempt: str


async def claim(ctx: Context, command: Command) -> Claim | bytes:
    """A claim, or the answer that was kept; waits a moment for whoever is running the command.

    Raises InvalidInput when the key belongs to another command, StillRunning after the wait.
    """
    row_id = _row_id(ctx, command)
    fingerprint = _fingerprint(ctx, command)
    waits_until_s = time.monotonic() + WAIT_S
    while True:
        found = await _look_or_take(ctx, row_id, fingerprint)
        if found is not None:
            return found
        if time.monotonic() >= waits_until_s:
            raise StillRunning(
                "This request was sent before and is still being worked on. Ask again shortly.",
                retry_after_s=RETRY_AFTER_S,
            )
        await asyncio.sleep(POLL_S)


async def keep(ctx: Context, claim: Claim, answer: bytes) -> None:
    """From now on this is the answer, unless the lease was over and another attempt began."""
    kept = update(IdempotencyKey).where(*_still(claim)).values(answer=ctx.seal.close(answer))
    async with ctx.db.unit_of_work() as uow:
        await uow.session.execute(kept)


async def give_up(ctx: Context, claim: Claim) -> None:
    """Whoever comes next with this key runs the command."""
    async with ctx.db.unit_of_work() as uow:
        await uow.session.execute(delete(IdempotencyKey).where(*_still(claim)))


async def _look_or_take(ctx: Context, row_id: str, fingerprint: str) -> Claim | bytes | None:
    """None while another attempt is under way."""
    async with ctx.db.read() as session:  # most often there is an answer, or somebody to wait for
        row = await session.get(IdempotencyKey, row_id)
    if row is not None and not _is_free(row, fingerprint, ctx.clock()):
        return _answer(ctx, row)
    try:
        async with ctx.db.unit_of_work() as uow:
            row = await uow.session.get(IdempotencyKey, row_id, with_for_update=True)
            if row is None:
                row = IdempotencyKey(id=row_id)
                uow.session.add(row)
            elif not _is_free(row, fingerprint, uow.now):
                return _answer(ctx, row)
            row.fingerprint = fingerprint
            row.attempt = new_id()
            row.lease_until = uow.now + LEASE
            row.answer = None
            row.expires_at = uow.now + KEPT_FOR
            return Claim(row_id, row.attempt)
    except IntegrityError:  # PostgreSQL: another attempt has begun at the same moment
        return None


def _is_free(row: IdempotencyKey, fingerprint: str, now: datetime) -> bool:
    if row.expires_at <= now:
        return True
    if row.fingerprint != fingerprint:
        raise InvalidInput(
            "This Idempotency-Key was used for another request. Make a new one for each request.",
            code="idempotency_key_reused",
        )
    return row.answer is None and row.lease_until <= now


def _answer(ctx: Context, row: IdempotencyKey) -> bytes | None:
    return None if row.answer is None else ctx.seal.open(row.answer)


def _still(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return IdempotencyKey.id == claim.id, IdempotencyKey.attempt == claim.attempt


def _row_id(ctx: Context, command: Command) -> str:
    """Keys of different people, or for different things, have nothing to do with each other."""
    if command.actor is None:
        who = "anybody"
    elif isinstance(command.actor, AgentActor):
        who = f"agent {command.actor.id}"
    else:
        who = f"caller {command.actor.call_id}"
    return ctx.seal.mark(who.encode(), command.operation.encode(), command.key.encode())


def _fingerprint(ctx: Context, command: Command) -> str:
    return ctx.seal.mark(command.method.encode(), command.path.encode(), _canonical(command.body))


def _canonical(body: bytes) -> bytes:
    """JSON whatever its spaces and the order of its fields; anything else as it is."""
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body
