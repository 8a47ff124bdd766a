"""How calls end, and what status callbacks say of it."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.rest import Client

from tests.support.phone_simulator import NUMBER, Call, PhoneSimulator
from tests.support.twilio_application import Application, in_thread

EVENTS = ["initiated", "ringing", "answered", "completed"]


async def dial(twilio: Client, application: Application, to: str, **options: Any) -> str:
    """A call that reports everything to `status`. Returns its sid."""
    made = await in_thread(
        twilio.calls.create,
        to=to,
        from_=NUMBER,
        **{
            "url": f"{application.url}/answered",
            "status_callback": f"{application.url}/status",
            "status_callback_event": EVENTS,
            **options,
        },
    )
    return str(made.sid)


@pytest.mark.parametrize(
    ("behaviour", "statuses", "sip"),
    [
        ({"answers": "busy"}, ["initiated", "ringing", "busy"], "486"),
        ({"answers": "no_answer"}, ["initiated", "ringing", "no-answer"], "487"),
        ({"answers": "failed", "sip_code": 404}, ["initiated", "ringing", "failed"], "404"),
        ({}, ["initiated", "ringing", "in-progress", "completed"], "200"),
    ],
)
async def test_status_callbacks(
    phones: PhoneSimulator,
    twilio: Client,
    application: Application,
    behaviour: dict[str, Any],
    statuses: list[str],
    sip: str,
) -> None:
    to = "+15551230201"
    application.answers("answered", "<Say>Hello.</Say>")
    await phones.set_person(to, after_s=0.1, **behaviour)
    sid = await dial(twilio, application, to, timeout=1)
    sent = await application.until_sent("status", len(statuses))
    assert [callback["CallStatus"] for callback in sent] == statuses
    numbers = [int(callback["SequenceNumber"]) for callback in sent]
    assert numbers == sorted(set(numbers))
    last = sent[-1]
    assert last["SipResponseCode"] == sip
    assert last["CallbackSource"] == "call-progress-events"
    assert last["CallDuration"].isdigit()
    assert {callback["CallSid"] for callback in sent} == {sid}
    assert (await phones.call(sid)).status == statuses[-1]
    assert await phones.problems() == []


async def test_the_request_for_instructions_says_who_calls_whom(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Hangup/>")
    sid = await dial(twilio, application, "+15551230202")
    (sent,) = await application.until_sent("answered")
    assert sent == {
        "CallSid": sid,
        "AccountSid": phones.account_sid,
        "From": NUMBER,
        "To": "+15551230202",
        "Caller": NUMBER,
        "Called": "+15551230202",
        "CallStatus": "in-progress",
        "Direction": "outbound-api",
        "ApiVersion": "2010-04-01",
    }


async def test_a_ringing_call_is_cancelled(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    await phones.set_person("+15551230203", answers="no_answer")
    sid = await dial(twilio, application, "+15551230203")
    await phones.until_call(sid, lambda call: call.status == "ringing", "it rings")
    await in_thread(twilio.calls(sid).update, status="canceled")
    assert (await phones.until_over(sid)).status == "canceled"
    sent = await application.until_sent("status", 3)
    assert sent[-1]["CallStatus"] == "canceled"


async def test_cancelling_leaves_an_answered_call_alone_and_completing_ends_it(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", '<Pause length="600"/>')
    sid = await dial(twilio, application, "+15551230204")
    await application.until_sent("answered")
    assert (await in_thread(twilio.calls(sid).update, status="canceled")).status == "in-progress"
    await in_thread(twilio.calls(sid).update, status="completed")
    over = await phones.until_over(sid)
    assert (over.status, over.view["ended_by"]) == ("completed", "api")


async def test_a_call_is_redirected(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", '<Say>First.</Say><Pause length="600"/>')
    application.answers("elsewhere", '<Say>Third.</Say><Pause length="600"/>')
    sid = await dial(twilio, application, "+15551230205")
    await phones.until_call(sid, lambda call: call.said == ["First."], "the first")
    twiml = "<Response><Say>Second.</Say><Pause length='600'/></Response>"
    await in_thread(twilio.calls(sid).update, twiml=twiml)
    await phones.until_call(sid, lambda call: call.said[1:] == ["Second."], "the second")
    await in_thread(twilio.calls(sid).update, url=f"{application.url}/elsewhere")
    await phones.until_call(sid, lambda call: call.said[2:] == ["Third."], "the third")
    await phones.hang_up(sid)
    assert (await phones.until_over(sid)).view["ended_by"] == "person"


async def test_a_call_is_redirected_while_digits_are_sent(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Say>First.</Say>")
    sid = await dial(twilio, application, "+15551230212", send_digits="W" * 32)
    await phones.until_call(sid, lambda call: call.status == "in-progress", "the answer")
    await in_thread(twilio.calls(sid).update, twiml="<Response><Say>Second.</Say></Response>")
    assert (await phones.until_over(sid)).said == ["Second."]


async def test_callbacks_are_repeated_and_reordered(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Hangup/>")
    await phones.set_person("+15551230206", callbacks={"repeat": 2, "reorder": True})
    await dial(twilio, application, "+15551230206")
    sent = await application.until_sent("status", 8)
    assert [callback["SequenceNumber"] for callback in sent] == list("11003322")
    assert await phones.problems() == []


async def test_completed_alone_is_told_by_default(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Hangup/>")
    await dial(twilio, application, "+15551230207", status_callback_event=[])
    await application.until_sent("status")
    assert application.sent("status", "CallStatus") == ["completed"]


@pytest.mark.parametrize(
    ("behaviour", "mode", "answered_by"),
    [
        ({}, "Enable", "human"),
        ({"answers": "voicemail"}, "Enable", "machine_start"),
        ({"answers": "voicemail"}, "DetectMessageEnd", "machine_end_beep"),
        ({"amd": "fax"}, "Enable", "fax"),
    ],
)
async def test_machine_detection_beside_the_call(
    phones: PhoneSimulator,
    twilio: Client,
    application: Application,
    behaviour: dict[str, Any],
    mode: str,
    answered_by: str,
) -> None:
    application.answers("answered", '<Pause length="600"/>')
    to = "+15551230208"
    await phones.set_person(to, after_s=0, amd_after_s=0.1, beep_after_s=0.2, **behaviour)
    sid = await dial(
        twilio,
        application,
        to,
        machine_detection=mode,
        async_amd="true",
        async_amd_status_callback=f"{application.url}/machine",
        async_amd_status_callback_method="POST",
    )
    (found,) = await application.until_sent("machine")
    assert (found["CallSid"], found["AnsweredBy"]) == (sid, answered_by)
    assert found["MachineDetectionDuration"] == ("200" if "end" in answered_by else "100")
    await phones.hang_up(sid)
    assert await phones.problems() == []


async def test_machine_detection_before_the_instructions(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Hangup/>")
    to = "+15551230209"
    await phones.set_person(to, answers="voicemail", amd_after_s=0.1)
    await dial(twilio, application, to, machine_detection="Enable")
    (sent,) = await application.until_sent("answered")
    assert sent["AnsweredBy"] == "machine_start"


async def test_digits_are_sent_after_the_answer(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", '<Play digits="0*"/><Hangup/>')
    sid = await dial(twilio, application, "+15551230210", send_digits="w42#")
    over = await phones.until_over(sid)
    assert over.heard_digits == "42#0*"


async def test_somebody_at_the_page_answers_or_declines(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Hangup/>")
    to = "+15551230211"
    await phones.set_person(to, answers="by_hand")

    async def ringing() -> Call:
        sid = await dial(twilio, application, to)
        return await phones.until_call(sid, lambda call: call.status == "ringing", "it rings")

    call = await ringing()
    await phones.answer(call.sid)
    assert (await phones.until_over(call.sid)).status == "completed"
    call = await ringing()
    await phones.decline(call.sid)
    assert (await phones.until_over(call.sid)).status == "busy"
