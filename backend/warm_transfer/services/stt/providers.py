"""Which speech to text a worker uses, after `STT_PROVIDERS`."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import SecretStr

from warm_transfer.config import Settings
from warm_transfer.services.stt.base import Provider, Service
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.failover import SpeechToText
from warm_transfer.services.stt.local import LocalProvider
from warm_transfer.services.stt.plugin import PluginProvider

HINT = "Names and words that may come up: {}."


def create_stt(settings: Settings) -> SpeechToText | None:
    """Load what is needed, which blocks for a moment; None when calls are not transcribed.

    In the main thread alone: LiveKit's plugins refuse to be imported elsewhere. Raises
    PluginUnusable.
    """
    if settings.stt_providers == ["none"]:
        return None
    return SpeechToText([make_provider(name, settings) for name in settings.stt_providers])


def make_provider(name: str, settings: Settings) -> Provider:
    """Raises PluginUnusable."""
    make = PROVIDERS.get(name)
    if make is not None:
        return make(settings)
    return PluginProvider(name, language=settings.stt_language, timeout_s=settings.stt_timeout_s)


def _local(settings: Settings) -> Provider:
    return LocalProvider(
        WhisperEngine(
            settings.stt_model,
            settings.stt_threads,
            language=settings.stt_language,
            vocabulary=_hint(settings) or None,
        )
    )


def _groq(settings: Settings) -> Provider:
    # Of use with a key alone: the plugins take two seconds to load, on a small machine.
    from warm_transfer.services.stt.groq import groq_provider

    return groq_provider(
        _service(settings, settings.groq_api_key, settings.stt_groq_url, settings.stt_groq_model)
    )


def _openai(settings: Settings) -> Provider:
    from warm_transfer.services.stt.openai import openai_provider

    return openai_provider(
        _service(
            settings, settings.openai_api_key, settings.stt_openai_url, settings.stt_openai_model
        )
    )


PROVIDERS: dict[str, Callable[[Settings], Provider]] = {
    "local": _local,
    "groq": _groq,
    "openai": _openai,
}


def _service(settings: Settings, key: SecretStr | None, base_url: str, model: str) -> Service:
    return Service(
        api_key=key.get_secret_value() if key else "",  # the settings require it
        base_url=base_url,
        model=model,
        language=settings.stt_language,
        prompt=_hint(settings),
        timeout_s=settings.stt_timeout_s,
    )


def _hint(settings: Settings) -> str:
    return HINT.format(", ".join(settings.stt_vocabulary)) if settings.stt_vocabulary else ""
