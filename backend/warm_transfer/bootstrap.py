"""Settings → wired services. The only file that names providers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from warm_transfer.actions.context import Context
from warm_transfer.config import Settings
from warm_transfer.db.models import Event
from warm_transfer.db.session import Database
from warm_transfer.secrets_store import livekit_credentials, load_master_secret
from warm_transfer.services.briefing.local import LocalBriefingWriter
from warm_transfer.services.briefing.punctual import PunctualWriter
from warm_transfer.services.events.base import EventBus
from warm_transfer.services.events.memory import MemoryEventBus
from warm_transfer.services.livekit.rooms import LiveKitRooms
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.seal import Seal
from warm_transfer.services.tokens import Tokens

Observe = Callable[[Sequence[Event]], None]


def utc_now() -> datetime:
    return datetime.now(UTC)


def build_context(settings: Settings, *, observe: Observe | None = None) -> Context:
    """Everything the actions need. `observe` sees each committed event (for metrics)."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, secret = livekit_credentials(settings)
    master = load_master_secret(settings)
    bus = build_event_bus(settings)

    def publish(events: Sequence[Event]) -> None:
        if observe is not None:
            observe(events)
        bus.publish(events)

    return Context(
        settings=settings,
        db=Database(settings.resolved_database_url, clock=utc_now, publish=publish),
        bus=bus,
        rooms=LiveKitRooms(
            livekit_api_url(settings), key, secret, offer_s=_longest_offer_s(settings)
        ),
        livekit_tokens=LiveKitTokens(key, secret, settings.livekit_token_ttl_s),
        tokens=Tokens(master, utc_now),
        seal=Seal(master),
        briefing_writer=PunctualWriter(LocalBriefingWriter()),
        clock=utc_now,
    )


def build_event_bus(settings: Settings) -> EventBus:
    if settings.redis_url is None:
        return MemoryEventBus()
    # Its driver is an optional dependency.
    from warm_transfer.services.events.redis import RedisEventBus

    return RedisEventBus(settings.redis_url)


async def close_context(ctx: Context) -> None:
    await ctx.bus.close()
    await ctx.rooms.close()
    await ctx.db.close()


def _longest_offer_s(settings: Settings) -> int:
    """How long a destination may be empty: its target is asked, and then has to connect."""
    return max(settings.offer_timeout_s, settings.room_id_timeout_s) + settings.move_timeout_s


def livekit_api_url(settings: Settings) -> str:
    """Where the backend reaches LiveKit over HTTP."""
    if settings.livekit_api_url:
        return settings.livekit_api_url
    if settings.livekit_ws_url:
        return settings.livekit_ws_url.replace("ws", "http", 1)
    return f"http://127.0.0.1:{settings.livekit_port}"
