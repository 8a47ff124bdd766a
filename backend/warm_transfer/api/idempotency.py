"""`Idempotency-Key`: the header that makes it safe to send a command again.

Every command takes it, by being a route of this class. It counts once it is known who asks, the
limits are kept and the request is valid: what is refused before that has done nothing.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable, Collection, Coroutine
from http import HTTPStatus
from inspect import Parameter
from inspect import signature as signature_of
from typing import Annotated, Any, get_type_hints

import structlog
from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute

from warm_transfer.actions import idempotency
from warm_transfer.actions.idempotency import Claim, Command
from warm_transfer.api.deps import get_context
from warm_transfer.api.error_handlers import refusal
from warm_transfer.domain.actor import Actor, AgentActor, CallerActor
from warm_transfer.errors import DatabaseUnavailable, WarmTransferError

log = structlog.get_logger(__name__)

Endpoint = Callable[..., Awaitable[Any]]

COMMANDS = frozenset({"POST", "PUT", "PATCH"})
TOKENS = "/connection"  # a route that ends so changes nothing, and is asked for a fresh token
ACTORS = (AgentActor, CallerActor, Actor)
MAX_KEY_LENGTH = 255
MIN_LONE_KEY_LENGTH = 16  # where nobody is signed in the key alone opens the answer
# After these the command has not been done, or may go better the next time.
NOT_KEPT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})
REPLAYED = (b"idempotency-replayed", b"true")


def _the_request(request: Request) -> Request:
    return request


# By dependency: an endpoint of ours may have taken the request by itself.
TheRequest = Annotated[Request, Depends(_the_request)]


class CommandRoute(APIRoute):
    """A route that takes an `Idempotency-Key` if it is a command."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        if _is_command(path, options.get("methods") or ()):
            endpoint = _once(endpoint)
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_and_keep(request: Request) -> Response:
            try:
                response = await answer(request)
            except WarmTransferError as error:
                response = refusal(error)
            except Exception:
                await _settle(request, None)
                raise
            await _settle(request, response)
            return response

        return answer_and_keep


def _is_command(path: str, methods: Collection[str]) -> bool:
    return not COMMANDS.isdisjoint(methods) and not path.endswith(TOKENS)


def _once(endpoint: Endpoint) -> Endpoint:
    """The endpoint, which is run for a key that could be claimed; else there is an answer."""
    asker = _asker(endpoint)

    @functools.wraps(endpoint)
    async def run(*, idempotency_key: str | None, asked: Request, **given: Any) -> Any:
        if idempotency_key is not None:
            command = Command(
                key=idempotency_key,
                actor=given[asker] if asker is not None else None,
                operation=endpoint.__name__,
                method=asked.method,
                path=asked.scope["path"],
                body=await asked.body(),
            )
            found = await idempotency.claim(get_context(asked), command)
            if isinstance(found, bytes):
                return _unpack(found)
            asked.state.claim = found
        return await endpoint(**given)

    signature = signature_of(endpoint, eval_str=True)
    key = _key(1 if asker is not None else MIN_LONE_KEY_LENGTH)
    added = [
        Parameter("idempotency_key", Parameter.KEYWORD_ONLY, default=None, annotation=key),
        Parameter("asked", Parameter.KEYWORD_ONLY, annotation=TheRequest),
    ]
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]  # FastAPI goes by it
        parameters=[*signature.parameters.values(), *added]
    )
    return run


def _asker(endpoint: Endpoint) -> str | None:
    """The endpoint's parameter that says who asks."""
    hints = get_type_hints(endpoint)
    return next((name for name, hint in hints.items() if hint in ACTORS), None)


def _key(min_length: int) -> Any:
    header = Header(
        alias="Idempotency-Key",
        min_length=min_length,
        max_length=MAX_KEY_LENGTH,
        pattern="^[ -~]+$",
        description="Sent again with the same key, the request is done once and answered the same.",
    )
    return Annotated[str | None, header]


async def _settle(request: Request, response: Response | None) -> None:
    """Keep the answer, or let the next one with the key run the command."""
    claim: Claim | None = getattr(request.state, "claim", None)
    if claim is None:
        return
    ctx = get_context(request)
    try:
        if response is not None and _is_kept(response.status_code):
            await idempotency.keep(ctx, claim, _pack(response))
        else:
            await idempotency.give_up(ctx, claim)
    except DatabaseUnavailable:  # what was done is done: whoever asks again waits for the lease
        log.warning("idempotency_not_settled", exc_info=True)


def _is_kept(status: int) -> bool:
    return status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in NOT_KEPT


def _pack(response: Response) -> bytes:
    headers = [
        [name.decode("latin-1"), value.decode("latin-1")] for name, value in response.raw_headers
    ]
    body = bytes(response.body).decode()
    return json.dumps({"status": response.status_code, "headers": headers, "body": body}).encode()


def _unpack(answer: bytes) -> Response:
    kept = json.loads(answer)
    response = Response(kept["body"], kept["status"])
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept["headers"]]
    response.raw_headers = [*headers, REPLAYED]
    return response
