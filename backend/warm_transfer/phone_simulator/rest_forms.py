"""Form parameters of the REST interface, each of which may be given several times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from warm_transfer.phone_simulator import rest_errors
from warm_transfer.phone_simulator.rest_errors import bad_request

_URL = re.compile(r"https?://\S+")


class Form:
    """The parameters of one request. `unknown` are those nobody asked for."""

    def __init__(self, body: str) -> None:
        self._given: dict[str, list[str]] = {}
        for name, value in parse_qsl(body, keep_blank_values=True):
            self._given.setdefault(name, []).append(value)
        self._asked: set[str] = set()

    def text(self, name: str) -> str | None:
        """The last one given; None when none was, or an empty one."""
        return (self.all(name) or [""])[-1] or None

    def all(self, name: str) -> list[str]:
        self._asked.add(name)
        return self._given.get(name, [])

    def given(self, name: str) -> bool:
        self._asked.add(name)
        return name in self._given

    def url(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None and not (_URL.fullmatch(value) and urlsplit(value).hostname):
            raise bad_request(rest_errors.INVALID_URL, f"{name} is not a valid URL")
        return value

    def method(self, name: str) -> str:
        value = self.text(name) or "POST"
        if value not in ("GET", "POST"):
            raise bad_request(rest_errors.INVALID_METHOD, f"{name} must be GET or POST")
        return value

    def seconds(self, name: str, default: int, longest: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not value.isdigit() or not 0 < int(value) <= longest:
            raise bad_request(rest_errors.INVALID_PARAMETER, f"{name} must be 1 to {longest}")
        return int(value)

    def one_of(self, name: str, allowed: Iterable[str]) -> str | None:
        value = self.text(name)
        if value is not None and value not in allowed:
            raise bad_request(rest_errors.INVALID_PARAMETER, f"{name} {value!r} is not allowed")
        return value

    @property
    def unknown(self) -> list[str]:
        return sorted(set(self._given) - self._asked)


async def read_form(request: web.Request) -> Form:
    if request.content_type != "application/x-www-form-urlencoded":
        raise bad_request(rest_errors.INVALID_PARAMETER, "the request must be a form")
    return Form(await request.text())
