from __future__ import annotations

import pytest

from warm_transfer.domain.phone_leg import Ending, LegState
from warm_transfer.services.telephony.twilio.codes import UNKNOWN, words_for
from warm_transfer.services.telephony.twilio.requests import (
    Machine,
    call_of,
    machine_of,
    number_of,
    read_form,
)

RINGING = (
    b"CallSid=CA1&AccountSid=AC1&From=%2B14155551212&To=%2B14155550100&CallStatus=ringing"
    b"&Direction=inbound&ApiVersion=2010-04-01"
)


def test_a_call_that_rings_in() -> None:
    form = read_form(RINGING)
    assert number_of(form) == "+14155551212"
    call = call_of(form)
    assert (call.id, call.state, call.ending) == ("CA1", LegState.RINGING, None)


@pytest.mark.parametrize(
    ("status", "state", "ending"),
    [
        ("queued", LegState.QUEUED, None),
        ("initiated", LegState.QUEUED, None),
        ("in-progress", LegState.ANSWERED, None),
        ("completed", LegState.ENDED, Ending.HUNG_UP),
        ("busy", LegState.ENDED, Ending.BUSY),
        ("no-answer", LegState.ENDED, Ending.NO_ANSWER),
        ("canceled", LegState.ENDED, Ending.CANCELLED),
        ("failed", LegState.ENDED, Ending.FAILED),
    ],
)
def test_every_status_has_a_meaning(status: str, state: LegState, ending: Ending | None) -> None:
    call = call_of({"CallSid": "CA1", "CallStatus": status})
    assert (call.status, call.state, call.ending) == (status, state, ending)


@pytest.mark.parametrize("form", [{}, {"CallSid": "CA1", "CallStatus": "dancing"}])
def test_what_is_no_status_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no call|not a status"):
        call_of(form)


def test_the_code_of_a_failure_is_kept() -> None:
    form = {"CallSid": "CA1", "CallStatus": "failed", "SipResponseCode": "404"}
    assert call_of(form).code == "sip 404"
    assert call_of(form | {"ErrorCode": "13224"}).code == "13224"


@pytest.mark.parametrize("sent", ["anonymous", "Restricted", "+266696687", "+7378742883", ""])
def test_a_withheld_number_is_none(sent: str) -> None:
    assert number_of({"From": sent}) is None


@pytest.mark.parametrize(
    ("answered_by", "machine"),
    [
        ("human", None),
        ("unknown", None),
        ("machine_start", Machine(can_record=False)),
        ("machine_end_beep", Machine(can_record=True)),
        ("machine_end_silence", Machine(can_record=True)),
        ("fax", Machine(can_record=False)),
    ],
)
def test_machines_are_told_from_people(answered_by: str, machine: Machine | None) -> None:
    assert machine_of({"AnsweredBy": answered_by}) == machine


def test_what_is_no_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        read_form(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"."):
        read_form(b'{"CallSid": "CA1"}')


def test_codes_have_words() -> None:
    assert "trial" in words_for("21219")
    assert "12345" in words_for("12345")
    assert words_for(None) == UNKNOWN
