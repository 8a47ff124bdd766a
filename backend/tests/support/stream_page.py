"""The frontend's event stream in pages of its own, many of them in one browser."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

import httpx
from playwright.async_api import BrowserContext, Page, Route

from tests.support.event_stream import EventReader, Frame, listening
from tests.support.product import RunningProduct
from tests.support.waiting import until

_PATH = "/stream-page/"
CHANGE_EVERY_S = 0.05


class StreamPage:
    """One tab that listens. What reaches it is kept in the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def ids_after(self, start: int) -> list[int]:
        """The events above that id that have reached this tab, in the order in which they came."""
        found: list[int] = await self.page.evaluate("seen.ids")
        return [event_id for event_id in found if event_id > start]

    async def loads(self) -> int:
        """How often the tab had to load everything; once when it opened."""
        count: int = await self.page.evaluate("seen.loads")
        return count

    async def is_open(self) -> None:
        await until(lambda: self.page.evaluate("stream.state.get() === 'open'"), "the stream opens")

    async def hears(self, event_id: int) -> None:
        """Wait until the event, or a later one, has reached this tab."""

        async def has_come() -> bool:
            return bool(await self.ids_after(event_id - 1))

        await until(has_come, f"event {event_id} reaches the tab")

    async def close(self) -> None:
        await self.page.close()

    async def crash(self) -> None:
        """The tab's process dies, as when its memory runs out."""
        devtools = await self.page.context.new_cdp_session(self.page)
        crashed = asyncio.get_running_loop().create_future()
        self.page.once("crash", lambda _: crashed.set_result(None))
        dying = asyncio.ensure_future(devtools.send("Page.crash"))  # nobody is left to answer it
        await crashed
        dying.cancel()

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[None]:
        """The page stands still, as browsers have it that nobody has looked at for long.

        A debugger holds it: a page that is visible, as all are in tests, no browser freezes.
        """
        devtools = await self.page.context.new_cdp_session(self.page)
        await devtools.send("Debugger.enable")
        await devtools.send("Debugger.pause")
        yield
        await devtools.send("Debugger.resume")


class Listener:
    """An agent signed in at a seat of one browser profile, in whose name tabs are opened there."""

    def __init__(self, product: RunningProduct, context: BrowserContext, seat: str) -> None:
        self.seat = seat
        self.agent_id = ""
        self._changes = 0
        self._product = product
        self._context = context
        self._client = httpx.AsyncClient(base_url=product.base_url, timeout=10)

    async def sign_in(self, username: str) -> Self:
        link = await self._product.sign_in_link(username)
        body = {"token": link.partition("#sign-in=")[2], "seat": self.seat}
        answer = await self._context.request.post(
            f"{self._product.base_url}/api/auth/link", data=body
        )
        assert answer.ok, await answer.text()
        session = await answer.json()
        self.agent_id = session["agent"]["id"]
        self._client.headers["Authorization"] = f"Bearer {session['access_token']}"
        return self

    @property
    def _url(self) -> str:
        return "/api/events?" + urlencode({"seat": self.seat, "agent_id": self.agent_id})

    async def open_tab(self) -> StreamPage:
        page = await self._context.new_page()
        await page.goto(self._product.base_url + _PATH)
        await page.wait_for_function("() => 'listen' in globalThis")
        await page.evaluate("url => listen(url)", self._url)
        return StreamPage(page)

    async def change(self) -> None:
        """One event that every agent is told of: this one is away, or is back."""
        self._changes += 1
        body = {"presence": "away" if self._changes % 2 else "available"}
        (await self._client.patch("/api/me", json=body)).raise_for_status()

    @asynccontextmanager
    async def always_changing(self) -> AsyncIterator[None]:
        """Events one after the other while in the block, whatever else happens."""
        over = asyncio.Event()

        async def change() -> None:
            while not over.is_set() or self._changes % 2:
                await self.change()
                await asyncio.sleep(CHANGE_EVERY_S)

        changing = asyncio.create_task(change())
        try:
            yield
        finally:
            over.set()
            await changing

    async def newest(self) -> int:
        """The id of the newest event there is."""
        async with self._reading() as reader:
            newest: int = (await reader.next()).data["last_event_id"]
            return newest

    async def told_after(self, start: int) -> list[Frame]:
        """What the server tells this agent's tabs from an id on, through the latest change."""
        mine: list[str] = []
        found: list[Frame] = []
        async with self._reading(after=start) as reader:
            await reader.next()
            while len(mine) < self._changes:
                found.append(await reader.next())
                agent = found[-1].data.get("agent") or {}
                if agent.get("id") == self.agent_id:
                    mine.append(agent["presence"])
        assert "offline" not in mine, "a tab was open all the time"
        return found

    @asynccontextmanager
    async def _reading(self, *, after: int | None = None) -> AsyncIterator[EventReader]:
        """The same events as its tabs get, over a connection beside the browser."""
        jar = httpx.Cookies()
        for cookie in await self._context.cookies(f"{self._product.base_url}/api/events"):
            jar.set(cookie["name"], cookie["value"])
        url = self._product.base_url + self._url
        async with listening(url, jar, last_event_id=after) as reader:
            yield reader

    async def aclose(self) -> None:
        await self._client.aclose()


async def serve_stream_page(context: BrowserContext, product: RunningProduct, built: Path) -> None:
    """Have the built page at the product's own origin, where its cookies are sent."""

    async def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix(_PATH) or "index.html"
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        await route.fulfill(body=(built / name).read_bytes(), content_type=kind)

    await context.route(f"{product.base_url}{_PATH}**", answer)


async def has_streams(product: RunningProduct, **expected: int) -> None:
    """Wait until the server holds exactly so many event streams open, by audience."""
    found: dict[str, int] = {}

    async def holds() -> bool:
        nonlocal found
        found = await _open_streams(product)
        return all(found.get(audience, 0) == count for audience, count in expected.items())

    await until(holds, lambda: f"{expected} event streams are open; there are {found}")


async def _open_streams(product: RunningProduct) -> dict[str, int]:
    async with httpx.AsyncClient(base_url=product.base_url) as client:
        text = (await client.get("/metrics")).text
    found = re.findall(r'^warm_transfer_event_streams_open\{audience="(\w+)"\} (\d+)', text, re.M)
    return {audience: int(count) for audience, count in found}
