"""What people said, told to somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warm_transfer.services.briefing.pronouns import People
from warm_transfer.services.briefing.retelling import retell
from warm_transfer.services.briefing.sentences import shorten

INES_TO_ANA = People("Ines", "Ana")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # What somebody wants, and asks for.
        ("I would like to cancel my order.", "Ines wants to cancel their order"),
        ("Hi, I also need a rental car.", "Ines also needs a rental car"),
        ("Can you please call me back?", "Ines asks Ana to call them back"),
        ("Please find me a bus.", "Ines asks Ana to find a bus"),
        ("Could I change my address?", "Ines asks to change their address"),
        ("How about next Monday?", "Ines suggests next Monday"),
        ("Let's start again.", "Ines suggests they start again"),
        ("You should restart it.", "Ines advises Ana to restart it"),
        # Questions.
        ("Do you have my number?", "Ines asks if Ana has their number"),
        ("Is this your number?", "Ines asks if this is Ana's number"),
        ("Where does it leave from?", "Ines asks where it leaves from"),
        ("When will it arrive?", "Ines asks when it will arrive"),
        ("What is the arrival time?", "Ines asks what the arrival time is"),
        ("How much is the deposit?", "Ines asks how much the deposit is"),
        ("Omar, can you hear me?", "Ines asks Ana to hear them"),
        ("Did you send it?", 'Ines asks "Did you send it?"'),
        # What they say of themselves, of the other one and of the world.
        ("I've been waiting for you.", "Ines has been waiting for Ana"),
        ("I went to your shop and I have paid.", "Ines went to Ana's shop and they have paid"),
        ("I'll ask the billing team.", "Ines will ask the billing team"),
        ("I don't know why you are late.", "Ines doesn't know why Ana is late"),
        ("My card was declined.", "Ines's card was declined"),
        ("You have been charged twice.", "Ines says Ana has been charged twice"),
        ("The money is on its way to me.", "Ines says the money is on its way to them"),
        ("Let me look.", "Ines will look"),
        # Nothing but politeness.
        ("Thank you very much.", ""),
        ("Hello!", ""),
    ],
)
def test_told_in_the_third_person(said: str, told: str) -> None:
    assert retell(said, INES_TO_ANA) == told


def test_what_is_done_is_told_without_who_said_so() -> None:
    said = "The money is on its way."
    assert retell(said, INES_TO_ANA, says=False) == "The money is on its way"
    assert retell("I have sent it.", INES_TO_ANA, says=False) == "Ines has sent it"


def test_a_name_is_never_taken_for_a_pattern() -> None:
    odd = People(r"\1{rest}", r"\g<0>{me}")
    assert retell("Can you call me?", odd) == r"\1{rest} asks \g<0>{me} to call them"
    assert retell("Is it yours?", odd) == r"\1{rest} asks if it is \g<0>{me}'s"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_anything_can_be_told(said: str) -> None:
    told = retell(said, INES_TO_ANA)
    assert told == told.strip()
    assert len(shorten(told, 5).rstrip(' "…').split()) <= 5


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        ("Ines wants a car", "Ines wants a car"),
        ("Ines wants a small car because it is cheap", "Ines wants a small car"),
        ("Ines wants a small car from Monday on please", "Ines wants a small car"),
        ("Ines wants one two three four five six", "Ines wants one two three four …"),
        ('Ines asks "Did Omar ever see the red one?"', 'Ines asks "Did Omar ever see …"'),
    ],
)
def test_long_sentences_end_where_a_part_of_them_does(sentence: str, short: str) -> None:
    assert shorten(sentence, 6) == short
