"""Signing in: by password or one-time link, staying signed in, and signing out.

A sign-in is a family of refresh tokens. Each is used once and replaced by the next; using an
old one again means that somebody copied it, and ends the family. Two tabs of one browser may
use the same one at the same moment, so for `ROTATION_GRACE` a used token still gives a sibling.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from warm_transfer.actions.agents import agent_view
from warm_transfer.actions.context import Context
from warm_transfer.actions.credentials import (
    hash_token,
    new_id,
    new_token,
    verify_password,
)
from warm_transfer.actions.views import Session
from warm_transfer.db.models import RefreshToken, SignInLink, User
from warm_transfer.db.session import UnitOfWork
from warm_transfer.errors import Unauthenticated
from warm_transfer.services.tokens import TokenKind

ROTATION_GRACE = timedelta(seconds=10)

WRONG_PASSWORD = "The username or the password is wrong."  # noqa: S105 -- a sentence, no password
LINK_USED_UP = "This sign-in link was used before or is too old. Ask for a new one."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the page gets (`session`) and what only its cookies hold."""

    session: Session
    refresh_token: str
    stream_token: str


async def sign_in_with_password(
    ctx: Context, username: str, password: str, *, address: str
) -> SignedIn:
    async with ctx.db.read() as session:
        user = await session.scalar(select(User).where(User.username == username.lower()))
    stored_hash = user.password_hash if user is not None and not user.disabled else None
    # An unknown user costs the same time as a wrong password, so names cannot be found out.
    if not await verify_password(password, stored_hash) or user is None:
        await _audit_refusal(ctx, "sign_in.password_refused", user, address)
        raise Unauthenticated(WRONG_PASSWORD, code="wrong_credentials")
    async with ctx.db.unit_of_work() as uow:
        uow.audit("sign_in.password", actor=user.id, address=address)
        return await _start_family(ctx, uow, user.id)


async def sign_in_with_link(ctx: Context, token: str, *, address: str) -> SignedIn:
    async with ctx.db.unit_of_work() as uow:
        user_id = await uow.session.scalar(
            update(SignInLink)
            .where(
                SignInLink.token_hash == hash_token(token),
                SignInLink.used_at.is_(None),
                SignInLink.expires_at > uow.now,
            )
            .values(used_at=uow.now)
            .returning(SignInLink.user_id)
        )
        if user_id is None:
            uow.audit("sign_in.link_refused", actor=None, address=address)
        else:
            uow.audit("sign_in.link", actor=user_id, address=address)
            return await _start_family(ctx, uow, user_id)
    raise Unauthenticated(LINK_USED_UP, code="link_invalid")


async def refresh(ctx: Context, token: str | None, *, address: str) -> SignedIn:
    """Rotate. A token used again after `ROTATION_GRACE` revokes its whole family."""
    if token is None:
        raise Unauthenticated("Sign in to continue.")
    async with ctx.db.unit_of_work() as uow:
        row = await uow.session.get(RefreshToken, hash_token(token), with_for_update=True)
        if row is not None and row.revoked_at is None and row.expires_at > uow.now:
            if row.used_at is None or uow.now - row.used_at <= ROTATION_GRACE:
                row.used_at = row.used_at or uow.now
                return await _continue_family(ctx, uow, row.user_id, row.family_id)
            await _revoke_family(uow, row.family_id)
            uow.audit("sign_in.refresh_replayed", actor=row.user_id, address=address)
    raise Unauthenticated("Sign in to continue.", code="refresh_invalid")


async def sign_out(ctx: Context, token: str | None, *, address: str) -> None:
    """End this sign-in. Without one there is nothing to do."""
    if token is None:
        return
    async with ctx.db.unit_of_work() as uow:
        row = await uow.session.get(RefreshToken, hash_token(token))
        if row is not None:
            await _revoke_family(uow, row.family_id)
            uow.audit("sign_in.signed_out", actor=row.user_id, address=address)


async def _start_family(ctx: Context, uow: UnitOfWork, user_id: str) -> SignedIn:
    return await _continue_family(ctx, uow, user_id, new_id())


async def _continue_family(ctx: Context, uow: UnitOfWork, user_id: str, family_id: str) -> SignedIn:
    user = await uow.session.get(User, user_id)
    if user is None or user.disabled:
        raise Unauthenticated("This account can no longer sign in.", code="account_disabled")
    settings = ctx.settings
    refresh_token = new_token()
    uow.session.add(
        RefreshToken(
            token_hash=hash_token(refresh_token),
            family_id=family_id,
            user_id=user_id,
            expires_at=uow.now + timedelta(seconds=settings.refresh_token_ttl_s),
            used_at=None,
            revoked_at=None,
        )
    )
    ttl_s = settings.access_token_ttl_s
    return SignedIn(
        session=Session(
            access_token=ctx.tokens.issue(TokenKind.ACCESS, user_id, ttl_s),
            expires_in=ttl_s,
            agent=agent_view(user),
        ),
        refresh_token=refresh_token,
        stream_token=ctx.tokens.issue(
            TokenKind.STREAM, user_id, settings.refresh_token_ttl_s, family=family_id
        ),
    )


async def _revoke_family(uow: UnitOfWork, family_id: str) -> None:
    await uow.session.execute(
        update(RefreshToken)
        .where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
        .values(revoked_at=uow.now)
    )


async def _audit_refusal(ctx: Context, action: str, user: User | None, address: str) -> None:
    async with ctx.db.unit_of_work() as uow:
        uow.audit(action, actor=user.id if user else None, address=address)
