"""The API's description: `/openapi.json`, `/docs`, and what the frontend's client is made from.

`python -m warm_transfer.api.openapi > frontend/openapi.json` writes that file.
"""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from warm_transfer.config import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "Warm Transfer"
VERSION = "0.1.0"
SUMMARY = "Hand a live call to the next agent, with context and without a hole in the audio."

ASSETS: Mapping[str, str] = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
# Swagger UI writes style attributes and shows its icons as data: images.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
START_SCRIPT = """window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#ui",
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
});
"""
PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{TITLE} API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs() -> HTMLResponse:
    """Swagger UI, from files of our own."""
    return HTMLResponse(PAGE, headers={"content-security-policy": DOCS_POLICY})


@router.get("/docs/start.js")
async def docs_start() -> Response:
    return Response(START_SCRIPT, media_type="text/javascript")


@router.get("/docs/{name}")
async def docs_asset(name: str) -> Response:
    if name not in ASSETS:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
    content = files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return Response(content, media_type=ASSETS[name])


def operation_id(route: APIRoute) -> str:
    """The route's function name: the generated client's names are ours to choose."""
    return route.name


def render(app: FastAPI) -> str:
    """The description as the frontend's copy has it."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    from warm_transfer.main import create_app

    with TemporaryDirectory() as data_dir:  # an application makes its secrets as it starts
        sys.stdout.write(render(create_app(Settings(data_dir=Path(data_dir)))))


if __name__ == "__main__":
    main()
