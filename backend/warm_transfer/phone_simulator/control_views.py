"""Calls as /simulator shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from warm_transfer.phone_simulator.call import Call
from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ


def call_view(call: Call) -> dict[str, Any]:
    """`at_s` counts from the call's making, but for `heard_digits`, which count from the answer."""
    line = call.line
    heard = line.ear.digits(line.now()) if line is not None else []
    return {
        "sid": call.sid,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "status": call.status,
        "over": call.over,
        "by_hand": call.person.answers == "by_hand",
        "age_s": call.age_s,
        "duration_s": call.duration_s,
        "ended_by": call.ended_by,
        "answered_by": call.answered_by,
        "sip_code": call.sip_code,
        "error_code": call.error_code,
        "listening": call.listening,
        "gathers": call.gathers,
        "streams": call.streams,
        "stream_sid": call.stream.sid if call.stream is not None else None,
        "sent_late_ms": round(call.stream.sent_late_s * 1000) if call.stream is not None else None,
        "pressed": call.pressed,
        "said": [asdict(said) for said in call.said],
        "heard_digits": [
            {"digit": one.digit, "at_s": round(one.at_sample / SAMPLE_RATE_HZ, 3)} for one in heard
        ],
        "log": call.log,
    }
