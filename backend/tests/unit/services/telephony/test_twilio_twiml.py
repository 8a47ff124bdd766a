"""The documents are compared whole: Twilio refuses what it does not know."""

from __future__ import annotations

import pytest

from warm_transfer.domain.phone_script import (
    DECLINED,
    MAX_TRIES,
    NO_KEY,
    AskForKey,
    Introduction,
    Script,
    bridged,
    not_understood,
    offer,
)
from warm_transfer.services.telephony.twilio.addresses import Addresses
from warm_transfer.services.telephony.twilio.twiml import message, render

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
AT = Addresses("https://calls.example.com/")
LEG = "https://calls.example.com/api/webhooks/twilio/legs/leg1"


def rendered(script: Script, voice: tuple[str | None, str] = (None, "en-US")) -> str:
    text = render(script, AT, "leg1", voice)
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def test_an_offer_says_who_it_is_for_and_asks_for_a_key() -> None:
    who = Introduction(agent="Ana", caller="Ines", organisation="Acme", target="Billing")
    text = rendered(offer(who, "Charged twice."))
    assert text == (
        f'<Response><Gather action="{LEG}/key?attempt=1" actionOnEmptyResult="true" input="dtmf" '
        'method="POST" numDigits="1" timeout="8"><Say language="en-US">Hello, this is a call for '
        "Billing. Ana at Acme would like to hand over Ines to you. Here is the briefing.</Say>"
        '<Pause length="1" /><Say language="en-US">Charged twice. Press 1 to take the call, 2 to '
        "decline, or 3 to hear this again.</Say></Gather></Response>"
    )


def test_the_stream_comes_with_its_token_and_with_what_follows() -> None:
    assert rendered(bridged("tok")) == (
        '<Response><Connect><Stream url="wss://calls.example.com/api/media/twilio">'
        '<Parameter name="token" value="tok" /></Stream></Connect>'
        f'<Redirect method="POST">{LEG}/after-stream</Redirect></Response>'
    )


def test_what_is_said_is_escaped() -> None:
    hostile = '</Say><Dial>+19005551212</Dial><Say>"&'
    text = rendered((AskForKey((hostile,), attempt=1),))
    assert "<Dial>" not in text
    assert "&lt;Dial&gt;" in text


def test_a_voice_has_a_name_and_a_language() -> None:
    text = rendered(DECLINED, ("Polly.Joanna", "en-GB"))
    assert text == (
        '<Response><Say language="en-GB" voice="Polly.Joanna">Thank you. Goodbye.</Say>'
        "<Hangup /></Response>"
    )
    assert "<Hangup />" in message("Call us back.", (None, "en-US"))


@pytest.mark.parametrize("attempt", range(2, MAX_TRIES + 1))
def test_a_key_is_asked_for_again(attempt: int) -> None:
    assert f"key?attempt={attempt}" in rendered(not_understood(attempt))


def test_but_not_without_end() -> None:
    assert not_understood(MAX_TRIES + 1) is NO_KEY


def test_nobody_is_named_who_is_not_known() -> None:
    text = Introduction(agent="Ana", caller=None, organisation="", target=None).text()
    assert text == "Hello. Ana would like to hand over a caller to you. Here is the briefing."
