"""Signed tokens of our own: who an agent, a caller or the call worker is.

HS256 alone, one key per kind (so that a token of one kind can never pass for another), and
every registered claim checked (OWASP ASVS 9.1, 9.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import jwt

from warm_transfer.errors import Unauthenticated
from warm_transfer.services.keys import derive_key

ISSUER: Final = "warm-transfer"
ALGORITHM: Final = "HS256"
LEEWAY_S: Final = 30  # clocks of two servers may differ by so much
REQUIRED_CLAIMS: Final = ("iss", "aud", "typ", "sub", "iat", "nbf", "exp")


class TokenKind(StrEnum):
    ACCESS = "access"  # an agent, in the Authorization header
    STREAM = "stream"  # an agent's event stream, in a cookie
    CALLER = "caller"  # the caller of one call; `sub` is the call's id
    WORKER = "worker"  # the call worker


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. `extra` holds the claims given to `Tokens.issue`."""

    subject: str
    kind: TokenKind
    issued_at: datetime
    expires_at: datetime
    extra: Mapping[str, Any]


class Tokens:
    """Issues and verifies tokens, with a key derived from the master secret for each kind."""

    def __init__(self, master: bytes, clock: Callable[[], datetime]) -> None:
        self._keys = {kind: derive_key(master, f"token {kind.value}") for kind in TokenKind}
        self._clock = clock

    def issue(self, kind: TokenKind, subject: str, ttl_s: int, **claims: Any) -> str:
        now = int(self._clock().timestamp())
        payload = {
            **claims,
            "iss": ISSUER,
            "aud": kind.value,
            "typ": kind.value,
            "sub": subject,
            "iat": now,
            "nbf": now,
            "exp": now + ttl_s,
        }
        return jwt.encode(payload, self._keys[kind], algorithm=ALGORITHM)

    def verify(self, kind: TokenKind, token: str) -> Claims:
        """The claims of a token of this kind. Raises Unauthenticated for any other."""
        try:
            payload: dict[str, Any] = jwt.decode(
                token,
                self._keys[kind],
                algorithms=[ALGORITHM],
                audience=kind.value,
                issuer=ISSUER,
                # Times are compared below, with the clock that also issued the token.
                options={
                    "require": list(REQUIRED_CLAIMS),
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.InvalidTokenError, ValueError) as e:
            raise Unauthenticated("Sign in to continue.", code="invalid_token") from e
        if payload["typ"] != kind.value:
            raise Unauthenticated("Sign in to continue.", code="invalid_token")
        issued, valid_from, expires = _times(payload)
        now = self._clock().timestamp()
        if now > expires + LEEWAY_S:
            raise Unauthenticated("The sign-in has expired.", code="token_expired")
        if now < max(issued, valid_from) - LEEWAY_S:
            raise Unauthenticated(
                "The sign-in is from the future; check the server's clock.", code="invalid_token"
            )
        extra = {name: value for name, value in payload.items() if name not in REQUIRED_CLAIMS}
        return Claims(
            subject=payload["sub"],
            kind=kind,
            issued_at=datetime.fromtimestamp(issued, UTC),
            expires_at=datetime.fromtimestamp(expires, UTC),
            extra=extra,
        )


def _times(payload: Mapping[str, Any]) -> tuple[int, int, int]:
    try:
        return int(payload["iat"]), int(payload["nbf"]), int(payload["exp"])
    except (TypeError, ValueError) as e:
        raise Unauthenticated("Sign in to continue.", code="invalid_token") from e
