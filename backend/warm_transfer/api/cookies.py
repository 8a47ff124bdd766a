"""The cookies we set: HttpOnly, SameSite=Strict, each sent only where it is read."""

from __future__ import annotations

from fastapi import Response

from warm_transfer.config import Settings

CALLER_COOKIE = "wt_caller"
CALLER_PATH = "/api"
REFRESH_PATH = "/api/auth"
STREAM_PATH = "/api/events"


def refresh_cookie(seat: str) -> str:
    return f"wt_refresh_{seat}"


def stream_cookie(seat: str) -> str:
    return f"wt_stream_{seat}"


def set_caller_cookie(response: Response, token: str, settings: Settings) -> None:
    _set(response, CALLER_COOKIE, token, CALLER_PATH, settings.caller_token_ttl_s, settings)


def clear_caller_cookie(response: Response, settings: Settings) -> None:
    _set(response, CALLER_COOKIE, "", CALLER_PATH, 0, settings)


def set_sign_in_cookies(
    response: Response, seat: str, *, refresh: str, stream: str, settings: Settings
) -> None:
    ttl_s = settings.refresh_token_ttl_s
    _set(response, refresh_cookie(seat), refresh, REFRESH_PATH, ttl_s, settings)
    _set(response, stream_cookie(seat), stream, STREAM_PATH, ttl_s, settings)


def clear_sign_in_cookies(response: Response, seat: str, settings: Settings) -> None:
    _set(response, refresh_cookie(seat), "", REFRESH_PATH, 0, settings)
    _set(response, stream_cookie(seat), "", STREAM_PATH, 0, settings)


def _set(
    response: Response, name: str, value: str, path: str, max_age_s: int, settings: Settings
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age_s,
        path=path,
        httponly=True,
        samesite="strict",
        secure=(settings.public_url or "").startswith("https://"),
    )
