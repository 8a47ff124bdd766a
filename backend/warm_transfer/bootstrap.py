"""Settings → wired services. The only file that names providers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from warm_transfer.actions.context import Context
from warm_transfer.config import Settings
from warm_transfer.db.models import Event
from warm_transfer.db.session import Database
from warm_transfer.secrets_store import livekit_credentials, load_master_secret
from warm_transfer.services.briefing.at_once import AtOnceWriter
from warm_transfer.services.briefing.base import BriefingWriter
from warm_transfer.services.briefing.compatible import compatible_endpoint
from warm_transfer.services.briefing.endpoint import Endpoint
from warm_transfer.services.briefing.failover import FailoverWriter
from warm_transfer.services.briefing.groq import groq_endpoint
from warm_transfer.services.briefing.local import LocalBriefingWriter
from warm_transfer.services.briefing.metering import Meter, NoMeter
from warm_transfer.services.briefing.openai import openai_endpoint
from warm_transfer.services.briefing.punctual import PunctualWriter
from warm_transfer.services.events.base import EventBus
from warm_transfer.services.events.memory import MemoryEventBus
from warm_transfer.services.livekit.rooms import LiveKitRooms
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.seal import Seal
from warm_transfer.services.telephony.base import Telephony
from warm_transfer.services.tokens import Tokens

Observe = Callable[[Sequence[Event]], None]


def utc_now() -> datetime:
    return datetime.now(UTC)


def build_context(
    settings: Settings, *, observe: Observe | None = None, meter: Meter | None = None
) -> Context:
    """Everything the actions need. `observe` sees each committed event, `meter` each request to a
    language model (for metrics).
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, secret = livekit_credentials(settings)
    master = load_master_secret(settings)
    bus = build_event_bus(settings)
    meter = meter or NoMeter()
    models = build_language_models(settings, meter)

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
        briefing_models=FailoverWriter(models, meter=meter) if models else None,
        briefing_writer=PunctualWriter(AtOnceWriter(LocalBriefingWriter())),
        telephony=build_telephony(settings),
        clock=utc_now,
    )


def build_telephony(settings: Settings) -> Telephony | None:
    """None where phones are not set up."""
    sid, token, url = (
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.public_url,
    )
    if not settings.phones_configured or not (sid and token and url):
        return None
    # Its SDK takes a second to load.
    from warm_transfer.services.telephony.twilio.client import TwilioTelephony, Voice

    return TwilioTelephony(
        sid,
        token.get_secret_value(),
        api_url=settings.twilio_api_url,
        public_url=url,
        voice=Voice(
            settings.phone_voice,
            settings.phone_language,
            detects_machines=settings.phone_machine_detection,
            leaves_message=settings.phone_voicemail_message is not None,
        ),
    )


def build_event_bus(settings: Settings) -> EventBus:
    if settings.redis_url is None:
        return MemoryEventBus()
    # Its driver is an optional dependency.
    from warm_transfer.services.events.redis import RedisEventBus

    return RedisEventBus(settings.redis_url)


def build_language_models(settings: Settings, meter: Meter) -> list[BriefingWriter]:
    """The writers that ask a service, in their order; none when none is configured."""
    endpoints = briefing_endpoints(settings)
    if not endpoints:
        return []
    # Its SDK takes a second to load.
    from warm_transfer.services.briefing.language_model import LanguageModelWriter

    return [
        LanguageModelWriter(
            endpoint,
            timeout_s=settings.briefing_timeout_s,
            language=settings.briefing_language,
            meter=meter,
        )
        for endpoint in endpoints
    ]


def briefing_endpoints(settings: Settings) -> list[Endpoint]:
    endpoints: list[Endpoint] = []
    for name in settings.briefing_writers_in_order:
        if name == "groq" and settings.groq_api_key:
            key = settings.groq_api_key.get_secret_value()
            model, url = settings.briefing_groq_model, settings.briefing_groq_url
            endpoints.append(groq_endpoint(key, model, url))
        elif name == "openai" and settings.openai_api_key:
            key = settings.openai_api_key.get_secret_value()
            model, url = settings.briefing_openai_model, settings.briefing_openai_url
            endpoints.append(openai_endpoint(key, model, url))
        elif name == "compatible" and settings.briefing_base_url and settings.briefing_model:
            secret = settings.briefing_api_key
            own_key = secret.get_secret_value() if secret else None
            model, url = settings.briefing_model, settings.briefing_base_url
            endpoints.append(compatible_endpoint(own_key, model, url))
    return endpoints


async def close_context(ctx: Context) -> None:
    await ctx.bus.close()
    if ctx.briefing_models is not None:
        await ctx.briefing_models.close()
    if ctx.telephony is not None:
        await ctx.telephony.close()
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
