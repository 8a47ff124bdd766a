"""Where the parts that enter rooms reach the LiveKit server."""

from __future__ import annotations

from warm_transfer.config import Settings


def livekit_room_url(settings: Settings) -> str:
    """The server as this machine reaches it, which may be another address than browsers use."""
    url = settings.livekit_api_url or settings.livekit_ws_url
    if url is None:
        return f"ws://127.0.0.1:{settings.livekit_port}"
    return url.replace("http", "ws", 1) if url.startswith("http") else url
