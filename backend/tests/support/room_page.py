"""The frontend's room library in a page of its own, without the product around it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.support.ears import Ears
from tests.support.library_page import build_page
from tests.support.livekit_server import LiveKitServer
from tests.support.waiting import until

_OPEN = """
async identity => {
  const { CallRoom, Microphone } = roomLibrary;
  const mic = new Microphone();
  await mic.open();
  const hooks = { fetchConnection: () => fetchConnection(identity) };
  Object.assign(globalThis, { mic, room: new CallRoom(hooks, mic) });
}
"""
# A move settles later than the call that asks for it returns: its end is kept to be looked at.
_MOVE = """
([destination, timeoutMs]) => {
  globalThis.moved = null;
  room.move(destination, timeoutMs).then(
    outcome => { globalThis.moved = outcome; },
    error => { globalThis.moved = error.reason; },
  );
}
"""
_LISTEN_FOR = """
([transferId, expect]) => {
  globalThis.moved = null;
  room.listenFor(transferId, expect, 30_000).then(
    outcome => { globalThis.moved = outcome; },
    error => { globalThis.moved = error.reason; },
  );
}
"""


async def build_room_page(directory: Path) -> Path:
    """Bundle the page into `directory`."""
    return await build_page("room", directory)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """Serve the files over HTTP. Yields the address, at localhost, where there is a microphone."""
    handler = partial(_Quiet, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


class RoomPage:
    """One person's page. `belongs_in` is where the "server" would send them to rejoin."""

    def __init__(self, identity: str, page: Page, server: LiveKitServer) -> None:
        self.identity = identity
        self.page = page
        self.ears = Ears(page)
        self.belongs_in: str | None = None
        self._server = server

    @classmethod
    async def open(
        cls, identity: str, context: BrowserContext, address: str, server: LiveKitServer
    ) -> RoomPage:
        await context.add_init_script("localStorage.setItem('wt.voiceProcessing', 'off')")
        await Ears.attach(context)
        page = await context.new_page()
        person = cls(identity, page, server)
        await page.expose_function("fetchConnection", person._fetch_connection)
        await page.goto(address)
        await page.wait_for_function("globalThis.roomLibrary")
        await page.evaluate(_OPEN, identity)
        return person

    def connection(self, room: str, *, can_listen: bool = True) -> dict[str, Any]:
        token = self._server.tokens.mint(
            self.identity, self.identity, room, {}, can_listen=can_listen
        )
        return {
            "room_name": room,
            "url": self._server.url,
            "token": token,
            "identity": self.identity,
        }

    async def join(self, room: str) -> None:
        self.belongs_in = room
        await self.page.evaluate("c => room.join(c)", self.connection(room))

    async def enter_ahead(self, transfer_id: str, room: str) -> None:
        """Go where one may be asked to join, and may not listen before."""
        ahead = self.connection(room, can_listen=False) | {"transfer_id": transfer_id}
        await self.page.evaluate("c => room.prepare(c)", ahead)

    async def is_in_ahead(self) -> None:
        """Wait until the page knows that it is there: later than the server does, and not shown."""
        await until(
            lambda: self.page.evaluate("room.prepared.held?.destination?.connected"),
            f"{self.identity} has entered ahead",
        )

    async def start_move(
        self, transfer_id: str, room: str, expect: Sequence[str], timeout_s: float = 30
    ) -> None:
        destination = self.connection(room) | {
            "transfer_id": transfer_id,
            "expect": list(expect),
        }
        await self.page.evaluate(_MOVE, [destination, timeout_s * 1000])

    async def moved(self) -> str:
        """Wait until the move has ended: `switched`, or why it failed."""
        outcome: str = await until(lambda: self.page.evaluate("moved"), "the move ends")
        return outcome

    async def go_apart(self, transfer_id: str) -> None:
        """To whoever is in the destination; to those in the origin one is on hold."""
        await self.page.evaluate("id => { room.hold(); room.resumeMove(id); }", transfer_id)

    async def come_back(self, transfer_id: str) -> None:
        """To those in the origin; whoever is in the destination waits."""
        await self.page.evaluate("id => { room.pauseMove(id); room.resume(); }", transfer_id)

    async def listen_for(self, transfer_id: str, expect: Sequence[str]) -> None:
        """Move for good once all of these are heard in the destination."""
        await self.page.evaluate(_LISTEN_FOR, [transfer_id, list(expect)])

    async def finish_move(self, transfer_id: str, room: str) -> None:
        self.belongs_in = room
        await self.page.evaluate("id => room.finishMove(id)", transfer_id)

    async def abandon_move(self, transfer_id: str) -> None:
        await self.page.evaluate("id => room.abandonMove(id)", transfer_id)

    async def set_muted(self, muted: bool) -> None:
        await self.page.evaluate("muted => room.setMuted(muted)", muted)

    async def snapshot(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.page.evaluate("room.getSnapshot()")
        return found

    async def shows(self, **expected: Any) -> None:
        """Wait until the snapshot has these values."""

        async def does() -> bool:
            snapshot = await self.snapshot()
            return all(snapshot[key] == value for key, value in expected.items())

        await until(does, f"{self.identity} shows {expected}")

    async def leave(self) -> None:
        await self.page.evaluate("room.leave()")

    async def _fetch_connection(self, _identity: str) -> dict[str, Any] | None:
        return self.connection(self.belongs_in) if self.belongs_in else None


def new_room_name() -> str:
    return f"room_{uuid.uuid4().hex}"
