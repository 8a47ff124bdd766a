"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.api import Api, settings_for
from warm_transfer.api.openapi import render
from warm_transfer.main import create_app

FRONTENDS_COPY = Path(__file__).parents[3] / "frontend" / "openapi.json"


def test_the_frontends_copy_is_current(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    assert FRONTENDS_COPY.read_text(encoding="utf-8") == render(app), (
        "run: cd backend && uv run python -m warm_transfer.api.openapi > ../frontend/openapi.json"
    )


async def test_every_operation_is_named_and_told(api: Api) -> None:
    document = (await api.client().get("/openapi.json")).json()
    operations = [op for path in document["paths"].values() for op in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert operation.get("description"), operation["operationId"]


async def test_the_docs_page_needs_nothing_from_elsewhere(api: Api) -> None:
    client = api.client()
    page = await client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert parts
    for part in parts:
        assert part.startswith("/docs/")
        answer = await client.get(part)
        assert answer.status_code == 200
        assert answer.content
    assert (await client.get("/docs/another.js")).status_code == 404
