"""Answering machine detection: https://www.twilio.com/docs/voice/answering-machine-detection."""

from __future__ import annotations

import asyncio

from warm_transfer.phone_simulator.call import Call
from warm_transfer.phone_simulator.people import AnsweredBy
from warm_transfer.phone_simulator.problems import UNREACHABLE, Problems
from warm_transfer.phone_simulator.webhooks import WebhookFailed, Webhooks


async def detect(call: Call) -> int:
    """Sets `answered_by` when it is found out. Returns how long that took, in milliseconds."""
    answered_by, after_s = _finding(call)
    longest_s = call.order.machine_detection_timeout_s
    if after_s > longest_s:
        answered_by, after_s = "unknown", longest_s
    await asyncio.sleep(after_s)
    call.answered_by = answered_by
    call.note("machine_detection", answered_by=answered_by)
    return round(after_s * 1000)


async def detect_and_tell(call: Call, webhooks: Webhooks, problems: Problems) -> None:
    """Beside the call, which goes on meanwhile."""
    took_ms = await detect(call)
    url = call.order.async_amd_callback
    if url is None:
        return
    params = {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "AnsweredBy": call.answered_by or "unknown",
        "MachineDetectionDuration": str(took_ms),
    }
    try:
        await webhooks.send(url, "POST", params)
    except WebhookFailed as failure:
        problems.add(UNREACHABLE, str(failure), call_sid=call.sid, url=url)


def _finding(call: Call) -> tuple[AnsweredBy, float]:
    """What is found, and how many seconds after the answer."""
    person = call.person
    is_machine = person.answers == "voicemail"
    if person.amd is not None:
        return person.amd, person.amd_after_s
    if not is_machine:
        return "human", person.amd_after_s
    if call.order.machine_detection == "DetectMessageEnd":
        return "machine_end_beep", person.beep_after_s
    return "machine_start", person.amd_after_s
