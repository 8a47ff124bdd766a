"""Accounts elsewhere: their keys' form, and whether the service takes them."""

from __future__ import annotations

import httpx
from pydantic import SecretStr

from warm_transfer.config import Settings
from warm_transfer.ops.doctor.findings import Failed, NotSet

TIMEOUT_S = 8
OPENAI_API = "https://api.openai.com"
GROQ_API = "https://api.groq.com/openai"


async def openai(settings: Settings, api: str = OPENAI_API) -> str:
    return await _model_key(settings.openai_api_key, "OPENAI_API_KEY", api)


async def groq(settings: Settings, api: str = GROQ_API) -> str:
    return await _model_key(settings.groq_api_key, "GROQ_API_KEY", api)


async def _model_key(key: SecretStr | None, name: str, api: str) -> str:
    if key is None:
        raise NotSet("not set")
    value = key.get_secret_value()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise Failed(f"{name} has characters that no key has", "copy it again, without blanks")
    await require_accepted(f"{api}/v1/models", name, headers={"Authorization": f"Bearer {value}"})
    return "key accepted"


async def require_accepted(
    url: str,
    name: str,
    *,
    auth: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    host = httpx.URL(url).host
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, auth=auth) as client:
            response = await client.get(url, headers=headers)
    except httpx.HTTPError as error:
        raise Failed(
            f"{host} cannot be reached ({type(error).__name__})",
            f"see that this machine may open connections to {host}, or through HTTPS_PROXY",
        ) from error
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise Failed(f"{host} refuses {name}", "copy the key again from the account's page")
    if not response.is_success:
        raise Failed(f"{host} answers {response.status_code}", "try again later")
