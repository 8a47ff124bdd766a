"""What is an `Idempotency-Key`, and where the header counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.api import Api, running_api
from tests.support.keyed import with_key

MARIA = {"name": "Maria", "topic": "An invoice"}


@pytest.mark.parametrize("value", [b"", b"k" * 256, b"clef-num\xe9ro-un-et-deux", b"a\tb" * 9])
async def test_a_key_that_is_none_is_refused(api: Api, value: bytes) -> None:
    ana = await api.agent("ana")
    for client, path in ((ana.client, "/api/calls/any/join"), (api.client(), "/api/calls")):
        body = MARIA if path == "/api/calls" else None
        refused = await client.post(path, json=body, headers={b"Idempotency-Key": value})
        assert refused.status_code == 422
        problem = refused.json()
        assert problem["code"] == "invalid_request"
        assert [error["field"] for error in problem["errors"]] == ["header.Idempotency-Key"]


async def test_where_nobody_is_signed_in_a_key_is_long(api: Api) -> None:
    short = await api.client().post("/api/calls", json=MARIA, headers=with_key("k" * 15))
    assert short.json()["code"] == "invalid_request"
    long = await api.client().post("/api/calls", json=MARIA, headers=with_key("k" * 16))
    assert long.json()["code"] == "livekit_unavailable"  # there is none here, but it was asked for
    ana = await api.agent("ana")
    joined = await ana.client.post("/api/calls/any/join", headers=with_key("k"))
    assert joined.json()["code"] == "call_not_found"


async def test_the_description_names_the_header_wherever_it_counts(api: Api) -> None:
    document = (await api.client().get("/openapi.json")).json()
    lengths: dict[str, tuple[int, int]] = {}
    without = set()
    for operations in document["paths"].values():
        for method, operation in operations.items():
            parameters = {found["name"]: found for found in operation.get("parameters", ())}
            header = parameters.get("Idempotency-Key")
            if header is not None:
                assert (method != "get", header["in"], header["required"]) == (
                    True,
                    "header",
                    False,
                )
                text, _null = header["schema"]["anyOf"]
                lengths[operation["operationId"]] = (text["minLength"], text["maxLength"])
            elif method != "get":
                without.add(operation["operationId"])
    assert lengths.pop("create_call") == (16, 255)
    assert set(lengths.values()) == {(1, 255)}
    assert without == {
        *("sign_in_with_password", "sign_in_with_link", "refresh", "sign_out"),
        *("renew_connection", "connect_ahead"),
        *("report_segments", "report_heartbeat", "livekit_webhook"),
        *("claim_stream", "get_orders", "report_leg_moved", "report_leg_move_failed"),
        *("report_digit", "report_stream_ended"),
        *("voice", "number_status", "leg_status", "leg_answered", "leg_key", "leg_machine"),
        "leg_after_stream",
    }


async def test_pages_of_another_origin_may_send_the_key_and_read_the_header(tmp_path: Path) -> None:
    origin = "http://pages.test"
    async with running_api(tmp_path, cors_origins=[origin]) as api:
        asks = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "idempotency-key",
        }
        assert (await api.client().options("/api/calls", headers=asks)).status_code == 200
        answer = await api.client().get("/health", headers={"Origin": origin})
    assert answer.headers["access-control-expose-headers"] == "Idempotency-Replayed"
