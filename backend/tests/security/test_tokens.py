"""Our own tokens: one kind never passes for another, and every claim is checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from tests.support.api import Api
from warm_transfer.errors import Unauthenticated
from warm_transfer.services.tokens import LEEWAY_S, TokenKind, Tokens

MASTER = b"a master secret of the tests' own"
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TTL_S = 60


def tokens_at(now: datetime, master: bytes = MASTER) -> Tokens:
    return Tokens(master, lambda: now)


def test_a_token_tells_what_was_put_into_it() -> None:
    token = tokens_at(NOW).issue(TokenKind.STREAM, "user-1", TTL_S, family="family-1")
    claims = tokens_at(NOW).verify(TokenKind.STREAM, token)
    assert claims.subject == "user-1"
    assert claims.kind is TokenKind.STREAM
    assert (claims.issued_at, claims.expires_at) == (NOW, NOW + timedelta(seconds=TTL_S))
    assert claims.extra == {"family": "family-1"}


@pytest.mark.parametrize("issued", TokenKind)
@pytest.mark.parametrize("expected", TokenKind)
def test_one_kind_never_passes_for_another(issued: TokenKind, expected: TokenKind) -> None:
    token = tokens_at(NOW).issue(issued, "user-1", TTL_S)
    if issued is expected:
        assert tokens_at(NOW).verify(expected, token).subject == "user-1"
    else:
        with pytest.raises(Unauthenticated):
            tokens_at(NOW).verify(expected, token)


@pytest.mark.parametrize(
    ("later_s", "code"),
    [
        (0, None),
        (TTL_S + LEEWAY_S, None),
        (TTL_S + LEEWAY_S + 1, "token_expired"),
        (-LEEWAY_S, None),
        (-LEEWAY_S - 1, "invalid_token"),
    ],
)
def test_clocks_may_differ_by_the_leeway(later_s: int, code: str | None) -> None:
    token = tokens_at(NOW).issue(TokenKind.ACCESS, "user-1", TTL_S)
    verifier = tokens_at(NOW + timedelta(seconds=later_s))
    if code is None:
        assert verifier.verify(TokenKind.ACCESS, token).subject == "user-1"
    else:
        with pytest.raises(Unauthenticated) as refused:
            verifier.verify(TokenKind.ACCESS, token)
        assert refused.value.code == code


def claims(**changed: Any) -> dict[str, Any]:
    start = int(NOW.timestamp())
    whole = {
        "iss": "warm-transfer",
        "aud": "access",
        "typ": "access",
        "sub": "user-1",
        "iat": start,
        "nbf": start,
        "exp": start + TTL_S,
    }
    return {name: value for name, value in (whole | changed).items() if value is not None}


def signed(payload: dict[str, Any], algorithm: str = "HS256") -> str:
    """Signed with the right key, as only a leak of it could."""
    key = tokens_at(NOW)._keys[TokenKind.ACCESS]
    return jwt.encode(payload, "" if algorithm == "none" else key, algorithm=algorithm)


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # HS384 is forged
@pytest.mark.parametrize(
    "forged",
    [
        lambda: "",
        lambda: "not.a.token",
        lambda: signed(claims(), "none"),
        lambda: signed(claims(), "HS384"),
        lambda: tokens_at(NOW, b"another master").issue(TokenKind.ACCESS, "user-1", TTL_S),
        lambda: tokens_at(NOW).issue(TokenKind.ACCESS, "user-1", TTL_S)[:-4] + "AAAA",
        *(
            lambda name=name: signed(claims(**{name: None}))
            for name in ("iss", "aud", "typ", "sub", "iat", "nbf", "exp")
        ),
        lambda: signed(claims(iss="somebody-else")),
        lambda: signed(claims(aud="caller")),
        lambda: signed(claims(typ="caller")),
        lambda: signed(claims(exp="soon")),
        lambda: signed(claims(nbf=int(NOW.timestamp()) + 3600)),
    ],
)
def test_what_is_forged_or_incomplete_is_refused(forged: Callable[[], str]) -> None:
    assert tokens_at(NOW).verify(TokenKind.ACCESS, signed(claims())).subject == "user-1"
    with pytest.raises(Unauthenticated):
        tokens_at(NOW).verify(TokenKind.ACCESS, forged())


async def test_the_stream_takes_no_token_from_the_address(api: Api) -> None:
    ana = await api.agent("ana")
    access = ana.client.headers["Authorization"].removeprefix("Bearer ")
    stream = ana.client.cookies["wt_stream_agent"]
    for token in (access, stream):
        for name in ("token", "access_token", "wt_stream_agent"):
            answer = await api.client(token=token).get("/api/events", params={name: token})
            assert answer.status_code == 401
