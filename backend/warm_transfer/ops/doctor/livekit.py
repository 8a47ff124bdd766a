"""LiveKit: whether it answers, and whether it takes our key and secret."""

from __future__ import annotations

from http import HTTPStatus

from livekit import api

from warm_transfer.bootstrap import livekit_api_url
from warm_transfer.config import Settings
from warm_transfer.errors import LiveKitUnavailable
from warm_transfer.ops.doctor.findings import Failed
from warm_transfer.secrets_store import livekit_credentials
from warm_transfer.services.livekit.rooms import LiveKitRooms


async def reachable_with_our_keys(settings: Settings) -> str:
    url = livekit_api_url(settings)
    key, secret = livekit_credentials(settings)
    rooms = LiveKitRooms(url, key, secret)
    try:
        await rooms.ping()
    except LiveKitUnavailable as error:
        raise _explain(error, settings, url, key) from error
    finally:
        await rooms.close()
    return f"{url} answers and takes key {key}"


def _explain(error: LiveKitUnavailable, settings: Settings, url: str, key: str) -> Failed:
    cause = error.__cause__
    if not isinstance(cause, api.TwirpError):
        return Failed(
            f"{url} cannot be reached ({cause})",
            "see its log in DATA_DIR/logs/livekit.log"
            if settings.runs_own_livekit
            else "see that it runs, that a firewall lets us through, and LIVEKIT_API_URL, or "
            "without that LIVEKIT_WS_URL",
        )
    if cause.status == HTTPStatus.UNAUTHORIZED:  # in words, without a Twirp code
        return Failed(
            f"{url} answers, but refuses key {key}",
            "another LiveKit server may have this port: choose another LIVEKIT_PORT"
            if settings.runs_own_livekit
            else "set LIVEKIT_API_KEY and LIVEKIT_API_SECRET to a pair of that server's `keys`",
        )
    return Failed(f"{url} answers with an error: {cause}", "see the LiveKit server's log")
