"""Signing in, staying signed in, signing out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status

from warm_transfer.actions import sign_in
from warm_transfer.actions.sign_in import SignedIn
from warm_transfer.actions.views import Session
from warm_transfer.api.cookies import clear_sign_in_cookies, refresh_cookie, set_sign_in_cookies
from warm_transfer.api.deps import ClientAddress, Ctx
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.origin import require_own_origin
from warm_transfer.api.rate_limits import (
    LimitRefresh,
    LimitSignIn,
    LimitSignOut,
    limits_of,
)
from warm_transfer.api.schemas import LinkSignIn, PasswordSignIn, SeatInput

router = APIRouter(prefix="/auth", tags=["sign-in"], responses=PROBLEM_RESPONSES)


@router.post("/token", dependencies=[LimitSignIn])
async def sign_in_with_password(
    request: Request, response: Response, ctx: Ctx, address: ClientAddress, body: PasswordSignIn
) -> Session:
    """Sign in by username and password."""
    await limits_of(request).hit("sign_in", "username", body.username.lower())
    signed_in = await sign_in.sign_in_with_password(
        ctx, body.username, body.password, address=address
    )
    return _answer(response, ctx, body.seat, signed_in)


@router.post("/link", dependencies=[LimitSignIn])
async def sign_in_with_link(
    response: Response, ctx: Ctx, address: ClientAddress, body: LinkSignIn
) -> Session:
    """Sign in by the token of a one-time link. It works once."""
    signed_in = await sign_in.sign_in_with_link(ctx, body.token, address=address)
    return _answer(response, ctx, body.seat, signed_in)


@router.post("/refresh", dependencies=[LimitRefresh])
async def refresh(
    request: Request, response: Response, ctx: Ctx, address: ClientAddress, body: SeatInput
) -> Session:
    """A new access token for the seat's refresh cookie, which is replaced."""
    require_own_origin(request, ctx.settings)
    token = request.cookies.get(refresh_cookie(body.seat))
    signed_in = await sign_in.refresh(ctx, token, address=address)
    return _answer(response, ctx, body.seat, signed_in)


@router.post("/sign-out", status_code=status.HTTP_204_NO_CONTENT, dependencies=[LimitSignOut])
async def sign_out(
    request: Request, response: Response, ctx: Ctx, address: ClientAddress, body: SeatInput
) -> None:
    """End the seat's sign-in, here and in every copy of its cookies."""
    require_own_origin(request, ctx.settings)
    token = request.cookies.get(refresh_cookie(body.seat))
    await sign_in.sign_out(ctx, token, address=address)
    clear_sign_in_cookies(response, body.seat, ctx.settings)


def _answer(response: Response, ctx: Ctx, seat: str, signed_in: SignedIn) -> Session:
    set_sign_in_cookies(
        response,
        seat,
        refresh=signed_in.refresh_token,
        stream=signed_in.stream_token,
        settings=ctx.settings,
    )
    return signed_in.session
