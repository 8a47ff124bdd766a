"""Twilio's errors: https://www.twilio.com/docs/api/errors."""

from __future__ import annotations

from aiohttp import web

UNAUTHORISED = 20003
NOT_FOUND = 20404
TOO_MANY_REQUESTS = 20429
NO_TO = 21201
INVALID_URL = 21205
FROM_NOT_VERIFIED = 21210
INVALID_TO = 21211
INVALID_FROM = 21212
NO_FROM = 21213
NOT_IN_PROGRESS = 21220
INVALID_METHOD = 21403
INVALID_CALLBACK_EVENT = 21626
INVALID_PARAMETER = 20001

REFUSALS = {
    21211: "is not a valid phone number",
    21214: "'To' phone number cannot be reached",
    21215: "Account not authorized to call this number; check its geographic permissions",
    21216: "Account not allowed to call this number",
    21219: "'To' phone number not verified; trial accounts call verified numbers only",
}


class RestError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def bad_request(code: int, message: str) -> RestError:
    return RestError(400, code, message)


def not_found(path: str) -> RestError:
    return RestError(404, NOT_FOUND, f"The requested resource {path} was not found")


def answer(error: RestError) -> web.Response:
    return web.json_response(
        {
            "code": error.code,
            "message": error.message,
            "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
            "status": error.status,
        },
        status=error.status,
    )
