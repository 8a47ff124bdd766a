"""Words that nobody said are told from words that somebody did."""

from __future__ import annotations

import pytest

from warm_transfer.services.stt.hallucinations import is_plausible, repeats_prompt, without_sounds


@pytest.mark.parametrize(
    "text",
    [
        "I was charged two times for my order.",
        "No.",
        "Thank you.",
        "Please subscribe me to the newsletter.",
        "Thank you for watching my dog.",
        "Ja, genau.",
        "はい。",
    ],
)
def test_what_is_said_in_calls_is_believed(text: str) -> None:
    assert is_plausible(text, logprob=-0.4, no_speech=0.1)


@pytest.mark.parametrize(
    "text",
    ["", "...", "♪", "Thanks for watching!", "Subtitles by the community", "go go " * 40],
)
def test_what_models_write_for_nothing_is_not(text: str) -> None:
    assert not is_plausible(text, logprob=-0.4, no_speech=0.1)


def test_a_guess_at_silence_is_not_believed() -> None:
    assert not is_plausible("I will go.", logprob=-1.1, no_speech=0.7)
    assert is_plausible("I will go.", logprob=-0.9, no_speech=0.7)
    assert not is_plausible("I will go.", logprob=-1.6)


def test_a_short_thanks_is_believed_of_a_model_that_is_sure() -> None:
    assert is_plausible("Thank you.", logprob=-0.3)
    assert not is_plausible("Thank you.", logprob=-0.9)


def test_words_about_sounds_are_left_out() -> None:
    assert without_sounds("[BLANK_AUDIO]") == ""
    assert without_sounds("(typing) Hello, ♪ my name is Ana. *sighs*") == "Hello, my name is Ana."


def test_a_hint_that_comes_back_is_no_speech() -> None:
    hint = "Names and words that may come up: Acme Router, Ines Duarte."
    assert repeats_prompt("Names and words that may come up", hint)
    assert repeats_prompt("Acme Router, Ines Duarte.", hint)
    assert not repeats_prompt("Acme", hint)  # it may well be said
    assert not repeats_prompt("my Acme Router is broken", hint)
