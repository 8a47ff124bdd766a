"""How the SDK's requests are sent: by httpx. The SDK's own way logs whom one dials."""

from __future__ import annotations

import logging

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

SILENT = logging.getLogger("warm_transfer.twilio.silent")
Fields = dict[str, object]


class HttpxTransport(AsyncHttpClient):  # type: ignore[misc]  # the SDK has no types
    """One per client. Raises httpx.HTTPError."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(SILENT, True, timeout_s)
        self._client = httpx.AsyncClient(timeout=timeout_s)

    async def request(
        self,
        method: str,
        url: str,
        params: Fields | None = None,
        data: Fields | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK's signature
        allow_redirects: bool = False,
    ) -> Response:
        answer = await self._client.request(
            method,
            url,
            params=_written(params),
            data=_written(data),
            headers=headers,
            auth=auth,
            follow_redirects=allow_redirects,
        )
        return Response(answer.status_code, answer.text, dict(answer.headers))

    async def close(self) -> None:
        await self._client.aclose()


def _written(fields: Fields | None) -> dict[str, str | list[str]] | None:
    """A list is a field that is repeated."""
    if fields is None:
        return None
    return {
        name: [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in fields.items()
    }
