"""Twilio's REST interface: who may use it, and where its resources are."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from warm_transfer.phone_simulator import clock, rest_errors
from warm_transfer.phone_simulator.exchange import Exchange
from warm_transfer.phone_simulator.problems import UNKNOWN_PARAMETER
from warm_transfer.phone_simulator.rest_calls import CallRoutes
from warm_transfer.phone_simulator.rest_errors import RestError, not_found
from warm_transfer.phone_simulator.rest_forms import read_form
from warm_transfer.phone_simulator.rest_views import (
    account_path,
    account_view,
    number_view,
    page_view,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_rest_routes(app: web.Application, exchange: Exchange) -> None:
    calls, account = CallRoutes(exchange), _Account(exchange)
    prefix = account_path("{account_sid}")
    for method, path, handler in (
        ("POST", "/Calls.json", calls.create),
        ("GET", "/Calls.json", calls.list),
        ("GET", "/Calls/{sid}.json", calls.fetch),
        ("POST", "/Calls/{sid}.json", calls.update),
        ("GET", ".json", account.fetch),
        ("GET", "/IncomingPhoneNumbers.json", account.numbers),
        ("GET", "/IncomingPhoneNumbers/{sid}.json", account.number),
        ("POST", "/IncomingPhoneNumbers/{sid}.json", account.update_number),
    ):
        app.router.add_route(method, prefix + path, _checked(exchange, handler))


def _checked(exchange: Exchange, handler: Handler) -> Handler:
    """Errors in Twilio's form, and nothing for strangers."""
    expected = f"{exchange.config.account_sid}:{exchange.config.auth_token}"

    async def checked(request: web.Request) -> web.StreamResponse:
        try:
            if not hmac.compare_digest(_credentials(request).encode(), expected.encode()):
                raise RestError(401, rest_errors.UNAUTHORISED, "Authenticate")
            if request.match_info["account_sid"] != exchange.config.account_sid:
                raise not_found(request.path)
            return await handler(request)
        except RestError as error:
            return rest_errors.answer(error)

    return checked


def _credentials(request: web.Request) -> str:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


class _Account:
    """https://www.twilio.com/docs/iam/api/account and the account's IncomingPhoneNumbers."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._account_sid = exchange.config.account_sid

    async def fetch(self, _request: web.Request) -> web.Response:
        created_at = self._exchange.number.created_at
        return web.json_response(account_view(self._account_sid, created_at))

    async def numbers(self, request: web.Request) -> web.Response:
        number = self._exchange.number
        wanted = request.query.get("PhoneNumber", "").replace("*", "")
        shown = [number_view(number, self._account_sid)] if wanted in number.phone_number else []
        path = f"{account_path(self._account_sid)}/IncomingPhoneNumbers.json"
        return web.json_response(page_view("incoming_phone_numbers", shown, path, request.query))

    async def number(self, request: web.Request) -> web.Response:
        self._must_be_ours(request)
        return web.json_response(number_view(self._exchange.number, self._account_sid))

    async def update_number(self, request: web.Request) -> web.Response:
        self._must_be_ours(request)
        number, form = self._exchange.number, await read_form(request)
        if form.given("VoiceUrl"):
            number.voice_url = form.url("VoiceUrl") or ""
        if form.given("VoiceMethod"):
            number.voice_method = form.method("VoiceMethod")
        if form.given("StatusCallback"):
            number.status_callback = form.url("StatusCallback") or ""
        if form.given("StatusCallbackMethod"):
            number.status_callback_method = form.method("StatusCallbackMethod")
        number.friendly_name = form.text("FriendlyName") or number.friendly_name
        number.updated_at = clock.now()
        for name in form.unknown:
            self._exchange.problems.add(
                UNKNOWN_PARAMETER, f"{name} is not simulated", url=request.path
            )
        return web.json_response(number_view(number, self._account_sid))

    def _must_be_ours(self, request: web.Request) -> None:
        if request.match_info["sid"] != self._exchange.number.sid:
            raise not_found(request.path)
