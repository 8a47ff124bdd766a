"""Every refusal is a problem document with a stable code, and tells nothing it should not."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api, running_api
from warm_transfer import errors
from warm_transfer.actions import agents
from warm_transfer.api.body_limit import MAX_BODY_BYTES
from warm_transfer.api.error_handlers import STATUS, status_of


def requests_can_raise() -> list[type[errors.WarmTransferError]]:
    """Every error of the tree but those that are said at the terminal alone."""
    declared = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [
        kind
        for kind in declared
        if issubclass(kind, errors.WarmTransferError)
        and kind is not errors.WarmTransferError
        and not issubclass(kind, (errors.CannotStart, errors.BackupProblem))
    ]


@pytest.mark.parametrize("kind", requests_can_raise())
def test_every_deliberate_error_has_a_status(kind: type[errors.WarmTransferError]) -> None:
    assert status_of(kind.__new__(kind)) in STATUS.values()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api", 404, "route_not_found"),
        ("GET", "/api/nothing/here", 404, "route_not_found"),
        ("POST", "/api/nothing", 404, "route_not_found"),
        ("DELETE", "/api/me", 405, "method_not_allowed"),
        ("POST", "/somewhere", 405, "method_not_allowed"),
        ("GET", "/api/me", 401, "unauthenticated"),
        ("GET", "/api/calls/%00/transcript", 400, "bad_request"),
        ("GET", "/api/agents?q=%00", 400, "bad_request"),
    ],
)
async def test_refusals_are_problem_documents(
    api: Api, method: str, path: str, status: int, code: str
) -> None:
    answer = await api.client().request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"username": "ines", "password": "secret-word", "extra": 1},
        {"username": "ines"},
        {"username": "i" * 65, "password": "secret-word"},
        {"username": "ines", "password": "p" * 257},
        {"username": "in\0es", "password": "secret-word"},
        {"username": "ines", "password": "secret-word", "seat": "../agent"},
        ["secret-word"],
        "secret-word",
    ],
)
async def test_invalid_input_is_named_but_never_repeated(api: Api, body: Any) -> None:
    answer = await api.client().post("/api/auth/token", json=body)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "invalid_request"
    assert problem["errors"][0]["field"].startswith("body")
    assert "secret-word" not in answer.text


async def test_an_id_in_an_address_is_bounded_wherever_it_stands(api: Api) -> None:
    document = (await api.client().get("/openapi.json")).json()
    bounds = {
        (path, parameter["name"]): parameter["schema"].get("maxLength")
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "path"
    }
    assert bounds
    assert set(bounds.values()) == {64}, bounds


async def test_what_is_no_json_is_refused(api: Api) -> None:
    lone_surrogate = rb'{"username": "\ud800", "password": "secret-word"}'
    for content in (b"{", b"\xff\xfe", b"", lone_surrogate):
        answer = await api.client().post(
            "/api/auth/token", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code in {400, 422}
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_too_large_is_refused_before_it_is_read(api: Api) -> None:
    client = api.client()
    announced = await client.post("/api/auth/token", content=b"x" * (MAX_BODY_BYTES + 1))

    async def chunks() -> Any:
        for _ in range(MAX_BODY_BYTES // 1024 + 1):
            yield b"x" * 1024

    chunked = await client.post("/api/auth/token", content=chunks())
    for answer in (announced, chunked):
        assert answer.status_code == 413
        assert answer.json()["code"] == "body_too_large"


async def test_an_unexpected_error_is_logged_and_tells_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana = await api.agent("ana")

    async def broken(*_: object) -> None:
        raise RuntimeError("the inner workings")

    monkeypatch.setattr(agents, "list_agents", broken)
    with caplog.at_level(logging.ERROR):
        answer = await ana.client.get("/api/agents")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "inner workings" not in answer.text
    assert "request_failed" in caplog.text


def replace_by_a_folder(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    database.mkdir()


async def test_a_database_that_is_gone_is_a_503_to_try_again(tmp_path: Path) -> None:
    async with running_api(tmp_path) as api:
        ana = await api.agent("ana")
        await api.ctx.db.close()
        replace_by_a_folder(tmp_path / "warm-transfer.db")
        answer = await ana.client.get("/api/agents")
        assert answer.status_code == 503
        assert answer.json()["code"] == "database_unavailable"
        assert int(answer.headers["retry-after"]) > 0
