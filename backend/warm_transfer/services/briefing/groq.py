"""Groq's chat completions. https://console.groq.com/docs/structured-outputs"""

from __future__ import annotations

from warm_transfer.services.briefing.endpoint import Endpoint


def groq_endpoint(key: str, model: str, base_url: str) -> Endpoint:
    """Models that think before they answer are asked to be brief about it."""
    return Endpoint(
        name="groq",
        base_url=base_url,
        model=model,
        key=key,
        limit="max_completion_tokens",
        extra={"reasoning_effort": "low"} if "gpt-oss" in model else {},
    )
