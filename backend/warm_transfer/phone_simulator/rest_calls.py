"""The Call resource: https://www.twilio.com/docs/voice/api/call-resource."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from warm_transfer.phone_simulator import clock, rest_errors
from warm_transfer.phone_simulator.call import Call
from warm_transfer.phone_simulator.exchange import Exchange
from warm_transfer.phone_simulator.problems import UNKNOWN_PARAMETER
from warm_transfer.phone_simulator.rest_errors import RestError, bad_request, not_found
from warm_transfer.phone_simulator.rest_forms import Form, read_form
from warm_transfer.phone_simulator.rest_orders import read_numbers, read_order, read_step
from warm_transfer.phone_simulator.rest_views import account_path, call_view, page_view

FILTERS = {"To", "From", "Status", "ParentCallSid", "Page", "PageSize", "PageToken"}
TIME_FILTERS = {f"{name}{sign}" for name in ("StartTime", "EndTime") for sign in ("", "<", ">")}


class CallRoutes:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def create(self, request: web.Request) -> web.Response:
        exchange, form = self._exchange, await read_form(request)
        if not exchange.may_dial_now():
            raise RestError(429, rest_errors.TOO_MANY_REQUESTS, "Too many requests")
        from_, to = read_numbers(form, exchange)
        order = read_order(form)
        self._report_unknown(form, request)
        call = exchange.dial(from_, to, order)
        if exchange.people.take_lost_answer(to) and request.transport is not None:
            call.note("answer_lost")
            request.transport.abort()
        return web.json_response(call_view(call, exchange.number), status=201)

    async def fetch(self, request: web.Request) -> web.Response:
        return web.json_response(call_view(self._find(request), self._exchange.number))

    async def list(self, request: web.Request) -> web.Response:
        query = request.query
        unknown = set(query) - FILTERS - TIME_FILTERS
        if unknown:
            raise bad_request(rest_errors.INVALID_PARAMETER, f"no filters: {sorted(unknown)}")
        number = self._exchange.number
        newest_first = reversed(self._exchange.calls.values())
        shown = [call_view(call, number) for call in newest_first if _matches(call, query)]
        path = f"{account_path(self._exchange.config.account_sid)}/Calls.json"
        return web.json_response(page_view("calls", shown, path, query))

    async def update(self, request: web.Request) -> web.Response:
        call, form = self._find(request), await read_form(request)
        status, step = form.one_of("Status", ("canceled", "completed")), read_step(form)
        self._report_unknown(form, request)
        if step is not None:
            if call.status != "in-progress":
                raise bad_request(
                    rest_errors.NOT_IN_PROGRESS, "Call is not in-progress. Cannot redirect."
                )
            call.note("redirected")
            call.redirects.put_nowait(step)
        if status is not None:
            call.note("told", status=status)
            if call.line is None:
                call.decide("canceled")
            if status == "completed" or call.line is None:
                call.hang_up("api")
        return web.json_response(call_view(call, self._exchange.number))

    def _find(self, request: web.Request) -> Call:
        call = self._exchange.calls.get(request.match_info["sid"])
        if call is None:
            raise not_found(request.path)
        return call

    def _report_unknown(self, form: Form, request: web.Request) -> None:
        for name in form.unknown:
            self._exchange.problems.add(
                UNKNOWN_PARAMETER, f"{name} is not simulated", url=request.path
            )


def _matches(call: Call, query: Mapping[str, str]) -> bool:
    exact = {"To": call.to, "From": call.from_, "Status": call.status, "ParentCallSid": ""}
    if any(query.get(name, value) != value for name, value in exact.items()):
        return False
    started = call.answered_at or call.started_at or call.created_at
    return _within(started, "StartTime", query) and _within(call.ended_at, "EndTime", query)


def _within(at: datetime | None, name: str, query: Mapping[str, str]) -> bool:
    """`StartTime>=2026-01-31` in an address is the parameter `StartTime>`. A second is a second."""
    for sign in ("", "<", ">"):
        text = query.get(name + sign)
        if text is None:
            continue
        try:
            limit = clock.from_filter(text)
        except ValueError as error:
            raise bad_request(rest_errors.INVALID_PARAMETER, f"{name} is no time") from error
        if at is None:
            return False
        at = at.replace(microsecond=0)
        on_the_day = at.date() == limit.date() if len(text) == 10 else at == limit  # a date alone
        if not on_the_day and (sign == "" or (at < limit) != (sign == "<")):
            return False
    return True
