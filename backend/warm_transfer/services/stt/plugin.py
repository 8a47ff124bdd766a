"""Any other plugin of LiveKit Agents, by its import name, such as `livekit.plugins.deepgram`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

import aiohttp
from livekit.agents import stt

from warm_transfer.services.stt.base import Reading, Spoken
from warm_transfer.services.stt.hosted import HostedProvider
from warm_transfer.services.stt.streamed import StreamedReading


class PluginUnusable(Exception):
    """Says why, and what to do."""


class PluginProvider:
    """The plugin reads its key from the environment, under its own name.

    What it needs is made at the first utterance, because plugins want a running event loop.
    Raises PluginUnusable when it is not installed or is none for speech.
    """

    def __init__(self, name: str, *, language: str | None, timeout_s: float) -> None:
        self.name = name
        self.timeout_s: float | None = timeout_s
        self._make = _speech_class(name)
        self._given = {"language": language} if language else {}
        self._within_s = timeout_s
        self._engine: stt.STT[Any] | None = None
        self._session: aiohttp.ClientSession | None = None

    def begin(self, spoken: Spoken) -> Reading:
        engine = self._engine or self._open()
        if engine.capabilities.streaming:
            return StreamedReading(engine, spoken, self._within_s)
        return HostedProvider(
            self.name, engine, timeout_s=self._within_s, close=self._close_session
        ).begin(spoken)

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.aclose()
        await self._close_session()

    def _open(self) -> stt.STT[Any]:
        """Plugins otherwise take a connection pool from a job of LiveKit's, and there is none."""
        takes = inspect.signature(self._make).parameters
        if "http_session" in takes and self._session is None:
            self._session = aiohttp.ClientSession(trust_env=True)
        wanted = {**self._given, "http_session": self._session}
        self._engine = self._make(**{k: v for k, v in wanted.items() if k in takes and v})
        return self._engine

    async def _close_session(self) -> None:
        if self._session is not None:
            await self._session.close()


def _speech_class(name: str) -> Callable[..., stt.STT[Any]]:
    try:
        module = import_module(name)
    except ImportError as e:
        package = name.replace(".", "-")
        raise PluginUnusable(
            f"STT_PROVIDERS names {name}, which cannot be imported ({e}). "
            f"Install it beside Warm Transfer (pip install {package}), or correct the name."
        ) from e
    found = getattr(module, "STT", None)
    if not (inspect.isclass(found) and issubclass(found, stt.STT)):
        raise PluginUnusable(f"STT_PROVIDERS names {name}, which has no speech to text (no `STT`).")
    return found
