"""Speech to text by OpenAI, or a service that speaks as it does, through its plugin.

`POST {base}/audio/transcriptions`:
https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from livekit.agents.types import NOT_GIVEN
from livekit.plugins import openai
from openai import AsyncClient

from warm_transfer.services.stt.hosted import HostedProvider


def openai_provider(
    *,
    api_key: str,
    base_url: str,
    model: str,
    language: str | None,
    prompt: str,
    timeout_s: float,
) -> HostedProvider:
    client = AsyncClient(api_key=api_key, base_url=base_url, max_retries=0)
    engine = openai.STT(
        model=model,
        client=client,
        language=language or "",
        detect_language=language is None,
        prompt=prompt or NOT_GIVEN,
        use_realtime=False,
    )
    return HostedProvider("openai", engine, timeout_s=timeout_s, prompt=prompt, close=client.close)
