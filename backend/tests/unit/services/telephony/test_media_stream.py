"""Messages of a media stream, as Twilio documents them."""

from __future__ import annotations

import json

import pytest

from warm_transfer.services.telephony.media_stream import (
    Connected,
    Digit,
    MalformedMessage,
    Mark,
    Media,
    Start,
    Stop,
    clear,
    decode,
    mark,
    media,
)

CONNECTED = '{"event": "connected", "protocol": "Call", "version": "1.0.0"}'
START = """
{
  "event": "start",
  "sequenceNumber": "1",
  "start": {
    "accountSid": "AC7",
    "streamSid": "MZ1",
    "callSid": "CA1",
    "tracks": ["inbound"],
    "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
    "customParameters": {"token": "one-time", "other": "é"}
  },
  "streamSid": "MZ1"
}
"""
MEDIA = """
{
  "event": "media",
  "sequenceNumber": "3",
  "media": {"track": "inbound", "chunk": "1", "timestamp": "5", "payload": "/3//fw=="},
  "streamSid": "MZ1"
}
"""
DTMF = """
{
  "event": "dtmf",
  "streamSid": "MZ1",
  "sequenceNumber": "5",
  "dtmf": {"track": "inbound_track", "digit": "1"}
}
"""
MARK = '{"event": "mark", "sequenceNumber": "4", "streamSid": "MZ1", "mark": {"name": "here"}}'
STOP = """
{
  "event": "stop",
  "sequenceNumber": "5",
  "streamSid": "MZ1",
  "stop": {"accountSid": "AC7", "callSid": "CA1"}
}
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CONNECTED, Connected()),
        (START, Start("MZ1", "CA1", {"token": "one-time", "other": "é"})),
        (MEDIA, Media(5, b"\xff\x7f\xff\x7f")),
        (DTMF, Digit("1")),
        (MARK, Mark("here")),
        (STOP, Stop()),
        ('{"event": "something-new", "new": {}}', None),
    ],
)
def test_what_twilio_sends(text: str, message: object) -> None:
    assert decode(text) == message
    assert decode(text.encode()) == message


def test_what_is_sent_to_twilio() -> None:
    assert json.loads(media("MZ1", b"\xff\x7f")) == {
        "event": "media",
        "streamSid": "MZ1",
        "media": {"payload": "/38="},
    }
    assert json.loads(mark("MZ1", "here")) == {
        "event": "mark",
        "streamSid": "MZ1",
        "mark": {"name": "here"},
    }
    assert json.loads(clear("MZ1")) == {"event": "clear", "streamSid": "MZ1"}
    assert json.loads(media('"}', b""))["streamSid"] == '"}'


def changed(text: str, *path: str, to: object) -> str:
    data = json.loads(text)
    part = data
    for name in path[:-1]:
        part = part[name]
    if to is None:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        '"media"',
        "{}",
        '{"event": 3}',
        b"\xff\xfe",
        "[" * 50_000,
        '{"event": "connected", "filler": "' + "x" * 65_536 + '"}',
        '{"event": "start"}',
        changed(START, "start", "streamSid", to=None),
        changed(START, "start", "callSid", to=""),
        changed(START, "start", "callSid", to="x" * 257),
        changed(START, "start", "mediaFormat", "encoding", to="audio/x-alaw"),
        changed(START, "start", "mediaFormat", "sampleRate", to=16000),
        changed(START, "start", "mediaFormat", to="audio/x-mulaw"),
        changed(START, "start", "customParameters", to=["token"]),
        changed(START, "start", "customParameters", to={"token": 3}),
        changed(START, "start", "customParameters", to={"token": "x" * 4_097}),
        changed(START, "start", "customParameters", to={f"p{n}": "" for n in range(21)}),
        '{"event": "media"}',
        changed(MEDIA, "media", "payload", to=None),
        changed(MEDIA, "media", "payload", to=""),
        changed(MEDIA, "media", "payload", to="not base64"),
        changed(MEDIA, "media", "payload", to="é"),
        changed(MEDIA, "media", "payload", to="A" * 16_004),
        changed(MEDIA, "media", "timestamp", to=None),
        changed(MEDIA, "media", "timestamp", to="soon"),
        changed(MEDIA, "media", "timestamp", to="-20"),
        changed(MEDIA, "media", "timestamp", to=True),
        changed(MEDIA, "media", "timestamp", to="9" * 5_000),
        changed(DTMF, "dtmf", "digit", to="12"),
        changed(DTMF, "dtmf", "digit", to="x"),
        changed(DTMF, "dtmf", "digit", to=1),
        changed(MARK, "mark", "name", to=[]),
    ],
)
def test_what_is_no_message(text: str | bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode(text)


def test_numbers_may_be_numbers() -> None:
    assert decode(changed(MEDIA, "media", "timestamp", to=40)) == Media(40, b"\xff\x7f\xff\x7f")
    text = changed(START, "start", "mediaFormat", "sampleRate", to="8000")
    assert isinstance(decode(text), Start)


def test_a_start_without_parameters() -> None:
    assert decode(changed(START, "start", "customParameters", to=None)) == Start("MZ1", "CA1", {})


def test_the_words_of_a_problem_do_not_repeat_what_came() -> None:
    with pytest.raises(MalformedMessage) as problem:
        decode(changed(DTMF, "dtmf", "digit", to="4111-1111"))
    assert "4111" not in str(problem.value)
