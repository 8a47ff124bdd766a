"""What the API says, without any page: to check pages, and to know that a test left nothing."""

from __future__ import annotations

from typing import Any, Self

import httpx

from tests.support.product import RunningProduct
from tests.support.waiting import until

_USERNAME = "olga"
_SEAT = "observer"


class Observer:
    """Olga, a supervisor, who sees every call; signed in by a one-time link and never at a page.

    `async with Observer(product) as observer: ...`
    """

    def __init__(self, product: RunningProduct) -> None:
        self._product = product
        self._client = httpx.AsyncClient(base_url=product.base_url, timeout=10)

    async def __aenter__(self) -> Self:
        await self._product.run("users", "add", _USERNAME, "--name", "Olga", "--role", "supervisor")
        link = await self._product.sign_in_link(_USERNAME)
        token = link.partition("#sign-in=")[2]
        await self._sign_in("/api/auth/link", {"token": token, "seat": _SEAT})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: str) -> Any:
        """The JSON at `path`. Renews the access token when it has expired."""
        answer = await self._client.get(path, params=query)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            await self._sign_in("/api/auth/refresh", {"seat": _SEAT})
            answer = await self._client.get(path, params=query)
        answer.raise_for_status()
        return answer.json()

    async def post(self, path: str) -> httpx.Response:
        """The answer to an empty command, whatever it is."""
        return await self._client.post(path)

    async def calls(self, state: str) -> list[dict[str, Any]]:
        """The newest calls in that state: waiting, active or ended."""
        page = await self.get("/api/calls", state=state)
        items: list[dict[str, Any]] = page["items"]
        return items

    async def the_call(self) -> dict[str, Any]:
        """The one call that is going on, with its transfers."""
        [call] = await self.calls("active") + await self.calls("waiting")
        detail: dict[str, Any] = await self.get(f"/api/calls/{call['id']}")
        return detail

    async def nobody_is_in_a_call(self) -> None:
        """Wait until no call is left, so that every agent is free again."""

        async def nobody() -> bool:
            return not await self.calls("active") and not await self.calls("waiting")

        await until(nobody, "every call ended")

    async def _sign_in(self, path: str, body: dict[str, str]) -> None:
        answer = await self._client.post(path, json=body)
        answer.raise_for_status()
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
