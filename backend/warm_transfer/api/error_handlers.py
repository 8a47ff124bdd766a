"""Errors as `application/problem+json` (RFC 9457). The only place that knows HTTP statuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from warm_transfer import errors
from warm_transfer.actions.views import Problem

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_UNAVAILABLE_S = 2
MAX_NAMED_FIELDS = 20

STATUS: dict[type[errors.WarmTransferError], HTTPStatus] = {
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
# Codes for what the framework refuses before a route is reached.
FRAMEWORK_CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.NOT_FOUND: "route_not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
}

PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "Refused; `code` says why"},
    "5XX": {"model": Problem, "description": "A part we depend on is down; try again"},
}


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    document = Problem(title=status.phrase, status=status, detail=detail, code=code)
    content = {**jsonable_encoder(extra), **document.model_dump()}
    return JSONResponse(content, status, headers=headers, media_type=MEDIA_TYPE)


def internal_error() -> JSONResponse:
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "Something went wrong here. It has been noted; try again.",
    )


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(errors.WarmTransferError, _deliberate)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _framework_refusal)


def status_of(error: errors.WarmTransferError) -> HTTPStatus:
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    raise TypeError(f"{type(error).__name__} has no HTTP status")


async def _deliberate(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.WarmTransferError)  # noqa: S101 -- as registered
    return refusal(error)


def refusal(error: errors.WarmTransferError) -> JSONResponse:
    """What whoever asked is answered; a part that is down is logged, too."""
    status = status_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, errors.RateLimited | errors.StillRunning):
        headers["Retry-After"] = str(error.retry_after_s)
    elif isinstance(error, errors.Unavailable):
        log.warning("unavailable", code=error.code, exc_info=error)
        if error.retryable:
            headers["Retry-After"] = str(RETRY_UNAVAILABLE_S)
    elif isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return problem(status, error.code, error.detail, headers=headers, **error.extra)


async def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    """Names the fields and what is wrong with them; never repeats what was sent."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- as registered
    fields = [
        {"field": ".".join(str(part) for part in found["loc"]), "problem": found["msg"]}
        for found in error.errors()[:MAX_NAMED_FIELDS]
    ]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid_request",
        "Something in the request is missing, unknown or out of bounds.",
        errors=fields,
    )


async def _framework_refusal(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 -- as registered
    status = HTTPStatus(error.status_code)
    code = FRAMEWORK_CODES.get(status, "http_error")
    headers = dict(error.headers) if error.headers else None
    return problem(status, code, str(error.detail), headers=headers)
