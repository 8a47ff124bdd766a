"""How speech to text fares, over all call workers, and the words for it.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NAMES = {"local": "this machine", "groq": "Groq", "openai": "OpenAI"}
WHAT_HAPPENS = {
    "no_answer": "does not answer",
    "rate_limited": "takes no more requests",
    "refused": "refuses requests",
    "unreachable": "cannot be reached",
    "broken": "fails",
}
PREFIX = "Speech to text: "


@dataclass(frozen=True, slots=True)
class ProviderState:
    """`resting` is why a provider is not asked at the moment; None: it works, as far as known."""

    name: str
    resting: str | None


@dataclass(frozen=True, slots=True)
class SpeechState:
    """In the configured order. Without any, no call worker has told of them."""

    providers: tuple[ProviderState, ...] = ()

    @property
    def is_well(self) -> bool:
        """The first in the order works, which is whom the operator wants."""
        return not self.providers or self.providers[0].resting is None

    @property
    def notice(self) -> str | None:
        """For the agents; None when there is nothing to say."""
        if self.is_well:
            return None
        first = self.providers[0]
        trouble = f"{PREFIX}{display_name(first.name)} {WHAT_HAPPENS[first.resting or 'broken']}"
        works = next((each for each in self.providers if each.resting is None), None)
        if works is not None:
            return f"{trouble}; {display_name(works.name)} transcribes meanwhile."
        others = ", and no other service works" if len(self.providers) > 1 else ""
        return f"{trouble}{others}. What is said is written down once that is over."


def over_all(workers: Sequence[Sequence[ProviderState]]) -> SpeechState:
    """A provider that rests at one worker is one to tell of, even where others get answers."""
    resting: dict[str, str | None] = {}
    for providers in workers:
        for each in providers:
            resting[each.name] = resting.get(each.name) or each.resting
    return SpeechState(tuple(ProviderState(name, why) for name, why in resting.items()))


def display_name(provider: str) -> str:
    """`livekit.plugins.deepgram` is Deepgram."""
    return NAMES.get(provider) or provider.rpartition(".")[2].replace("_", " ").title()
