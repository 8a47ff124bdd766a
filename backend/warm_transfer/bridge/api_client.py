"""What the bridge asks and tells the API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

import httpx
import structlog

from warm_transfer.bridge.moves import Report
from warm_transfer.bridge.orders import PhoneOrders

REQUEST_TIMEOUT_S: Final = 5.0
LEGS_AT_ONCE: Final = 200  # what the API takes
RETRIES_S: Final = (0.25, 0.5, 1.0, 2.0)  # of what is told once; then it is given up

log = structlog.get_logger(__name__)


class StreamRefused(Exception):
    """The API knows no leg that this stream may belong to."""


class ApiDown(Exception):
    """No answer that could be used. Trying again can help."""


class BridgeApi:
    """`token` gives a fresh service token for each request."""

    def __init__(self, api_url: str, token: Callable[[], str]) -> None:
        self._token = token
        # The API is our own, on this machine or network: never by way of a proxy.
        self._http = httpx.AsyncClient(base_url=api_url, timeout=REQUEST_TIMEOUT_S, trust_env=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def open_stream(self, token: str, call_sid: str, stream_sid: str) -> PhoneOrders:
        """Whose stream this is. Raises StreamRefused, and ApiDown after a few tries."""
        body = {"token": token, "call_sid": call_sid, "stream_sid": stream_sid}
        answer = await self._insist("/api/bridge/streams", body)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise StreamRefused
        return _orders(answer.json())

    async def orders(self, leg_ids: Collection[str]) -> dict[str, PhoneOrders]:
        """By leg, of those legs that the API knows. Raises ApiDown."""
        found: dict[str, PhoneOrders] = {}
        for some in _batches(leg_ids):
            answer = await self._post("/api/bridge/legs", {"leg_ids": some})
            if answer.status_code != HTTPStatus.OK:
                raise ApiDown(f"status {answer.status_code}")
            for data in answer.json().get("orders", ()):
                orders = _orders(data)
                found[orders.leg_id] = orders
        return found

    async def report_move(self, leg_id: str, report: Report) -> bool:
        """Whether the API has dealt with it; else it is to be told again. Raises ApiDown."""
        if report.failure is None:
            path, body = "moved", {"transfer_id": report.transfer_id}
        else:
            path = "move-failed"
            body = {"transfer_id": report.transfer_id, "reason": report.failure}
        answer = await self._post(f"/api/bridge/legs/{leg_id}/{path}", body)
        return not (
            answer.status_code == HTTPStatus.CONFLICT and _code(answer) == "not_in_destination"
        )

    async def digit(self, leg_id: str, digit: str) -> None:
        await self._tell(f"/api/bridge/legs/{leg_id}/digit", {"digit": digit})

    async def stream_ended(self, leg_id: str, stream_sid: str, *, stopped: bool) -> None:
        body = {"stream_sid": stream_sid, "stopped": stopped}
        await self._tell(f"/api/bridge/legs/{leg_id}/stream-ended", body)

    async def _tell(self, path: str, body: dict[str, Any]) -> None:
        """Given up after a few tries: the API then finds out by itself."""
        try:
            answer = await self._insist(path, body)
        except ApiDown as e:
            log.warning("api_not_told", error=str(e))
            return
        if not answer.is_success:
            log.warning("api_refused", status=answer.status_code, code=_code(answer))

    async def _insist(self, path: str, body: dict[str, Any]) -> httpx.Response:
        for pause_s in RETRIES_S:
            try:
                return await self._post(path, body)
            except ApiDown:
                await asyncio.sleep(pause_s)
        return await self._post(path, body)

    async def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        try:
            answer = await self._http.post(
                path, json=body, headers={"Authorization": f"Bearer {self._token()}"}
            )
        except httpx.HTTPError as e:
            raise ApiDown(type(e).__name__) from e
        status = answer.status_code
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise ApiDown(f"status {status}")
        return answer


def _batches(leg_ids: Collection[str]) -> Iterator[list[str]]:
    left = iter(leg_ids)
    while batch := list(islice(left, LEGS_AT_ONCE)):
        yield batch


def _orders(data: dict[str, Any]) -> PhoneOrders:
    try:
        return PhoneOrders.from_json(data)
    except ValueError as e:
        raise ApiDown("orders that cannot be read") from e


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("code", ""))
    except (ValueError, AttributeError):
        return ""
