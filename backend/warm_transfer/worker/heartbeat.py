"""Tells the API that this worker is there, so that it can say whether calls are transcribed."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import Callable
from typing import Final

import httpx
import structlog

INTERVAL_S: Final = 10.0  # the API misses a worker after three of them
REQUEST_TIMEOUT_S: Final = 5.0
MAX_HOST_LENGTH: Final = 40  # of the worker's id, which has at most 64 characters

log = structlog.get_logger(__name__)


async def report_presence(api_url: str, token: Callable[[], str]) -> None:
    """Report until cancelled. `token` gives a fresh service token for each request.

    An API that cannot be reached is tried again at the next interval: no single report matters.
    """
    host = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:MAX_HOST_LENGTH]
    body = {"worker_id": f"{host}:{os.getpid()}"}
    # The API is our own, on this machine or network: never by way of a proxy.
    async with httpx.AsyncClient(
        base_url=api_url, timeout=REQUEST_TIMEOUT_S, trust_env=False
    ) as http:
        while True:
            headers = {"Authorization": f"Bearer {token()}"}
            try:
                answer = await http.post("/api/worker/heartbeat", json=body, headers=headers)
                answer.raise_for_status()
            except httpx.HTTPError as e:
                log.debug("heartbeat_not_taken", error=type(e).__name__)
            await asyncio.sleep(INTERVAL_S)
