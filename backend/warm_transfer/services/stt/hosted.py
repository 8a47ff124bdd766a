"""What plugins of LiveKit Agents share that read a whole utterance in one request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from livekit import rtc
from livekit.agents import (
    APIConnectionError,
    APIConnectOptions,
    APIStatusError,
    APITimeoutError,
    stt,
)

from warm_transfer.services.stt.base import Heard, ProviderFailed, Reason, Spoken
from warm_transfer.services.stt.hallucinations import is_plausible, repeats_prompt, without_sounds
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples, Utterance

TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500  # and above


class HostedProvider:
    """`prompt` is the hint that `engine` sends along. `close` closes what it holds open."""

    def __init__(
        self,
        name: str,
        engine: stt.STT[Any],
        *,
        timeout_s: float,
        prompt: str = "",
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self.name = name
        self.timeout_s: float | None = timeout_s
        self._engine = engine
        self._prompt = prompt
        self._close = close
        # Ours are the retries: with another provider, at once.
        self._options = APIConnectOptions(max_retry=0, timeout=timeout_s)

    def begin(self, spoken: Spoken) -> HostedReading:
        return HostedReading(self)

    async def close(self) -> None:
        await self._engine.aclose()
        await self._close()

    async def read(self, samples: Samples) -> Heard | None:
        frame = frame_of(samples)
        try:
            event = await self._engine.recognize([frame], conn_options=self._options)
        except Exception as e:
            raise failure(e) from e
        return heard_in(event.alternatives, self._prompt)


class HostedReading:
    """Nothing is sent before the end: each request is paid for, and partials would be many."""

    def __init__(self, provider: HostedProvider) -> None:
        self._provider = provider

    def hear(self, samples: Samples) -> None:
        """The whole comes with the end."""

    def pause(self) -> None:
        """It may not be the end."""

    def resume(self) -> None:
        """Nothing was begun."""

    async def finish(self, utterance: Utterance) -> Heard | None:
        return await self._provider.read(utterance.samples)

    async def drop(self) -> None:
        """A request that runs is cancelled with whoever awaits it."""


def frame_of(samples: Samples) -> rtc.AudioFrame:
    return rtc.AudioFrame(samples.tobytes(), SAMPLE_RATE, 1, len(samples))


def heard_in(alternatives: list[stt.SpeechData], prompt: str) -> Heard | None:
    """Raises ProviderFailed when an answer has no text, as when it is of another service."""
    if not alternatives:
        return None
    best = alternatives[0]
    if not isinstance(best.text, str):
        raise ProviderFailed(Reason.BROKEN)
    text = without_sounds(best.text)
    if not is_plausible(text) or (prompt and repeats_prompt(text, prompt)):
        return None
    return Heard(text, best.language or None, best.confidence or None)


def failure(error: Exception) -> ProviderFailed:
    """The reason in an error of a plugin."""
    if isinstance(error, ProviderFailed):
        return error
    if isinstance(error, APITimeoutError | TimeoutError):
        return ProviderFailed(Reason.NO_ANSWER)
    if isinstance(error, APIStatusError) and error.status_code > 0:
        if error.status_code == TOO_MANY_REQUESTS:
            return ProviderFailed(Reason.RATE_LIMITED)
        return ProviderFailed(
            Reason.BROKEN if error.status_code >= SERVER_ERRORS else Reason.REFUSED
        )
    if isinstance(error, APIConnectionError) and isinstance(
        error.__cause__, ValueError | AttributeError
    ):
        return ProviderFailed(Reason.BROKEN)  # an answer that could not be read
    if isinstance(error, APIConnectionError | OSError):
        return ProviderFailed(Reason.UNREACHABLE)
    return ProviderFailed(Reason.BROKEN)
