from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

from warm_transfer.phone_simulator.signatures import sign

TOKEN = "12345"


def test_the_example_of_the_documentation() -> None:
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(TOKEN, url, params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    "url",
    [
        "https://calls.example.com/api/webhooks/twilio/voice",
        "http://localhost:8000/voice?one=1&two=%20",
        "wss://calls.example.com/api/media/twilio",
        "ws://127.0.0.1:8000/api/media/twilio",
    ],
)
@pytest.mark.parametrize("params", [{}, {"Digits": "", "From": "+15551230100", "a": "ü"}])
def test_twilios_validator_agrees(url: str, params: dict[str, str]) -> None:
    signature = sign(TOKEN, url, params)
    validator = RequestValidator(TOKEN)
    assert validator.validate(url, params, signature)
    assert not validator.validate(url, {**params, "Digits": "1"}, signature)
    assert not RequestValidator("other").validate(url, params, signature)
