"""Headers that tell browsers what our pages may do (OWASP ASVS 3.4, 14.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders

from warm_transfer.config import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS_S = 365 * 24 * 3600
HOST = re.compile(r"^([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$")

# What is no page runs nothing, loads nothing, and is framed by nobody.
NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def page_policy(
    script_hashes: Sequence[str], style_hashes: Sequence[str], livekit_origins: Sequence[str]
) -> str:
    """The policy of one of our pages: what is inline in it by hash, our files, LiveKit."""
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *(f"'{value}'" for value in script_hashes)]),
            " ".join(["style-src 'self'", *(f"'{value}'" for value in style_hashes)]),
            "style-src-attr 'unsafe-inline'",  # positions and widths that components compute
            "img-src 'self' data:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            " ".join(["connect-src 'self'", *livekit_origins]),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def livekit_origins(settings: Settings, host: str) -> list[str]:
    """Where a page reaches LiveKit: its WebSocket, and HTTP for the SDK's own checks.

    `host` is the request's Host header, since our own server is reached at the same name.
    """
    if settings.livekit_browser_url is None:
        name = _host_name(host)
        return [f"ws://{name}:{settings.livekit_port}", f"http://{name}:{settings.livekit_port}"]
    parts = urlsplit(settings.livekit_browser_url)
    secure = parts.scheme in {"wss", "https"}
    return [
        f"{'wss' if secure else 'ws'}://{parts.netloc}",
        f"{'https' if secure else 'http'}://{parts.netloc}",
    ]


def _host_name(host: str) -> str:
    """The name in a Host header; a header that is none must not get into a policy."""
    match = HOST.match(host)
    return match.group(1) if match else "localhost"


class SecurityHeaders:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = dict(ALWAYS)
        if (settings.public_url or "").startswith("https://"):
            self._headers["strict-transport-security"] = f"max-age={HSTS_S}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def adding_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", NO_PAGE_POLICY)
                if scope["path"].startswith("/api"):
                    headers["cache-control"] = "no-store"
            await send(message)

        await self._app(scope, receive, adding_send)
