"""Whether a request that rides on a cookie comes from one of our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from warm_transfer.config import Settings
from warm_transfer.errors import Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCH_SITES = frozenset({"same-origin", "none"})  # "none": typed into the address bar


def server_origin(request: Request, settings: Settings) -> str:
    """Scheme and host as browsers see us."""
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        return f"{parts.scheme}://{parts.netloc}"
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def require_own_origin(request: Request, settings: Settings) -> None:
    """Refuse a request that another site's page made the browser send with our cookie.

    SameSite=Strict stops most of them; this also stops a sibling subdomain. A client that is
    no browser sends neither header, and has no cookie it did not mean to send.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    if origin is not None:
        allowed = {server_origin(request, settings), *settings.cors_origins}
        own = origin in allowed
    else:
        own = request.headers.get("sec-fetch-site", "none") in OWN_FETCH_SITES
    if not own:
        raise Forbidden("This request comes from another site.", code="cross_site")
