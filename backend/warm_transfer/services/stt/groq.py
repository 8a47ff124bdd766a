"""Speech to text by Groq, through its plugin for LiveKit Agents.

`POST {base}/audio/transcriptions`: https://console.groq.com/docs/speech-to-text
"""

from __future__ import annotations

from livekit.agents.types import NOT_GIVEN
from livekit.plugins import groq
from openai import AsyncClient

from warm_transfer.services.stt.base import Service
from warm_transfer.services.stt.hosted import HostedProvider


def groq_provider(service: Service) -> HostedProvider:
    client = AsyncClient(api_key=service.api_key, base_url=service.base_url, max_retries=0)
    engine = groq.STT(
        model=service.model,
        client=client,
        language=service.language or "",
        detect_language=service.language is None,
        prompt=service.prompt or NOT_GIVEN,
        api_key=service.api_key,
    )
    return HostedProvider(
        "groq", engine, timeout_s=service.timeout_s, prompt=service.prompt, close=client.close
    )
