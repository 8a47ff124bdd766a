"""What comes in Twilio's name: believed when it is signed, about the leg's own call, and once."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.phones.conftest import OpenPhones
from tests.support.call_center import Agent, move
from tests.support.faults import fault
from tests.support.participant import Json, Participant
from tests.support.phone_center import OTHER_PHONE, PHONE, PhoneCenter
from tests.support.phone_simulator import Call
from warm_transfer.actions.phone_calls import stream_token
from warm_transfer.db.models import PhoneLeg

STATUS = "/api/webhooks/twilio/legs/{leg}/status"
KEY = "/api/webhooks/twilio/legs/{leg}/key?attempt=1"


class Forger:
    """Sends requests as Twilio would, or nearly."""

    def __init__(self, center: PhoneCenter) -> None:
        self._center = center
        self._signer = RequestValidator(center.phones.auth_token)

    async def send(
        self,
        path: str,
        form: dict[str, str],
        *,
        signed_for: str | None = None,
        signature: str | None = None,
    ) -> httpx.Response:
        """`signed_for`: another address than the one it is sent to."""
        form = {"AccountSid": self._center.phones.account_sid} | form
        if signature is None:
            url = self._center.url + (signed_for or path)
            signature = self._signer.compute_signature(url, form)
        headers = {"X-Twilio-Signature": signature} if signature else {}
        async with httpx.AsyncClient() as client:
            return await client.post(self._center.url + path, data=form, headers=headers)


async def asked(center: PhoneCenter) -> tuple[Agent, Json, Call]:
    """Ana transfers to a phone, whose owner is asked for a key."""
    ana = await center.agent("ana")
    await center.call_with(ana)
    offered = await center.dials(ana)
    call = await center.rung()
    return ana, offered, await center.phones.until_listening(call.sid, "gather")


async def introduced(center: PhoneCenter) -> tuple[Agent, Participant, Json, Call]:
    """Caller, Ana and somebody on the phone are in a call."""
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    offered = await center.dials(ana)
    call = await center.accepted_by_key()
    await move(caller, ana)
    await center.transfer_is(ana, offered, "introducing")
    return ana, caller, offered, call


def leg_of(transfer: dict[str, Any]) -> str:
    return str(transfer["target"]["phone"]["leg_id"])


@fault(
    18,
    done="unsigned, signed for another address, for another account: reports that a phone is busy",
    seen="each is refused with 403 and a line in the log, and the phone goes on ringing",
)
async def test_what_twilio_did_not_sign_is_refused(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    await center.call_with(ana)
    await center.phones.set_person(PHONE, answers="no_answer")
    offered = await center.dials(ana)
    sid = (await center.rung()).sid
    forger = Forger(center)
    path = STATUS.format(leg=leg_of(offered))
    busy = {"CallSid": sid, "CallStatus": "busy"}
    other_path = STATUS.format(leg="0" * 32)
    answers = [
        await forger.send(path, busy, signature=""),
        await forger.send(path, busy, signature="bm90IGEgc2lnbmF0dXJl"),
        await forger.send(path, busy, signed_for=other_path),
        await forger.send(path, busy | {"AccountSid": "AC" + "9" * 32}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (403, "not_signed")
    ] * 4
    await center.phone_is(ana, offered, "ringing")
    assert (await forger.send(path, busy)).status_code == 204
    await center.transfer_is(ana, offered, "busy")


@fault(
    18,
    done="a signed report about one call is sent to the address of another",
    seen="403, and neither transfer changes",
)
async def test_a_signed_request_about_another_call_is_refused(center: PhoneCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    await center.call_with(bea)
    for number in (PHONE, OTHER_PHONE):
        await center.phones.set_person(number, answers="no_answer")
    mine = await center.dials(ana, PHONE)
    theirs = await center.dials(bea, OTHER_PHONE)
    other_sid = (await center.rung(OTHER_PHONE)).sid
    await center.phone_is(bea, theirs, "ringing")
    await center.phone_is(ana, mine, "ringing")
    forger = Forger(center)
    answer = await forger.send(
        STATUS.format(leg=leg_of(mine)), {"CallSid": other_sid, "CallStatus": "busy"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "another_call")
    await center.phone_is(ana, mine, "ringing")


@fault(
    18,
    done="the key that takes the call comes again after the transfer was cancelled",
    seen="whoever answered hears that the call was taken back; the caller stays with A",
)
async def test_a_key_replayed_after_the_transfer_ended_takes_nothing(center: PhoneCenter) -> None:
    ana, offered, call = await asked(center)
    await ana.step(offered, "cancel")
    await center.phones.until_over(call.sid)
    key = {"CallSid": call.sid, "CallStatus": "in-progress", "Digits": "1"}
    answer = await Forger(center).send(KEY.format(leg=leg_of(offered)), key)
    assert answer.status_code == 200
    assert "taken back" in answer.text
    assert "<Stream" not in answer.text
    await center.transfer_is(ana, offered, "cancelled")


@fault(
    18,
    done="every report of a call comes three times and out of order",
    seen="each step of the transfer happens once",
)
async def test_reports_that_are_repeated_and_out_of_order_have_one_effect(
    center: PhoneCenter,
) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await center.phones.set_person(PHONE, callbacks={"repeat": 3, "reorder": True, "delay_s": 0.2})
    offered = await center.dials(ana)
    call = await center.accepted_by_key()
    await move(caller, ana)
    await center.transfer_is(ana, offered, "introducing")
    await center.phones.hang_up(call.sid)
    await center.transfer_is(ana, offered, "failed")
    told = [event.type for event in await center.events() if event.transfer_id == offered["id"]]
    entered = [name for name in told if name != "transfer.progress"]
    assert entered == [
        f"transfer.{state}" for state in ("preparing", "offered", "moving", "introducing", "failed")
    ]


async def test_an_old_report_takes_nothing_back(center: PhoneCenter) -> None:
    ana, offered, call = await asked(center)
    await center.phone_is(ana, offered, "briefing")
    path = STATUS.format(leg=leg_of(offered))
    late = await Forger(center).send(path, {"CallSid": call.sid, "CallStatus": "ringing"})
    assert late.status_code == 204
    seen = await ana.get(f"/transfers/{offered['id']}")
    assert seen["target"]["phone"]["state"] == "briefing"


@fault(
    19,
    done="Twilio makes the call, and the connection dies before it has said so",
    seen="the call is found and goes on; the phone rings once",
)
async def test_a_dial_whose_answer_is_lost_is_found_and_not_repeated(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await center.phones.set_person(PHONE, lose_answer=True, after_s=3)
    offered = await center.dials(ana)
    await center.accepted_by_key()
    await move(caller, ana)
    await center.transfer_is(ana, offered, "introducing")
    assert len(await center.phones.calls(to=PHONE)) == 1


async def test_a_stream_needs_a_signature_a_token_and_its_own_call(center: PhoneCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    await center.call_with(bea)
    mine = await center.dials(ana, PHONE)
    await center.dials(bea, OTHER_PHONE)
    my_sid = (await center.accepted_by_key(PHONE)).sid
    other_sid = (await center.accepted_by_key(OTHER_PHONE)).sid
    url = center.url.replace("http", "ws") + "/api/media/twilio"
    for signature in ("", "bm90IGEgc2lnbmF0dXJl"):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url, additional_headers={"X-Twilio-Signature": signature}):
                pass
        assert refused.value.response.status_code == 403

    async with center.ctx.db.unit_of_work() as uow:
        leg = await uow.session.get_one(PhoneLeg, leg_of(mine))
        token = stream_token(uow, leg)
    signed = RequestValidator(center.phones.auth_token).compute_signature(url, {})
    for wrong in ("a-token-that-nobody-was-given", token):  # right, but with another call's id
        async with connect(url, additional_headers={"X-Twilio-Signature": signed}) as stream:
            await stream.send(json.dumps(start(other_sid, wrong, center)))
            with pytest.raises(ConnectionClosed):
                await stream.recv()
    assert not (await center.phones.call(my_sid)).over
    claim = {"token": token, "call_sid": my_sid, "stream_sid": "MZ" + "2" * 32}
    bridge = center.api.worker()
    claims = [await bridge.post("/api/bridge/streams", json=claim) for _ in range(2)]
    assert [answer.status_code for answer in claims] == [200, 403]  # good once
    assert claims[1].json()["code"] == "stream_refused"


def start(call_sid: str, token: str, center: PhoneCenter) -> dict[str, Any]:
    return {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": "MZ" + "1" * 32,
        "start": {
            "accountSid": center.phones.account_sid,
            "streamSid": "MZ" + "1" * 32,
            "callSid": call_sid,
            "tracks": ["inbound"],
            "customParameters": {"token": token},
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        },
    }


@fault(
    21,
    done="the phone's media stream is cut while three people talk",
    seen="Twilio is sent back to us, and all three hear each other again",
)
async def test_a_stream_that_drops_comes_back(center: PhoneCenter) -> None:
    ana, caller, offered, call = await introduced(center)
    await center.phones.drop_stream(call.sid)
    await center.phones.until_call(
        call.sid, lambda seen: seen.view["streams"] == 2, "a second stream"
    )
    await center.caller_sees(caller, lambda seen: len(seen["agents"]) == 2)
    await center.transfer_is(ana, offered, "introducing")


@fault(
    21,
    done="the phone bridge is gone for good while three people talk",
    seen="the transfer ends as failed, the phone is hung up, and the caller is with A as before",
)
async def test_a_bridge_that_is_gone_for_good_reverts_the_transfer(open_center: OpenPhones) -> None:
    center = await open_center(agent_away_timeout_s=5)
    ana, caller, offered, call = await introduced(center)
    await center.stop_bridge()
    await center.transfer_is(ana, offered, "failed")
    await center.phones.until_over(call.sid)
    await center.caller_sees(caller, lambda seen: seen["status"] == "connected")
    # The stream was refused, which a provider tells as well.
    await center.phones.clear_problems()


async def test_numbers_are_refused_before_anything_is_dialled(open_center: OpenPhones) -> None:
    center = await open_center(phone_max_per_agent_h=1)
    ana = await center.agent("ana")
    await center.call_with(ana)
    for number, code in (
        ("hello", "phone_number_invalid"),
        ("+44 7400 123456", "phone_country_refused"),
        ("+1 900 234 5678", "phone_premium_refused"),
        (center.phones.number, "own_number"),
    ):
        refused = await ana.offer_to({"phone_number": number}, expect=422)
        assert refused["code"] == code
    first = await center.dials(ana)
    await ana.step(first, "cancel")
    await center.transfer_is(ana, first, "cancelled")
    refused = await ana.offer_to({"phone_number": PHONE}, expect=429)
    assert refused["code"] == "phone_limit"
    assert refused["retry_after_s"] > 3000
    assert len(await center.phones.calls(to=PHONE)) == 1
