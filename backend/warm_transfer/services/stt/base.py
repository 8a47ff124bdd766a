"""What a provider of speech to text is to the rest: it reads one utterance at a time.

Utterances are cut here, whoever reads them, so that the sound of one can be handed to another
provider as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from warm_transfer.services.stt.segmenter import Samples, Utterance


@dataclass(frozen=True, slots=True)
class Heard:
    """`confidence` is the mean probability of the words, from 0 to 1. None: not known."""

    text: str
    language: str | None
    confidence: float | None


class Reason(StrEnum):
    """Why a provider failed, as metrics and the agent's page tell it."""

    NO_ANSWER = "no_answer"  # within its time
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"  # the key, the model, or the sound
    UNREACHABLE = "unreachable"  # or cut off in the middle of an answer
    BROKEN = "broken"  # an error of its own, or an answer that is none


class ProviderFailed(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Reading(Protocol):
    """One utterance as one provider reads it, also while it is being spoken."""

    def hear(self, samples: Samples) -> None:
        """Take what was said since the last time; at first with the sound before it."""
        ...

    def pause(self) -> None:
        """The speaker is silent for a moment, which may be the end or not."""
        ...

    def resume(self) -> None:
        """It was not the end."""
        ...

    async def finish(self, utterance: Utterance) -> Heard | None:
        """What was said; None when it was no speech after all. Raises ProviderFailed."""
        ...

    async def drop(self) -> None:
        """Nobody needs it any more. Doing it again changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance in progress, for whoever reads it.

    `look` gives it as far as it got. `tell` takes its whole text so far. `language` is what the
    speaker spoke before, if that is known.
    """

    look: Callable[[], Utterance]
    tell: Callable[[str], None]
    language: str | None


class Provider(Protocol):
    """`timeout_s`: how long it may take from the end of an utterance; None: as long as it does."""

    @property
    def name(self) -> str: ...

    @property
    def timeout_s(self) -> float | None: ...

    def begin(self, spoken: Spoken) -> Reading: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A reading that began while its utterance was spoken."""

    provider: Provider
    reading: Reading


@dataclass(frozen=True, slots=True)
class Service:
    """Where a provider elsewhere is and what it is asked for. No `language`: it is to find out."""

    api_key: str
    base_url: str
    model: str
    language: str | None
    prompt: str
    timeout_s: float
