"""The language models that write briefings: each answers, takes its key, and has its model."""

from __future__ import annotations

import httpx

from warm_transfer.bootstrap import briefing_endpoints
from warm_transfer.config import Settings
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.services.briefing.endpoint import Endpoint

TIMEOUT_S = 8
SETTINGS = {"groq": "BRIEFING_GROQ", "openai": "BRIEFING_OPENAI", "compatible": "BRIEFING"}
KEYS = {"groq": "GROQ_API_KEY", "openai": "OPENAI_API_KEY", "compatible": "BRIEFING_API_KEY"}


async def check(settings: Settings) -> str:
    endpoints = briefing_endpoints(settings)
    if not endpoints:
        raise NotSet("written locally: no language model is set")
    for endpoint in endpoints:
        await _require_model(endpoint)
    models = [f"{endpoint.name} ({endpoint.model})" for endpoint in endpoints]
    return f"{', then '.join([*models, 'local'])}"


async def _require_model(endpoint: Endpoint) -> None:
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    address = "BRIEFING_BASE_URL" if endpoint.name == "compatible" else _setting(endpoint, "URL")
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            answer = await client.get(f"{endpoint.base_url}/models", headers=headers)
    except httpx.HTTPError as error:
        raise Failed(
            f"{endpoint.base_url} cannot be reached ({type(error).__name__})",
            f"see that the server runs and that {address} is right; briefings are local meanwhile",
        ) from error
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise Failed(f"{endpoint.name} refuses {KEYS[endpoint.name]}", "copy the key again")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return  # a server need not list its models
    if not answer.is_success:
        raise Failed(f"{endpoint.name} answers {answer.status_code}", "try again later")
    names = _names(answer)
    if names and endpoint.model not in names:
        raise Failed(
            f"{endpoint.name} has no model {endpoint.model}",
            f"set {_setting(endpoint, 'MODEL')} to one that it has, such as {names[0]}",
        )


def _names(answer: httpx.Response) -> list[str]:
    try:
        return [str(model["id"]) for model in answer.json()["data"]]
    except (ValueError, KeyError, TypeError):
        return []


def _setting(endpoint: Endpoint, what: str) -> str:
    return f"{SETTINGS[endpoint.name]}_{what}"
