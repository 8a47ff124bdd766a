"""Speech to text by OpenAI, or a service that speaks as it does, through its plugin.

`POST {base}/audio/transcriptions`:
https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from livekit.agents.types import NOT_GIVEN
from livekit.plugins import openai
from openai import AsyncClient

from warm_transfer.services.stt.base import Service
from warm_transfer.services.stt.hosted import HostedProvider


def openai_provider(service: Service) -> HostedProvider:
    client = AsyncClient(api_key=service.api_key, base_url=service.base_url, max_retries=0)
    engine = openai.STT(
        model=service.model,
        client=client,
        language=service.language or "",
        detect_language=service.language is None,
        prompt=service.prompt or NOT_GIVEN,
        use_realtime=False,
    )
    return HostedProvider(
        "openai", engine, timeout_s=service.timeout_s, prompt=service.prompt, close=client.close
    )
