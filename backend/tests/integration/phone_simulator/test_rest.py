"""The REST interface, as Twilio's own client uses it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from requests.exceptions import ConnectionError as Disconnected
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.support.phone_simulator import NUMBER, PhoneSimulator
from tests.support.twilio_application import Application, client, in_thread

HANGUP = "<Response><Hangup/></Response>"


async def test_a_call_is_made_seen_and_listed(phones: PhoneSimulator, twilio: Client) -> None:
    to = "+15551230101"
    before = datetime.now(UTC) - timedelta(minutes=1)
    made = await in_thread(twilio.calls.create, to=to, from_=NUMBER, twiml=HANGUP)
    assert (made.status, made.direction, made.to) == ("queued", "outbound-api", to)
    await phones.until_over(made.sid)
    seen = await in_thread(twilio.calls(made.sid).fetch)
    assert seen.status == "completed"
    assert seen.start_time is not None
    assert abs((datetime.now(UTC) - seen.end_time).total_seconds()) < 120
    assert seen.duration in ("0", "1", "2")
    listed = await in_thread(twilio.calls.list, to=to, start_time_after=before)
    assert [call.sid for call in listed] == [made.sid]
    after = datetime.now(UTC) + timedelta(minutes=1)
    assert await in_thread(twilio.calls.list, to=to, start_time_after=after) == []
    assert await in_thread(twilio.calls.list, to=to, status="busy") == []
    assert await phones.problems() == []


async def test_lists_come_in_pages(phones: PhoneSimulator, twilio: Client) -> None:
    to = "+15551230102"
    made = [
        (await in_thread(twilio.calls.create, to=to, from_=NUMBER, twiml=HANGUP)).sid
        for _ in range(5)
    ]
    listed = await in_thread(twilio.calls.list, to=to, page_size=2)
    assert [call.sid for call in listed] == made[::-1]


async def test_account_and_number(phones: PhoneSimulator, twilio: Client) -> None:
    account = await in_thread(twilio.api.accounts(phones.account_sid).fetch)
    assert (account.sid, account.status) == (phones.account_sid, "active")
    numbers = await in_thread(twilio.incoming_phone_numbers.list, phone_number=NUMBER)
    assert [number.phone_number for number in numbers] == [NUMBER]
    before = numbers[0].voice_url
    changed = await in_thread(numbers[0].update, voice_url="https://calls.example.com/voice")
    assert changed.voice_url == "https://calls.example.com/voice"
    await in_thread(changed.update, voice_url=before)


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        ("+1555", NUMBER, 21211),
        ("5551230100", NUMBER, 21211),
        ("+15551230103", "+15551230104", 21210),
        ("+15551230103", "anonymous", 21212),
    ],
)
async def test_bad_numbers_are_refused(twilio: Client, to: str, from_: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await in_thread(twilio.calls.create, to=to, from_=from_, twiml=HANGUP)
    assert (refused.value.status, refused.value.code) == (400, code)


async def test_a_number_can_be_set_to_be_refused(phones: PhoneSimulator, twilio: Client) -> None:
    await phones.set_person("+15551230105", refuse=21219)
    with pytest.raises(TwilioRestException) as refused:
        await in_thread(twilio.calls.create, to="+15551230105", from_=NUMBER, twiml=HANGUP)
    assert refused.value.code == 21219
    assert await phones.calls(to="+15551230105") == []


async def test_other_mistakes_are_refused(phones: PhoneSimulator, twilio: Client) -> None:
    good = {"to": "+15551230106", "from_": NUMBER, "twiml": HANGUP}
    for change, code in (
        ({"twiml": None}, 21205),
        ({"twiml": None, "url": "calls.example.com"}, 21205),
        ({"status_callback_event": ["picked-up"]}, 21626),
        ({"send_digits": "12x"}, 20001),
        ({"timeout": 601}, 20001),
    ):
        arguments = {name: value for name, value in {**good, **change}.items() if value is not None}
        with pytest.raises(TwilioRestException) as refused:
            await in_thread(twilio.calls.create, **arguments)
        assert refused.value.code == code
    with pytest.raises(TwilioRestException) as refused:
        await in_thread(twilio.calls("CA" + "0" * 32).fetch)
    assert (refused.value.status, refused.value.code) == (404, 20404)


async def test_strangers_get_nothing(phones: PhoneSimulator) -> None:
    stranger = Client(phones.account_sid, "wrong")
    stranger.api.base_url = phones.url
    with pytest.raises(TwilioRestException) as refused:
        await in_thread(stranger.api.accounts(phones.account_sid).fetch)
    assert (refused.value.status, refused.value.code) == (401, 20003)


async def test_unknown_parameters_are_problems(phones: PhoneSimulator, twilio: Client) -> None:
    await in_thread(twilio.calls.create, to="+15551230107", from_=NUMBER, twiml=HANGUP, record=True)
    assert [problem["detail"] for problem in await phones.problems()] == ["Record is not simulated"]


async def test_a_call_is_made_though_its_answer_is_lost(
    phones: PhoneSimulator, twilio: Client
) -> None:
    to = "+15551230108"
    await phones.set_person(to, lose_answer=True)
    with pytest.raises(Disconnected):
        await in_thread(twilio.calls.create, to=to, from_=NUMBER, twiml=HANGUP)
    assert len(await in_thread(twilio.calls.list, to=to)) == 1
    await in_thread(twilio.calls.create, to=to, from_=NUMBER, twiml=HANGUP)
    assert len(await in_thread(twilio.calls.list, to=to)) == 2


async def test_too_many_calls_a_second_are_refused() -> None:
    async with PhoneSimulator(calls_per_s=1) as phones:
        twilio = client(phones)

        async def dial_on_and_on() -> None:
            while True:
                await in_thread(twilio.calls.create, to="+15551230109", from_=NUMBER, twiml=HANGUP)

        with pytest.raises(TwilioRestException) as refused:
            await dial_on_and_on()
        assert (refused.value.status, refused.value.code) == (429, 20429)


async def test_a_call_that_is_over_cannot_be_redirected(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    made = await in_thread(twilio.calls.create, to="+15551230110", from_=NUMBER, twiml=HANGUP)
    await phones.until_over(made.sid)
    with pytest.raises(TwilioRestException) as refused:
        await in_thread(twilio.calls(made.sid).update, url=f"{application.url}/elsewhere")
    assert refused.value.code == 21220
