"""Media Streams, from the application's side."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray
from twilio.rest import Client

from tests.integration.phone_simulator.test_outcomes import dial
from tests.support.phone_simulator import HEARD_HZ, PhoneSimulator
from tests.support.twilio_application import Application, in_thread
from tests.support.waiting import until
from warm_transfer.services.telephony import g711

FRAME = 160


def streaming(application: Application, *, then: str = "<Say>The stream has ended.</Say>") -> None:
    application.answers(
        "answered",
        f'<Connect><Stream url="{application.stream_url}">'
        f'<Parameter name="token" value="abc"/></Stream></Connect>{then}',
    )


def tone(hz: float, seconds: float) -> bytes:
    at = np.arange(round(seconds * HEARD_HZ)) / HEARD_HZ
    return g711.encode((8000 * np.sin(2 * np.pi * hz * at)).astype(np.int16))


def loudest_hz(samples: NDArray[np.int16]) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / HEARD_HZ)[spectrum.argmax()])


async def test_a_stream_begins_as_documented(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    sid = await dial(twilio, application, "+15551230401")
    stream = await application.stream()
    connected, start = stream.received[:2]
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start == {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": stream.sid,
        "start": {
            "accountSid": phones.account_sid,
            "streamSid": stream.sid,
            "callSid": sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"token": "abc"},
        },
    }
    media = await stream.until("media", 3)
    assert [message["sequenceNumber"] for message in media[:3]] == ["2", "3", "4"]
    assert [message["media"]["chunk"] for message in media[:3]] == ["1", "2", "3"]
    assert [message["media"]["timestamp"] for message in media[:3]] == ["0", "20", "40"]
    assert all(len(base64.b64decode(message["media"]["payload"])) == FRAME for message in media)
    await phones.hang_up(sid)
    (stop,) = await stream.until("stop")
    assert stop["stop"] == {"accountSid": phones.account_sid, "callSid": sid}
    assert (await phones.until_over(sid)).said == []
    assert await phones.problems() == []


async def test_the_person_is_heard(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    await phones.set_person("+15551230402", speaks={"tone_hz": 500})
    sid = await dial(twilio, application, "+15551230402")
    stream = await application.stream()
    await stream.until("media", 25)
    assert abs(loudest_hz(stream.sound()) - 500) < 20
    await phones.speak(sid, tone_hz=1500)

    async def changed() -> bool:
        return abs(loudest_hz(stream.sound()[-8 * FRAME :]) - 1500) < 20

    await until(changed, "the other tone")
    await phones.hang_up(sid)


async def test_what_is_sent_is_heard_without_a_hole(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    sid = await dial(twilio, application, "+15551230403")
    stream = await application.stream()
    sound = tone(500, 1)
    for first in range(0, len(sound), FRAME):  # faster than it is heard: nothing is lost
        await stream.play(sound[first : first + FRAME])
    await stream.send("mark", name="all of it")
    (mark,) = await stream.until("mark")
    assert mark["mark"] == {"name": "all of it"}
    heard = g711.encode(await phones.heard(sid))
    assert sound in heard
    await phones.hang_up(sid)
    assert await phones.problems() == []


async def test_clear_silences_and_returns_marks(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    sid = await dial(twilio, application, "+15551230404")
    stream = await application.stream()
    for _ in range(12):
        await stream.play(tone(500, 5))
    for name in ("one", "two"):
        await stream.send("mark", name=name)
    await stream.until("media", 10)
    assert stream.of("mark") == []
    await stream.send("clear")
    marks = await stream.until("mark", 2)
    assert [mark["mark"]["name"] for mark in marks] == ["one", "two"]
    await stream.until("media", len(stream.of("media")) + 25)
    assert not (await phones.heard(sid))[-10 * FRAME :].any()
    await phones.hang_up(sid)


async def test_keys_go_both_ways(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    sid = await dial(twilio, application, "+15551230405")
    stream = await application.stream()
    await phones.until_listening(sid, "stream")
    await phones.press(sid, "5#")
    pressed = await stream.until("dtmf", 2)
    assert [message["dtmf"]["digit"] for message in pressed] == ["5", "#"]
    low, high = tone(770, 0.1), tone(1336, 0.1)
    both = g711.decode(low) // 2 + g711.decode(high) // 2
    await stream.play(g711.encode(both))
    await phones.until_call(sid, lambda call: call.heard_digits == "5", "the tones of 5")
    await phones.hang_up(sid)


async def test_closing_goes_on_with_the_instructions(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    sid = await dial(twilio, application, "+15551230406")
    await (await application.stream()).socket.close()
    over = await phones.until_over(sid)
    assert over.said == ["The stream has ended."]
    assert await phones.problems() == []


async def test_a_redirected_call_stops_its_stream(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application)
    sid = await dial(twilio, application, "+15551230407")
    stream = await application.stream()
    await in_thread(twilio.calls(sid).update, twiml="<Response><Say>Moved.</Say></Response>")
    await stream.until("stop")
    assert (await phones.until_over(sid)).said == ["Moved."]


async def test_a_stream_is_dropped_without_a_word(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application, then='<Redirect method="POST">answered</Redirect>')
    await phones.set_person("+15551230408", drop_stream_after_s=0.2)
    sid = await dial(twilio, application, "+15551230408")
    first, second = await application.stream(0), await application.stream(1)
    assert first.of("stop") == []
    await phones.until_listening(sid, "stream")
    await phones.drop_stream(sid)
    await application.stream(2)
    assert second.of("stop") == []
    await phones.hang_up(sid)
    await phones.until_over(sid)
    assert await phones.problems() == []


async def test_a_stream_in_start_only_listens(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers(
        "answered",
        f'<Start><Stream url="{application.stream_url}" track="both_tracks"/></Start>'
        '<Pause length="600"/>',
    )
    sid = await dial(twilio, application, "+15551230409")
    stream = await application.stream()
    media = await stream.until("media", 4)
    assert {message["media"]["track"] for message in media} == {"inbound", "outbound"}
    await phones.hang_up(sid)
    await stream.until("stop")


async def test_invalid_messages_end_the_stream(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    streaming(application, then="<Hangup/>")
    for number, text in enumerate(('{"event": "media"}', "hello", '{"event": "start"}')):
        sid = await dial(twilio, application, "+15551230410")
        await (await application.stream(number)).socket.send_str(text)
        await phones.until_over(sid)
    assert [problem["code"] for problem in await phones.problems()] == [31951] * 3


async def test_a_stream_that_cannot_be_opened_is_a_problem(
    phones: PhoneSimulator, twilio: Client, application: Application
) -> None:
    application.answers(
        "answered", '<Connect><Stream url="ws://127.0.0.1:9/media"/></Connect><Hangup/>'
    )
    await phones.until_over(await dial(twilio, application, "+15551230411"))
    assert [problem["code"] for problem in await phones.problems()] == [31920]
