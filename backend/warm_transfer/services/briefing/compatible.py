"""Any other server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, a gateway."""

from __future__ import annotations

from warm_transfer.services.briefing.endpoint import Endpoint


def compatible_endpoint(key: str | None, model: str, base_url: str) -> Endpoint:
    return Endpoint(
        name="compatible", base_url=base_url, model=model, key=key, extra={"temperature": 0}
    )
