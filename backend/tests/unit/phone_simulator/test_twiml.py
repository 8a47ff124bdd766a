from __future__ import annotations

import pytest

from warm_transfer.phone_simulator import twiml, verbs


def read(content: str) -> list[verbs.Verb]:
    return twiml.parse(f"<Response>{content}</Response>".encode())


def test_everything_that_is_simulated() -> None:
    assert read(
        """
        <!-- said first -->
        <Say voice="Polly.Joanna-Neural" language="en-US">You &amp; I</Say>
        <Gather input="dtmf" numDigits="1" timeout="10" action="/key" method="POST"
                actionOnEmptyResult="true" finishOnKey="">
          <Say>Press one</Say><Pause length="2"/><Play>https://example.com/a.wav</Play>
        </Gather>
        <Play digits="12#w"/>
        <Start><Stream url="wss://example.com/listen" track="both_tracks" name="all"/></Start>
        <Connect><Stream url="wss://example.com/talk">
          <Parameter name="token" value="abc"/><Parameter name="empty" value=""/>
        </Stream></Connect>
        <Redirect method="GET">/next</Redirect>
        <Reject reason="busy"/>
        <Hangup/>
        """
    ) == [
        verbs.Say("You & I", "Polly.Joanna-Neural", "en-US"),
        verbs.Gather(
            prompts=(
                verbs.Say("Press one"),
                verbs.Pause(2),
                verbs.Play("https://example.com/a.wav"),
            ),
            action="/key",
            timeout_s=10,
            num_digits=1,
            finish_on_key="",
            action_on_empty_result=True,
        ),
        verbs.Play(digits="12#w"),
        verbs.Start(verbs.Stream("wss://example.com/listen", "all", "both_tracks")),
        verbs.Connect(
            verbs.Stream("wss://example.com/talk", parameters=(("token", "abc"), ("empty", "")))
        ),
        verbs.Redirect("/next", "GET"),
        verbs.Reject("busy"),
        verbs.Hangup(),
    ]


def test_nothing_to_do() -> None:
    assert read("") == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", 12100),
        (b"Hello", 12100),
        (b"<Response>", 12100),
        (b"<Say>Hello</Say>", 12100),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><Response><Say>&b;</Say></Response>", 12100),
        (b"<Response>" + b" " * 70_000 + b"</Response>", 12100),
        (b"<Response version='1'/>", 12200),
        (b"<Response>Hello</Response>", 12200),
        (b"<Response><Say>Hello</Say>and more</Response>", 12200),
    ],
)
def test_bad_documents(document: bytes, code: int) -> None:
    with pytest.raises(twiml.TwimlError) as refused:
        twiml.parse(document)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "content",
    [
        "<say>Hello</say>",
        "<Dial>+15551230100</Dial>",
        "<Parameter name='a' value='b'/>",
        "<Say>Hello <Pause/></Say>",
        "<Say speed='2'>Hello</Say>",
        "<Say language='English'>Hello</Say>",
        "<Say voice='Siri'>Hello</Say>",
        "<Pause length='-1'/>",
        "<Pause length='1.5'/>",
        "<Pause>1</Pause>",
        "<Gather numDigits='0'/>",
        "<Gather input='speech'/>",
        "<Gather finishOnKey='12'/>",
        "<Gather method='PUT'/>",
        "<Gather>Press one</Gather>",
        "<Gather><Hangup/></Gather>",
        "<Gather><Gather/></Gather>",
        "<Play/>",
        "<Play digits='1'>https://example.com/a.wav</Play>",
        "<Connect/>",
        "<Connect><Say>Hello</Say></Connect>",
        "<Connect><Stream/></Connect>",
        "<Connect><Stream url='https://example.com/talk'/></Connect>",
        "<Connect><Stream url='/talk'/></Connect>",
        "<Connect><Stream url='wss://example.com/talk?token=1'/></Connect>",
        "<Connect><Stream url='wss://example.com/talk' track='both_tracks'/></Connect>",
        "<Connect><Stream url='wss://a.example'/><Stream url='wss://b.example'/></Connect>",
        "<Connect><Stream url='wss://a.example'><Say>Hello</Say></Stream></Connect>",
        "<Connect><Stream url='wss://a.example'><Parameter name='a'/></Stream></Connect>",
        "<Stream url='wss://a.example'/>",
        f"<Connect><Stream url='wss://a.example'><Parameter name='a' value='{'b' * 500}'/>"
        "</Stream></Connect>",
        "<Redirect/>",
        "<Reject reason='tired'/>",
        "<Hangup>now</Hangup>",
    ],
)
def test_what_twilio_would_refuse_or_overlook(content: str) -> None:
    with pytest.raises(twiml.TwimlError) as refused:
        read(content)
    assert refused.value.code == 12200


@pytest.mark.parametrize("text", ["", " ", "a" * 4097])
def test_what_cannot_be_said(text: str) -> None:
    with pytest.raises(twiml.TwimlError) as refused:
        read(f"<Say>{text}</Say>")
    assert refused.value.code == 13520


def test_as_much_as_can_be_said() -> None:
    assert read(f"<Say>{'ü' * 4096}</Say>") == [verbs.Say("ü" * 4096)]


@pytest.mark.parametrize("good", ["text/xml", "application/xml; charset=utf-8", "TEXT/XML"])
def test_content_types(good: str) -> None:
    twiml.check_content_type(good)


@pytest.mark.parametrize("bad", ["", "application/json", "text/plain"])
def test_other_content_types(bad: str) -> None:
    with pytest.raises(twiml.TwimlError) as refused:
        twiml.check_content_type(bad)
    assert refused.value.code == 12300
