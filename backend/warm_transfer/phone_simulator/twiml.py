"""Reads TwiML, and refuses what Twilio would refuse or overlook.

Attributes that exist but are not simulated are refused too: what a test passes with must be what a
call does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from warm_transfer.phone_simulator import verbs
from warm_transfer.phone_simulator.problems import (
    AGAINST_SCHEMA,
    TOO_LONG_TO_SAY,
    UNPARSABLE,
    WRONG_CONTENT_TYPE,
)

LONGEST_SAY = 4096  # characters
LONGEST_DOCUMENT = 64 * 1024  # bytes
LONGEST_PARAMETER = 500  # characters of a stream parameter's name and value together
CONTENT_TYPES = {"text/xml", "application/xml", "text/html"}

_METHOD = re.compile("GET|POST")
_WHOLE = re.compile(r"\d{1,5}")
_POSITIVE = re.compile(r"[1-9]\d{0,4}")
_BOOLEAN = re.compile("true|false")
_VOICE = re.compile(r"man|woman|alice|(Polly|Google)\.[A-Za-z0-9-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})+")
_ANY = re.compile(r"(?s).*")
_URL = re.compile(r"\S+")

_ATTRIBUTES = {
    "Say": {"voice": _VOICE, "language": _LANGUAGE, "loop": _POSITIVE},
    "Play": {"digits": re.compile(r"[0-9*#wW]{1,64}"), "loop": _POSITIVE},
    "Pause": {"length": _WHOLE},
    "Gather": {
        "input": re.compile("dtmf"),
        "action": _URL,
        "method": _METHOD,
        "timeout": _WHOLE,
        "numDigits": _POSITIVE,
        "finishOnKey": re.compile("[0-9*#]?"),
        "actionOnEmptyResult": _BOOLEAN,
    },
    "Connect": {},
    "Start": {},
    "Stream": {
        "url": _URL,
        "name": _ANY,
        "track": re.compile("inbound_track|outbound_track|both_tracks"),
    },
    "Parameter": {"name": _ANY, "value": _ANY},
    "Redirect": {"method": _METHOD},
    "Reject": {"reason": re.compile("rejected|busy")},
    "Hangup": dict[str, re.Pattern[str]](),
}
_IN_GATHER = ("Say", "Play", "Pause")


class TwimlError(Exception):
    """`code` is Twilio's: https://www.twilio.com/docs/api/errors."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def check_content_type(value: str) -> None:
    """Raises TwimlError for what Twilio does not take for TwiML, or would read out as text."""
    if value.partition(";")[0].strip().lower() not in CONTENT_TYPES:
        raise TwimlError(WRONG_CONTENT_TYPE, f"content type {value!r} is not that of XML")


