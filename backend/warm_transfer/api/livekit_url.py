"""Where this client reaches LiveKit: set, or our own server under the name it reached us by."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from warm_transfer.api.deps import Ctx
from warm_transfer.api.security_headers import livekit_origins


def livekit_url(request: Request, ctx: Ctx) -> str:
    if ctx.settings.livekit_browser_url is not None:
        return ctx.settings.livekit_browser_url
    return livekit_origins(ctx.settings, request.headers.get("host", ""))[0]


LiveKitUrl = Annotated[str, Depends(livekit_url)]
