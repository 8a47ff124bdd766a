"""What TwiML does on a call."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from twilio.rest import Client
from twilio.twiml.voice_response import VoiceResponse

from tests.integration.phone_simulator.test_outcomes import dial
from tests.support.phone_simulator import HEARD_HZ, NUMBER, PhoneSimulator
from tests.support.tones import write_tone
from tests.support.twilio_application import Application, client, in_thread

MENU = (
    '<Gather input="dtmf" numDigits="1" timeout="{timeout}" action="key" method="POST">'
    "<Say>Press one.</Say></Gather><Say>Nothing was pressed.</Say>"
)


async def test_a_key_cuts_the_prompt_short(application: Application) -> None:
    async with PhoneSimulator(spoken_chars_per_s=1) as phones:
        application.answers("answered", MENU.format(timeout=60))
        application.answers("key", "<Hangup/>")
        await phones.set_person("+15551230301", keys=[{"gather": 1, "digits": "1"}])
        sid = await dial(client(phones), application, "+15551230301")
        (sent,) = await application.until_sent("key")
        assert sent["Digits"] == "1"
        over = await phones.until_over(sid)
        assert [said["whole"] for said in over.view["said"]] == [False]
        assert await phones.problems() == []


async def test_without_a_key_it_goes_on(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", MENU.format(timeout=1))
    sid = await dial(twilio, application, "+15551230302")
    over = await phones.until_over(sid)
    assert over.said == ["Press one.", "Nothing was pressed."]
    assert all(said["whole"] for said in over.view["said"])
    assert "key" not in application.requests


async def test_an_empty_result_is_told_when_asked_for(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers(
        "answered", '<Gather numDigits="1" timeout="0" action="key" actionOnEmptyResult="true"/>'
    )
    application.answers("key", "<Hangup/>")
    await dial(twilio, application, "+15551230303")
    (sent,) = await application.until_sent("key")
    assert sent["Digits"] == ""


async def test_the_finishing_key_is_not_a_digit(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", '<Gather timeout="60" action="key"/>')
    application.answers("key", "<Redirect>last</Redirect>")
    application.answers("last", "<Hangup/>")
    sid = await dial(twilio, application, "+15551230304")
    await phones.until_listening(sid, "gather")
    await phones.press(sid, "12#3")
    (sent,) = await application.until_sent("key")
    assert sent["Digits"] == "12"
    await application.until_sent("last")


async def test_a_key_can_wait_for_the_next_gather(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", MENU.format(timeout=60))
    application.answers("key", MENU.format(timeout=60).replace('"key"', '"again"'))
    application.answers("again", "<Hangup/>")
    sid = await dial(twilio, application, "+15551230305")
    await phones.press(sid, "1", at_next_gather=True)
    await phones.press(sid, "2", at_next_gather=True)
    await phones.until_over(sid)
    assert application.sent("key", "Digits") + application.sent("again", "Digits") == ["1", "2"]


async def test_a_recording_is_played(
    phones: PhoneSimulator, twilio: Client, application: Application, tmp_path: Path
) -> None:
    application.files["tone.wav"] = write_tone(tmp_path / "tone.wav", 1000, seconds=1).read_bytes()
    application.answers("answered", "<Play>tone.wav</Play>")
    sid = await dial(twilio, application, "+15551230306")
    await phones.until_over(sid)
    heard = await phones.heard(sid)
    assert (np.abs(heard) > 1000).sum() > HEARD_HZ / 2
    assert await phones.problems() == []


async def test_what_is_no_recording_is_a_problem(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Play>missing.wav</Play>")
    sid = await dial(twilio, application, "+15551230306")
    assert (await phones.until_over(sid)).view["ended_by"] == "application_error"
    assert [problem["code"] for problem in await phones.problems()] == [13400]


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        ("<Speak>Hello</Speak>", 12200),
        ('<Say voice="nobody">Hello</Say>', 12200),
        ("<Say>Hello", 12100),
        ('<Connect><Stream url="wss://calls.example.com/media?token=1"/></Connect>', 12200),
    ],
)
async def test_what_is_wrong_ends_the_call_and_is_a_problem(
    phones: PhoneSimulator, twilio: Client, application: Application, verbs: str, code: int
) -> None:
    application.answers("answered", verbs)
    sid = await dial(twilio, application, "+15551230307")
    over = await phones.until_over(sid)
    assert (over.status, over.view["ended_by"]) == ("completed", "application_error")
    (problem,) = await phones.problems()
    assert (problem["code"], problem["call_sid"]) == (code, sid)


async def test_other_answers_that_are_wrong(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers("answered", "<Hangup/>")
    application.content_type = "application/json"
    await phones.until_over(await dial(twilio, application, "+15551230308"))
    await phones.until_over(
        await dial(twilio, application, "+15551230308", url="http://127.0.0.1:9/answered")
    )
    assert [problem["code"] for problem in await phones.problems()] == [12300, 11200]


async def test_a_caller_rings_in(application: Application) -> None:
    voice = application.answers("voice", "<Redirect>greeting</Redirect>")
    application.answers("greeting", '<Say>Welcome.</Say><Pause length="600"/>')
    status = f"{application.url}/status"
    async with PhoneSimulator(voice_url=voice, status_url=status) as phones:
        call = await phones.ring_in("+15551230309")
        (sent,) = await application.until_sent("voice")
        assert (sent["CallStatus"], sent["Direction"]) == ("ringing", "inbound")
        assert (sent["From"], sent["To"]) == ("+15551230309", NUMBER)
        assert sent["CallToken"]
        assert sent["StirVerstat"]
        await phones.until_call(call.sid, lambda call: call.said == ["Welcome."], "the greeting")
        # Their number may be shown to somebody else while their token is.
        made = await in_thread(
            client(phones).calls.create,
            to="+15551230310",
            from_="+15551230309",
            call_token=sent["CallToken"],
            twiml=str(VoiceResponse()),
        )
        assert made.status == "queued"
        await phones.hang_up(call.sid)
        assert (await phones.until_over(call.sid)).status == "completed"
        await application.until_sent("status")
        assert application.sent("status", "CallStatus") == ["completed"]
        assert await phones.problems() == []


async def test_a_caller_whose_webhook_fails_is_answered(application: Application) -> None:
    voice = application.answers("voice", "<Speak/>")
    async with PhoneSimulator(voice_url=voice) as phones:
        call = await phones.ring_in("+15551230312")
        over = await phones.until_over(call.sid)
        assert (over.status, over.view["ended_by"]) == ("completed", "application_error")


async def test_a_caller_who_hangs_up_before_the_answer(application: Application) -> None:
    voice = application.answers("voice", "<Redirect>voice</Redirect>")
    async with PhoneSimulator(voice_url=voice) as phones:
        call = await phones.ring_in("+15551230313")
        await application.until_sent("voice")
        await phones.hang_up(call.sid)
        assert (await phones.until_over(call.sid)).status == "canceled"


async def test_a_caller_is_rejected(application: Application) -> None:
    voice = application.answers("voice", '<Reject reason="busy"/>')
    async with PhoneSimulator(voice_url=voice) as phones:
        call = await phones.ring_in("+15551230311")
        assert (await phones.until_over(call.sid)).status == "busy"
