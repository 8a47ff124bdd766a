"""Requests to the application, signed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import httpx

from warm_transfer.phone_simulator.signatures import HEADER, sign

ANSWERED_WITHIN_S = 15.0  # https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
USER_AGENT = "TwilioProxy/1.1"


class WebhookFailed(Exception):
    """What is wrong with the application's answer."""


class Webhooks:
    def __init__(self, auth_token: str) -> None:
        self._auth_token = auth_token
        self._client = httpx.AsyncClient(
            timeout=ANSWERED_WITHIN_S,
            follow_redirects=True,
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept": "*/*"},
        )

    async def send(self, url: str, method: str, params: Mapping[str, str]) -> httpx.Response:
        """Raises WebhookFailed unless the answer is a success."""
        if method == "GET" and params:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        signed = sign(self._auth_token, url, params if method == "POST" else None)
        try:
            answer = await self._client.request(
                method,
                url,
                data=dict(params) if method == "POST" else None,
                headers={HEADER: signed},
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WebhookFailed(f"no answer: {type(error).__name__}") from error
        if not answer.is_success:
            raise WebhookFailed(f"answered {answer.status_code}")
        return answer

    async def get_file(self, url: str) -> httpx.Response:
        """A recording for Play. Raises WebhookFailed."""
        return await self.send(url, "GET", {})

    async def close(self) -> None:
        await self._client.aclose()
