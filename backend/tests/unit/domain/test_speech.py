"""What agents are told of how speech to text fares."""

from __future__ import annotations

import pytest

from warm_transfer.domain.speech import (
    WHAT_HAPPENS,
    ProviderState,
    SpeechState,
    display_name,
    over_all,
)


def state(**resting: str | None) -> SpeechState:
    return SpeechState(tuple(ProviderState(name, why) for name, why in resting.items()))


@pytest.mark.parametrize(
    "well",
    [SpeechState(), state(groq=None, local=None), state(groq=None, openai="refused", local=None)],
)
def test_nothing_is_said_while_the_first_one_works(well: SpeechState) -> None:
    assert (well.is_well, well.notice) == (True, None)


def test_it_is_said_who_fails_and_who_transcribes_meanwhile() -> None:
    assert state(groq="no_answer", local=None).notice == (
        "Speech to text: Groq does not answer; this machine transcribes meanwhile."
    )
    assert state(groq="rate_limited", openai="refused", local=None).notice == (
        "Speech to text: Groq takes no more requests; this machine transcribes meanwhile."
    )


def test_it_is_said_when_nobody_is_left() -> None:
    assert state(local="broken").notice == (
        "Speech to text: this machine fails. What is said is written down once that is over."
    )
    assert state(groq="unreachable", openai="broken").notice == (
        "Speech to text: Groq cannot be reached, and no other service works. "
        "What is said is written down once that is over."
    )


def test_one_worker_in_trouble_is_enough() -> None:
    well = [ProviderState("groq", None), ProviderState("local", None)]
    ill = [ProviderState("groq", "broken"), ProviderState("local", None)]
    assert over_all([well, ill, well]) == state(groq="broken", local=None)
    assert over_all([well]) == state(groq=None, local=None)
    assert over_all([]) == SpeechState()


def test_every_provider_has_a_name_for_people() -> None:
    assert display_name("livekit.plugins.deepgram") == "Deepgram"
    assert display_name("openai") == "OpenAI"
    assert all(not words.endswith(".") for words in WHAT_HAPPENS.values())
