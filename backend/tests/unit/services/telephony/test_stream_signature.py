"""Twilio signs the upgrade to a media stream."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from pydantic import SecretStr

from warm_transfer.services.telephony.stream_signature import StreamSignature, stream_url

TOKEN = "12345"
URL = "wss://calls.example.com/api/media/twilio"


def signed(url: str, token: str = TOKEN) -> str:
    return base64.b64encode(hmac.digest(token.encode(), url.encode(), hashlib.sha1)).decode()


def test_the_address_of_streams() -> None:
    assert stream_url("https://calls.example.com") == URL
    assert stream_url("http://127.0.0.1:8000") == "ws://127.0.0.1:8000/api/media/twilio"


def test_a_signature_of_the_account_over_the_address() -> None:
    signature = StreamSignature(SecretStr(TOKEN), "https://calls.example.com")
    assert signature.is_valid(signed(URL))


@pytest.mark.parametrize(
    "forged", ["", "é", signed(URL, "54321"), signed(URL + "/"), signed("https" + URL[3:])]
)
def test_any_other_signature(forged: str) -> None:
    signature = StreamSignature(SecretStr(TOKEN), "https://calls.example.com")
    assert not signature.is_valid(forged)
