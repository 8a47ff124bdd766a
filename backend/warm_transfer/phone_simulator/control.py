"""What tests and the page use: how people behave, what happened, what is to happen.

JSON under /simulator. Requests with a body must say that it is JSON, which pages of other sites
cannot without being asked first.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from warm_transfer.phone_simulator import wav
from warm_transfer.phone_simulator.call import Call
from warm_transfer.phone_simulator.control_views import call_view
from warm_transfer.phone_simulator.exchange import Exchange, UnknownSound
from warm_transfer.phone_simulator.people import E164, Digits, Person, Sound

BIGGEST_SOUND = 64 * 1024 * 1024  # bytes

T = TypeVar("T", bound=BaseModel)
_NUMBER: TypeAdapter[str] = TypeAdapter(E164)


class RingIn(BaseModel):
    """`to` is our number, the only one there is; it may be left out."""

    model_config = ConfigDict(extra="forbid")

    from_: E164 = Field(alias="from")
    to: E164 | None = None


class Press(BaseModel):
    """`at_next_gather`: not now, but when the application next gathers keys."""

    model_config = ConfigDict(extra="forbid")

    digits: Digits
    at_next_gather: bool = False


class Control:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def add_routes(self, app: web.Application) -> None:
        app.add_routes(
            [
                web.put("/simulator/people/{number}", self.set_person),
                web.delete("/simulator/people/{number}", self.forget_person),
                web.put("/simulator/sounds/{name}", self.put_sound),
                web.get("/simulator/problems", self.problems),
                web.delete("/simulator/problems", self.clear_problems),
                web.get("/simulator/calls", self.calls),
                web.post("/simulator/calls", self.ring_in),
                web.get("/simulator/calls/{sid}", self.call),
                web.get("/simulator/calls/{sid}/heard.wav", self.heard),
                web.post("/simulator/calls/{sid}/press", self.press),
                web.post("/simulator/calls/{sid}/speak", self.speak),
                web.post("/simulator/calls/{sid}/answer", self.answer),
                web.post("/simulator/calls/{sid}/decline", self.decline),
                web.post("/simulator/calls/{sid}/hang-up", self.hang_up),
                web.post("/simulator/calls/{sid}/drop-stream", self.drop_stream),
            ]
        )

    async def set_person(self, request: web.Request) -> web.Response:
        person = await _read(request, Person)
        if person.speaks.wav is not None and person.speaks.wav not in self._exchange.sounds:
            raise _refused(422, f"no sound {person.speaks.wav!r}: put it under /simulator/sounds")
        self._exchange.people.set(_number(request), person)
        return web.json_response(person.model_dump())

    async def forget_person(self, request: web.Request) -> web.Response:
        self._exchange.people.forget(_number(request))
        return web.Response(status=204)

    async def put_sound(self, request: web.Request) -> web.Response:
        try:
            self._exchange.sounds[request.match_info["name"]] = wav.read(await request.read())
        except wav.NotAWav as error:
            raise _refused(422, str(error)) from error
        return web.Response(status=204)

    async def problems(self, _request: web.Request) -> web.Response:
        return web.json_response({"problems": self._exchange.problems.view()})

    async def clear_problems(self, _request: web.Request) -> web.Response:
        self._exchange.problems.clear()
        return web.Response(status=204)

    async def calls(self, _request: web.Request) -> web.Response:
        calls = [call_view(call) for call in self._exchange.calls.values()]
        return web.json_response({"number": self._exchange.number.phone_number, "calls": calls})

    async def ring_in(self, request: web.Request) -> web.Response:
        asked, number = await _read(request, RingIn), self._exchange.number
        if asked.to not in (None, number.phone_number):
            raise _refused(422, f"the account has one number: {number.phone_number}")
        if not number.voice_url:
            raise _refused(409, "the number has no voice URL: start with --voice-url, or set it")
        return web.json_response(call_view(self._exchange.ring_in(asked.from_)), status=201)

    async def call(self, request: web.Request) -> web.Response:
        return web.json_response(call_view(self._find(request)))

    async def heard(self, request: web.Request) -> web.Response:
        line = self._find(request).line
        heard = line.ear.heard(0, line.now()) if line is not None else b""
        return web.Response(body=wav.write(heard), content_type="audio/wav")

    async def press(self, request: web.Request) -> web.Response:
        call, asked = self._find_live(request), await _read(request, Press)
        if asked.at_next_gather:
            call.keys_for_gather.append(asked.digits)
        else:
            await call.press(asked.digits)
        return web.json_response(call_view(call))

    async def speak(self, request: web.Request) -> web.Response:
        call, sound = self._find_live(request), await _read(request, Sound)
        if call.line is None:
            raise _refused(409, "the call is not answered")
        try:
            call.line.mouth.speak(self._exchange.speech(sound), call.line.now())
        except UnknownSound as error:
            raise _refused(422, f"no sound {error}: put it under /simulator/sounds") from error
        return web.json_response(call_view(call))

    async def answer(self, request: web.Request) -> web.Response:
        call = self._find_live(request)
        call.decide("in-progress")
        return web.json_response(call_view(call))

    async def decline(self, request: web.Request) -> web.Response:
        call = self._find_live(request)
        call.decide("busy")
        return web.json_response(call_view(call))

    async def hang_up(self, request: web.Request) -> web.Response:
        """A ringing phone that is hung up declines. Twice is as good as once."""
        call = self._find(request)
        call.decide("busy")
        if call.line is not None or call.direction == "inbound":
            call.hang_up("person")
        return web.json_response(call_view(call))

    async def drop_stream(self, request: web.Request) -> web.Response:
        call = self._find_live(request)
        if call.stream is None:
            raise _refused(409, "the call has no stream")
        call.stream.drop()
        return web.json_response(call_view(call))

    def _find(self, request: web.Request) -> Call:
        call = self._exchange.calls.get(request.match_info["sid"])
        if call is None:
            raise _refused(404, "no such call")
        return call

    def _find_live(self, request: web.Request) -> Call:
        call = self._find(request)
        if call.over:
            raise _refused(409, f"the call is over: {call.status}")
        return call


def _number(request: web.Request) -> str:
    try:
        return _NUMBER.validate_python(request.match_info["number"])
    except ValidationError as error:
        raise _refused(422, "numbers are in E.164, as +15551230100") from error


async def _read(request: web.Request, model: type[T]) -> T:
    if request.content_type != "application/json":
        raise _refused(415, "Content-Type: application/json is needed")
    try:
        return model.model_validate_json(await request.read() or b"{}")
    except ValidationError as error:
        raise _refused(422, error.errors(include_url=False, include_context=False)) from error


def _refused(status: int, detail: Any) -> web.HTTPException:
    kinds: dict[int, type[web.HTTPException]] = {
        404: web.HTTPNotFound,
        409: web.HTTPConflict,
        415: web.HTTPUnsupportedMediaType,
        422: web.HTTPUnprocessableEntity,
    }
    return kinds[status](text=json.dumps({"detail": detail}), content_type="application/json")
