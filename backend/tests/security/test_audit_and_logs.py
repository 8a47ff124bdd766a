"""What is written down: audit rows for what matters, log lines without anybody's words or names."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import select, text

from tests.support.api import Api
from warm_transfer.actions import agents
from warm_transfer.actions.users import create_user, disable_user, issue_sign_in_link
from warm_transfer.db.models import AuditRow
from warm_transfer.logging import configure_logging

NAME, TOPIC, WORDS = "Ines Duarte", "a very private matter", "my card number is"
PASSWORD = "correct horse battery"


async def audit(api: Api) -> list[tuple[str, str | None, str | None, str | None]]:
    async with api.ctx.db.read() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.action, row.actor, row.subject, row.address) for row in rows]


async def test_accounts_and_sign_ins_leave_a_row(api: Api) -> None:
    ana = await create_user(api.ctx, "ana", name="Ana", password=PASSWORD)
    link = await issue_sign_in_link(api.ctx, "ana")
    client = api.client(address="198.51.100.7")
    await client.post("/api/auth/link", json={"token": link})
    await client.post("/api/auth/sign-out", json={})
    for password in (PASSWORD, "wrong password"):
        await client.post("/api/auth/token", json={"username": "ana", "password": password})
    await disable_user(api.ctx, "ana")
    by_command = ("command-line", ana.id, None)
    by_ana = (ana.id, None, "198.51.100.7")
    assert await audit(api) == [
        ("user.created", *by_command),
        ("sign_in.link_issued", *by_command),
        ("sign_in.link", *by_ana),
        ("sign_in.signed_out", *by_ana),
        ("sign_in.password", *by_ana),
        ("sign_in.password_refused", *by_ana),
        ("user.disabled", *by_command),
    ]


async def test_transfers_and_transcripts_that_are_read_leave_a_row(api: Api) -> None:
    ana, boss = await api.agent("ana"), await api.agent("sue")
    call = (await api.client().post("/api/calls", json={})).json()["call"]["id"]
    await ana.client.post(f"/api/calls/{call}/join")
    transfer = (
        await ana.client.post(f"/api/calls/{call}/transfers", json={"target": {"open": True}})
    ).json()
    await ana.client.get(f"/api/calls/{call}/transcript")
    refused = await boss.client.get(f"/api/calls/{call}/transcript")
    accepted = await boss.client.post(f"/api/rooms/{transfer['room_id']}/join")
    assert (refused.status_code, accepted.status_code) == (403, 200)
    told = [(action, actor, subject) for action, actor, subject, _ in await audit(api)]
    assert ("transfer.create", ana.id, transfer["id"]) in told
    assert ("transcript.read", ana.id, call) in told
    assert ("transcript.read", boss.id, call) not in told
    assert ("transfer.accept", boss.id, transfer["id"]) in told


@pytest.fixture
def log_lines(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the product writes to standard output when it runs."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    configure_logging(api.ctx.settings)
    yield written
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


def parsed(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


async def test_a_request_has_one_line_with_its_ids_and_nothing_personal(
    api: Api, log_lines: io.StringIO
) -> None:
    ana = await api.agent("ana")
    caller = api.client(address="198.51.100.7")
    answer = await caller.post("/api/calls", json={"name": NAME, "topic": TOPIC})
    call = answer.json()["call"]
    await ana.client.post(f"/api/calls/{call['id']}/join")
    segment = {"identity": "nobody", "text": WORDS, "start_s": 0, "end_s": 1, "id": "segment-1"}
    await api.worker().post(
        f"/api/worker/calls/{call['id']}/segments", json={"segments": [segment]}
    )
    await ana.client.post("/api/rooms/abcd-efgh/join")
    await ana.client.get("/api/calls", params={"q": NAME})
    lines = {line["operation"]: line for line in parsed(log_lines) if line["event"] == "request"}
    assert set(lines) >= {"create_call", "join_call", "report_segments", "join_room", "list_calls"}
    joined = lines["join_call"]
    assert joined["call_id"] == call["id"]
    assert joined["status"] == 200
    assert joined["duration_ms"] > 0
    assert len(joined["request_id"]) == 16
    everything = log_lines.getvalue()
    token = ana.client.headers["Authorization"].removeprefix("Bearer ")
    for private in (
        NAME,
        TOPIC,
        WORDS,
        "198.51.100.7",
        "abcd-efgh",
        token,
        answer.json()["caller_token"],
    ):
        assert private not in everything


async def test_an_error_tells_where_but_not_with_what(
    api: Api, log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await api.agent("ana")

    async def broken(*_: object) -> None:
        private = WORDS
        raise RuntimeError(f"{len(private)} characters")

    monkeypatch.setattr(agents, "list_agents", broken)
    await ana.client.get("/api/agents")
    (failed,) = [line for line in parsed(log_lines) if line["event"] == "request_failed"]
    assert failed["level"] == "error"
    assert failed["operation"] == "list_agents"
    assert failed["exception"][0]["exc_type"] == "RuntimeError"
    assert any(frame["name"] == "broken" for frame in failed["exception"][0]["frames"])
    assert WORDS not in log_lines.getvalue()


async def test_a_failed_write_tells_the_statement_but_not_the_values(
    api: Api, log_lines: io.StringIO
) -> None:
    async with api.ctx.db.unit_of_work() as uow:
        await uow.session.execute(text("ALTER TABLE calls RENAME TO calls_elsewhere"))
    answer = await api.client().post("/api/calls", json={"name": NAME, "topic": TOPIC})
    assert answer.status_code == 503
    (told,) = [line for line in parsed(log_lines) if line["event"] == "unavailable"]
    assert "INSERT INTO calls" in json.dumps(told)
    for private in (NAME, TOPIC):
        assert private not in log_lines.getvalue()


async def test_what_libraries_log_takes_the_same_form(log_lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("%s of %s", 1, 2)
    (line,) = parsed(log_lines)
    assert (line["event"], line["logger"], line["level"]) == ("1 of 2", "some.library", "warning")
    assert line["at"].endswith("Z")
