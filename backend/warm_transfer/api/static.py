"""The pages: the frontend's static export, indexed once at start."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.requests import Request
from starlette.websockets import WebSocketClose

from warm_transfer.api.security_headers import livekit_origins, page_policy
from warm_transfer.config import Settings

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

WEB_DIR = Path(__file__).parent.parent / "web"
NOT_FOUND_PAGE = "/404"

# Names of files below this path contain a hash of their content.
HASHED = "/_next/static/"
FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Warm Transfer</title>
<h1>Warm Transfer is running</h1>
<p>The pages have not been built yet. <code>make run</code> builds them.</p>
<p>The API is described at <a href="/docs">/docs</a>.</p>
</html>
"""


@dataclass(frozen=True, slots=True)
class Page:
    file: Path
    script_hashes: tuple[str, ...] = ()
    style_hashes: tuple[str, ...] = ()

    @property
    def is_html(self) -> bool:
        return self.file.suffix == ".html"


class Pages:
    """An ASGI application for everything that no route serves.

    Only files found at start are served, so no path can lead out of the folder. A page is
    found without its ending: `/agent-a` is `agent-a.html`.
    """

    def __init__(self, settings: Settings, web_dir: Path = WEB_DIR) -> None:
        self._settings = settings
        self._pages = _index(web_dir)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # no page is one
            await WebSocketClose()(scope, receive, send)
            return
        request = Request(scope)
        await self._answer(request)(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path == "/api" or path.startswith("/api/"):
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, "Pages can only be read.")
        page = self._pages.get(path.rstrip("/") or "/")
        if page is not None:
            return self._serve(request, page, path, HTTPStatus.OK)
        if not self._pages and path == "/":
            return HTMLResponse(NOT_BUILT, HTTPStatus.SERVICE_UNAVAILABLE)
        not_found = self._pages.get(NOT_FOUND_PAGE)
        if not_found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        return self._serve(request, not_found, path, HTTPStatus.NOT_FOUND)

    def _serve(self, request: Request, page: Page, path: str, status: HTTPStatus) -> Response:
        headers = {"cache-control": FOREVER if path.startswith(HASHED) else ASK_EACH_TIME}
        if page.is_html:
            origins = livekit_origins(self._settings, request.headers.get("host", ""))
            headers["content-security-policy"] = page_policy(
                page.script_hashes, page.style_hashes, origins
            )
        response = FileResponse(
            page.file,
            status,
            headers=headers,
            media_type=mimetypes.guess_type(page.file.name)[0],
            stat_result=page.file.stat(),
        )
        if request.headers.get("if-none-match") == response.headers["etag"]:
            kept = {name: response.headers[name] for name in ("etag", *headers)}
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
        return response


def _index(web_dir: Path) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    for file in sorted(web_dir.rglob("*")):
        if not file.is_file():
            continue
        path = "/" + file.relative_to(web_dir).as_posix()
        if file.suffix != ".html":
            pages[path] = Page(file)
            continue
        html = file.read_text(encoding="utf-8")
        page = Page(file, _hashes(INLINE_SCRIPT, html), _hashes(INLINE_STYLE, html))
        pages[path.removesuffix(".html")] = page
        if file.name == "index.html":
            pages[path.removesuffix("/index.html") or "/"] = page
    return pages


def _hashes(element: re.Pattern[str], html: str) -> tuple[str, ...]:
    """What a policy must name for the page's own inline elements to count (CSP 3)."""
    found = dict.fromkeys(element.findall(html))
    digests = (hashlib.sha256(content.encode()).digest() for content in found if content)
    return tuple(f"sha256-{base64.b64encode(digest).decode()}" for digest in digests)
