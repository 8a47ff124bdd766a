"""OpenAI's chat completions. https://platform.openai.com/docs/guides/structured-outputs"""

from __future__ import annotations

from warm_transfer.services.briefing.endpoint import Endpoint


def openai_endpoint(key: str, model: str, base_url: str) -> Endpoint:
    """`store` is off: what was said in a call is not to stay with the service."""
    return Endpoint(
        name="openai",
        base_url=base_url,
        model=model,
        key=key,
        limit="max_completion_tokens",
        extra={"store": False},
    )
