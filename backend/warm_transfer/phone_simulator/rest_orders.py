"""POST Calls, as https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource."""

from __future__ import annotations

import re

from warm_transfer.phone_simulator import rest_errors
from warm_transfer.phone_simulator.call import Fetch, Given, Order, Step
from warm_transfer.phone_simulator.exchange import Exchange
from warm_transfer.phone_simulator.rest_errors import REFUSALS, bad_request
from warm_transfer.phone_simulator.rest_forms import Form

E164 = re.compile(r"\+[1-9]\d{6,14}")
SEND_DIGITS = re.compile(r"[0-9*#wW]{1,32}")
EVENTS = {"initiated", "ringing", "answered", "completed"}
DEFAULT_TIMEOUT_S, LONGEST_TIMEOUT_S = 60, 600
DEFAULT_DETECTION_TIMEOUT_S, LONGEST_DETECTION_TIMEOUT_S = 30, 59


def read_numbers(form: Form, exchange: Exchange) -> tuple[str, str]:
    """From and To. Raises RestError for those that Twilio would not call."""
    to, from_ = form.text("To"), form.text("From")
    if to is None:
        raise bad_request(rest_errors.NO_TO, "No 'To' number is specified")
    if from_ is None:
        raise bad_request(rest_errors.NO_FROM, "No 'From' number is specified")
    if not E164.fullmatch(to):
        raise bad_request(rest_errors.INVALID_TO, f"The phone number {to} is not valid")
    if not E164.fullmatch(from_):
        raise bad_request(rest_errors.INVALID_FROM, f"The caller ID {from_} is not valid")
    if not exchange.may_show(from_, form.text("CallToken")):
        raise bad_request(rest_errors.FROM_NOT_VERIFIED, f"{from_} is not yet verified")
    refusal = exchange.people.at(to).refuse
    if refusal is not None:
        raise bad_request(refusal, f"{to}: {REFUSALS[refusal]}")
    return from_, to


def read_order(form: Form) -> Order:
    first = read_step(form)
    if first is None:
        raise bad_request(rest_errors.INVALID_URL, "Url or Twiml is required")
    events = {word for value in form.all("StatusCallbackEvent") for word in value.split()}
    if events - EVENTS:
        raise bad_request(
            rest_errors.INVALID_CALLBACK_EVENT, f"no status events: {sorted(events - EVENTS)}"
        )
    send_digits = form.text("SendDigits") or ""
    if send_digits and not SEND_DIGITS.fullmatch(send_digits):
        raise bad_request(rest_errors.INVALID_PARAMETER, "SendDigits takes up to 32 of 0-9*#wW")
    detection = form.one_of("MachineDetection", ("Enable", "DetectMessageEnd"))
    form.one_of("AsyncAmdStatusCallbackMethod", ("POST",))
    return Order(
        first=first,
        timeout_s=form.seconds("Timeout", DEFAULT_TIMEOUT_S, LONGEST_TIMEOUT_S),
        status_callback=form.url("StatusCallback"),
        status_callback_method=form.method("StatusCallbackMethod"),
        status_events=frozenset(events or {"completed"}),
        send_digits=send_digits,
        machine_detection="DetectMessageEnd"
        if detection == "DetectMessageEnd"
        else "Enable"
        if detection
        else None,
        machine_detection_timeout_s=form.seconds(
            "MachineDetectionTimeout", DEFAULT_DETECTION_TIMEOUT_S, LONGEST_DETECTION_TIMEOUT_S
        ),
        async_amd=form.one_of("AsyncAmd", ("true", "false")) == "true",
        async_amd_callback=form.url("AsyncAmdStatusCallback"),
    )


def read_step(form: Form) -> Step | None:
    """Where instructions come from: Url or Twiml; None when neither is given."""
    url, given = form.url("Url"), form.text("Twiml")
    method = form.method("Method")
    if url is not None and given is not None:
        raise bad_request(rest_errors.INVALID_PARAMETER, "Url and Twiml exclude each other")
    if given is not None:
        return Given(given.encode())
    return None if url is None else Fetch(url, method)