def parse(document: bytes) -> list[verbs.Verb]:
    """The verbs of a response, in order. Raises TwimlError. No document at all is no verbs."""
    if len(document) > LONGEST_DOCUMENT:
        raise TwimlError(UNPARSABLE, f"the document is longer than {LONGEST_DOCUMENT} bytes")
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise TwimlError(UNPARSABLE, "document types are not allowed")
    try:
        root = ET.fromstring(document)  # noqa: S314 - without a document type it has no entities
    except ET.ParseError as error:
        raise TwimlError(UNPARSABLE, f"not XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(UNPARSABLE, f"the root is {root.tag}, not Response")
    if root.attrib:
        raise TwimlError(AGAINST_SCHEMA, "Response takes no attributes")
    _no_text(root)
    return [_verb(element, _VERBS, "Response") for element in root]


def _verb(element: ET.Element, known: Iterable[str], parent: str) -> verbs.Verb:
    if element.tag not in known:
        raise TwimlError(AGAINST_SCHEMA, f"{element.tag} is not simulated, or not in {parent}")
    return _VERBS[element.tag](element)


def _say(element: ET.Element) -> verbs.Say:
    given = _attributes(element)
    text = _only_text(element)
    if not text:
        raise TwimlError(TOO_LONG_TO_SAY, "Say has nothing to say")
    if len(text) > LONGEST_SAY:
        raise TwimlError(TOO_LONG_TO_SAY, f"Say has {len(text)} characters, over {LONGEST_SAY}")
    return verbs.Say(text, given.get("voice"), given.get("language"), int(given.get("loop", 1)))


def _play(element: ET.Element) -> verbs.Play:
    given, url = _attributes(element), _only_text(element)
    if bool(url) == ("digits" in given):
        raise TwimlError(AGAINST_SCHEMA, "Play takes either an address or digits")
    return verbs.Play(url or None, given.get("digits"), int(given.get("loop", 1)))


def _pause(element: ET.Element) -> verbs.Pause:
    given = _attributes(element)
    _empty(element)
    return verbs.Pause(int(given.get("length", 1)))


def _gather(element: ET.Element) -> verbs.Gather:
    given = _attributes(element)
    _no_text(element)
    prompts = tuple(_verb(child, _IN_GATHER, "Gather") for child in element)
    assert all(isinstance(prompt, verbs.Say | verbs.Play | verbs.Pause) for prompt in prompts)  # noqa: S101
    return verbs.Gather(
        prompts=prompts,  # type: ignore[arg-type]
        action=given.get("action"),
        method=given.get("method", "POST"),
        timeout_s=int(given.get("timeout", 5)),
        num_digits=int(given["numDigits"]) if "numDigits" in given else None,
        finish_on_key=given.get("finishOnKey", "#"),
        action_on_empty_result=given.get("actionOnEmptyResult") == "true",
    )


def _connect(element: ET.Element) -> verbs.Connect:
    stream = _only_stream(element)
    if stream.track != "inbound_track":
        raise TwimlError(AGAINST_SCHEMA, "a stream in Connect has the inbound track alone")
    return verbs.Connect(stream)


def _start(element: ET.Element) -> verbs.Start:
    return verbs.Start(_only_stream(element))


def _only_stream(element: ET.Element) -> verbs.Stream:
    _attributes(element)
    _no_text(element)
    children = list(element)
    if [child.tag for child in children] != ["Stream"]:
        raise TwimlError(AGAINST_SCHEMA, f"{element.tag} takes one Stream and nothing else")
    return _stream(children[0])


def _stream(element: ET.Element) -> verbs.Stream:
    given = _attributes(element)
    _no_text(element)
    url = urlsplit(given.get("url", ""))
    if url.scheme not in ("wss", "ws") or not url.hostname:
        raise TwimlError(AGAINST_SCHEMA, "the url of Stream must be of the form wss://host/path")
    if url.query or url.fragment:
        raise TwimlError(
            AGAINST_SCHEMA, "the url of Stream takes no query: use Parameter for values"
        )
    return verbs.Stream(
        url=given["url"],
        name=given.get("name"),
        track=given.get("track", "inbound_track"),
        parameters=tuple(_parameter(child) for child in element),
    )


def _parameter(element: ET.Element) -> tuple[str, str]:
    if element.tag != "Parameter":
        raise TwimlError(AGAINST_SCHEMA, f"{element.tag} is not in Stream")
    given = _attributes(element)
    _empty(element)
    if not given.get("name") or "value" not in given:
        raise TwimlError(AGAINST_SCHEMA, "Parameter needs a name and a value")
    if len(given["name"]) + len(given["value"]) > LONGEST_PARAMETER:
        raise TwimlError(AGAINST_SCHEMA, f"a Parameter has over {LONGEST_PARAMETER} characters")
    return given["name"], given["value"]


def _redirect(element: ET.Element) -> verbs.Redirect:
    given, url = _attributes(element), _only_text(element)
    if not url:
        raise TwimlError(AGAINST_SCHEMA, "Redirect has no address")
    return verbs.Redirect(url, given.get("method", "POST"))


def _reject(element: ET.Element) -> verbs.Reject:
    given = _attributes(element)
    _empty(element)
    return verbs.Reject(given.get("reason", "rejected"))


def _hangup(element: ET.Element) -> verbs.Hangup:
    _attributes(element)
    _empty(element)
    return verbs.Hangup()


def _attributes(element: ET.Element) -> dict[str, str]:
    known = _ATTRIBUTES[element.tag]
    for name, value in element.attrib.items():
        if name not in known:
            raise TwimlError(
                AGAINST_SCHEMA, f"the attribute {name} of {element.tag} is not simulated"
            )
        if not known[name].fullmatch(value):
            raise TwimlError(AGAINST_SCHEMA, f"{name}={value!r} of {element.tag} is not allowed")
    return dict(element.attrib)


def _only_text(element: ET.Element) -> str:
    if len(element):
        raise TwimlError(AGAINST_SCHEMA, f"{element[0].tag} is not in {element.tag}")
    return (element.text or "").strip()


def _empty(element: ET.Element) -> None:
    if _only_text(element):
        raise TwimlError(AGAINST_SCHEMA, f"{element.tag} takes no text")


def _no_text(element: ET.Element) -> None:
    if any(text and text.strip() for text in (element.text, *(child.tail for child in element))):
        raise TwimlError(AGAINST_SCHEMA, f"{element.tag} takes no text")


_VERBS: dict[str, Callable[[ET.Element], verbs.Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Gather": _gather,
    "Connect": _connect,
    "Start": _start,
    "Redirect": _redirect,
    "Reject": _reject,
    "Hangup": _hangup,
}
