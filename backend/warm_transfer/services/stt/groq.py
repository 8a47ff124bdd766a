"""Speech to text by Groq, through its plugin for LiveKit Agents.

`POST {base}/audio/transcriptions`: https://console.groq.com/docs/speech-to-text
"""

from __future__ import annotations

from livekit.agents.types import NOT_GIVEN
from livekit.plugins import groq
from openai import AsyncClient

from warm_transfer.services.stt.hosted import HostedProvider


def groq_provider(
    *,
    api_key: str,
    base_url: str,
    model: str,
    language: str | None,
    prompt: str,
    timeout_s: float,
) -> HostedProvider:
    client = AsyncClient(api_key=api_key, base_url=base_url, max_retries=0)
    engine = groq.STT(
        model=model,
        api_key=api_key,
        client=client,
        language=language or "",
        detect_language=language is None,
        prompt=prompt or NOT_GIVEN,
    )
    return HostedProvider("groq", engine, timeout_s=timeout_s, prompt=prompt, close=client.close)
