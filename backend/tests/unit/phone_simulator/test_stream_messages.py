from __future__ import annotations

import json

import pytest

from warm_transfer.phone_simulator.stream_messages import (
    Clear,
    InvalidMessage,
    Mark,
    Media,
    Messages,
    read,
)

SID = "MZ1"


def test_what_is_sent() -> None:
    messages = Messages("AC1", "CA1", SID)
    sent = [
        json.loads(text)
        for text in (
            messages.connected(),
            messages.start(["inbound"], {"token": "abc"}),
            messages.media("inbound", 0, b"\xff\xff"),
            messages.dtmf("5"),
            messages.media("inbound", 20, b"\x00"),
            messages.mark("said"),
            messages.stop(),
        )
    ]
    assert sent == [
        {"event": "connected", "protocol": "Call", "version": "1.0.0"},
        {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": SID,
            "start": {
                "accountSid": "AC1",
                "streamSid": SID,
                "callSid": "CA1",
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": {"token": "abc"},
            },
        },
        {
            "event": "media",
            "sequenceNumber": "2",
            "streamSid": SID,
            "media": {"track": "inbound", "chunk": "1", "timestamp": "0", "payload": "//8="},
        },
        {
            "event": "dtmf",
            "sequenceNumber": "3",
            "streamSid": SID,
            "dtmf": {"track": "inbound_track", "digit": "5"},
        },
        {
            "event": "media",
            "sequenceNumber": "4",
            "streamSid": SID,
            "media": {"track": "inbound", "chunk": "2", "timestamp": "20", "payload": "AA=="},
        },
        {
            "event": "mark",
            "sequenceNumber": "5",
            "streamSid": SID,
            "mark": {"name": "said"},
        },
        {
            "event": "stop",
            "sequenceNumber": "6",
            "streamSid": SID,
            "stop": {"accountSid": "AC1", "callSid": "CA1"},
        },
    ]


def test_what_is_received() -> None:
    media = '{"event": "media", "streamSid": "MZ1", "media": {"payload": "//8="}}'
    mark = '{"event": "mark", "streamSid": "MZ1", "mark": {"name": "said"}}'
    clear = '{"event": "clear", "streamSid": "MZ1"}'
    assert read(media, SID) == Media(b"\xff\xff")
    assert read(mark, SID) == Mark("said")
    assert read(clear, SID) == Clear()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"event": "stop", "streamSid": "MZ1"}',
        '{"event": "clear"}',
        '{"event": "clear", "streamSid": "MZ2"}',
        '{"event": "clear", "streamSid": "MZ1", "clear": {}}',
        '{"event": "media", "streamSid": "MZ1"}',
        '{"event": "media", "streamSid": "MZ1", "media": {}}',
        '{"event": "media", "streamSid": "MZ1", "media": {"payload": ""}}',
        '{"event": "media", "streamSid": "MZ1", "media": {"payload": "!"}}',
        '{"event": "media", "streamSid": "MZ1", "media": {"payload": [1]}}',
        '{"event": "media", "streamSid": "MZ1", "media": {"payload": "//8=", "track": "a"}}',
        '{"event": "media", "streamSid": "MZ1", "media": {"payload": "UklGRg=="}}',
        '{"event": "mark", "streamSid": "MZ1", "mark": {"name": 1}}',
        '{"event": "mark", "streamSid": "MZ1", "mark": {"name": "a"}, "sequenceNumber": "1"}',
    ],
)
def test_what_is_against_the_protocol(text: str) -> None:
    with pytest.raises(InvalidMessage):
        read(text, SID)
