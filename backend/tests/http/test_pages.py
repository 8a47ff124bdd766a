"""The static export of the frontend, served as pages."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.support.api import settings_for
from warm_transfer.api.error_handlers import install_error_handlers
from warm_transfer.api.static import Pages

STYLE = "h1{color:#000}"
SCRIPT = 'self.__next_f.push([1,"x < 1"])'
INDEX = f"""<!doctype html><html><head><script src="/_next/static/a.js" async=""></script></head>
<body><style>{STYLE}</style><h1>Talk to us</h1>
<script>{SCRIPT}</script><script id="_R_"></script></body></html>"""


def a_site(web_dir: Path, **livekit: str) -> httpx.AsyncClient:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    settings = settings_for(web_dir, livekit_port=7999, **livekit)
    app.router.default = Pages(settings, web_dir)
    install_error_handlers(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://calls.test:8000")


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    (tmp_path / "_next" / "static").mkdir(parents=True)
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "agent-a.html").write_text("<h1>Agent</h1>")
    (tmp_path / "404.html").write_text("<h1>Nothing here</h1>")
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "_next" / "static" / "a.js").write_text("let a")
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "status", "text", "media_type"),
    [
        ("/", 200, "Talk to us", "text/html; charset=utf-8"),
        ("/agent-a", 200, "Agent", "text/html; charset=utf-8"),
        ("/agent-a/", 200, "Agent", "text/html; charset=utf-8"),
        ("/icon.svg", 200, "<svg/>", "image/svg+xml"),
        ("/_next/static/a.js", 200, "let a", "text/javascript; charset=utf-8"),
        ("/agent-z", 404, "Nothing here", "text/html; charset=utf-8"),
        ("/../secret.txt", 404, "Nothing here", "text/html; charset=utf-8"),
        ("/%2e%2e/secret.txt", 404, "Nothing here", "text/html; charset=utf-8"),
        ("/api/nothing", 404, "route_not_found", "application/problem+json"),
    ],
)
async def test_pages_are_found(
    web_dir: Path, path: str, status: int, text: str, media_type: str
) -> None:
    async with a_site(web_dir) as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert text in answer.text
    assert answer.headers["content-type"] == media_type


async def test_files_named_by_their_content_are_kept_and_pages_asked_for(web_dir: Path) -> None:
    async with a_site(web_dir) as client:
        script, page = await client.get("/_next/static/a.js"), await client.get("/")
        assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert page.headers["cache-control"] == "no-cache"
        again = await client.get("/", headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["content-security-policy"] == page.headers["content-security-policy"]


def sha256(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


async def test_a_page_may_run_its_own_scripts_alone(web_dir: Path) -> None:
    async with a_site(web_dir) as client:
        policy = (await client.get("/")).headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == f"'self' '{sha256(SCRIPT)}'"
    assert directives["style-src"] == f"'self' '{sha256(STYLE)}'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["object-src"] == "'none'"
    assert directives["base-uri"] == "'none'"


@pytest.mark.parametrize(
    ("livekit", "host", "origins"),
    [
        ({}, "calls.test:8000", "ws://calls.test:7999 http://calls.test:7999"),
        ({}, "[::1]:8000", "ws://[::1]:7999 http://[::1]:7999"),
        ({}, "x; script-src *", "ws://localhost:7999 http://localhost:7999"),
        (
            {"livekit_ws_url": "ws://media.test:7880"},
            "calls.test",
            "ws://media.test:7880 http://media.test:7880",
        ),
        (
            {"livekit_public_url": "wss://media.test/livekit"},
            "calls.test",
            "wss://media.test https://media.test",
        ),
    ],
)
async def test_a_page_may_connect_to_us_and_to_livekit_alone(
    web_dir: Path, livekit: dict[str, str], host: str, origins: str
) -> None:
    async with a_site(web_dir, **livekit) as client:
        policy = (await client.get("/", headers={"Host": host})).headers["content-security-policy"]
    assert f"connect-src 'self' {origins};" in policy


async def test_before_the_pages_are_built_the_front_page_says_so(tmp_path: Path) -> None:
    async with a_site(tmp_path / "nothing") as client:
        answer = await client.get("/")
        assert answer.status_code == 503
        assert "make run" in answer.text
        assert (await client.get("/agent-a")).status_code == 404
