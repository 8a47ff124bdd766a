"""Looking for words in transcripts: the same is found in SQLite and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from tests.support.api import Api, SignedInAgent, running_api
from warm_transfer.db.models import AuditRow, Call, Participant, Segment
from warm_transfer.domain.actor import Role

CALLER = "caller-0a1b2c3d"
SAID = {
    "first": (
        "I was charged twice for order 7319.",
        "Write to José at ines.duarte@example.com, please.",
    ),
    "second": ("Nobody was charged.", "I would like a refund."),
}


@dataclass
class Shelf:
    """Two calls: Ana was in both, Bea in the second alone."""

    api: Api
    ana: SignedInAgent
    bea: SignedInAgent
    sue: SignedInAgent

    async def found(self, query: str, who: SignedInAgent | None = None, **more: Any) -> list[str]:
        return [each["segment"]["id"] for each in (await self.page(query, who, **more))["items"]]

    async def page(
        self, query: str, who: SignedInAgent | None = None, **more: Any
    ) -> dict[str, Any]:
        answer = await (who or self.ana).client.get("/api/segments", params={"q": query, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture
async def shelf(database_url: str, tmp_path: Path) -> AsyncIterator[Shelf]:
    async with running_api(tmp_path, database_url=database_url) as api:
        ana = await api.agent("ana")
        bea = await api.agent("bea", seat="agent-b")
        sue = await api.agent("sue", seat="agent-c", role=Role.SUPERVISOR)
        await _call(api, "first", timedelta(hours=2), ana)
        await _call(api, "second", timedelta(hours=1), ana, bea)
        yield Shelf(api, ana, bea, sue)


async def _call(api: Api, call_id: str, ago: timedelta, *agents: SignedInAgent) -> None:
    async with api.ctx.db.unit_of_work() as uow:
        at = uow.now - ago
        uow.session.add(
            Call(
                id=call_id,
                state="ended",
                caller_name="Ines",
                room_name=f"room_{call_id}",
                created_at=at,
                ended_at=at,
                version=1,
            )
        )
        await uow.session.flush()
        for agent in agents:
            uow.session.add(
                Participant(
                    id=f"{call_id}-{agent.username}",
                    call_id=call_id,
                    kind="agent",
                    agent_id=agent.id,
                    identity=f"agent-{agent.id}",
                    name=agent.username.title(),
                    room_name=f"room_{call_id}",
                    created_at=at,
                    left_at=at,
                )
            )
        for number, words in enumerate(SAID[call_id]):
            uow.session.add(
                Segment(
                    id=f"{call_id}-{number}",
                    call_id=call_id,
                    identity=CALLER,
                    speaker_kind="caller",
                    speaker_name="Ines",
                    text=words,
                    start_s=number * 5.0,
                    end_s=number * 5.0 + 4,
                    private=False,
                )
            )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("charged", ["second-0", "first-0"]),
        ("CHARG", ["second-0", "first-0"]),
        ("twice charged", ["first-0"]),
        ("7319", ["first-0"]),
        ("73", ["first-0"]),
        ("José", ["first-1"]),
        ("duarte", ["first-1"]),
        ("ines.duarte@example.com", ["first-1"]),
        ("hanged", []),
        ("charged refund", []),
        ("text:charged NOT twice", []),
        ("'; drop table segments; --", []),
    ],
)
async def test_what_is_found(shelf: Shelf, query: str, found: list[str]) -> None:
    assert await shelf.found(query) == found


async def test_a_find_tells_of_its_call_and_shows_the_words(shelf: Shelf) -> None:
    (find,) = (await shelf.page("twice"))["items"]
    assert (find["caller_name"], find["segment"]["call_id"]) == ("Ines", "first")
    assert find["pieces"] == [
        {"text": "I was charged ", "match": False},
        {"text": "twice", "match": True},
        {"text": " for order 7319.", "match": False},
    ]


async def test_agents_find_only_what_they_may_read(shelf: Shelf) -> None:
    assert await shelf.found("charged", shelf.bea) == ["second-0"]
    assert await shelf.found("charged", shelf.sue) == ["second-0", "first-0"]


async def test_page_by_page(shelf: Shelf) -> None:
    ids: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await shelf.page("i", limit=1, **cursor)
        ids += [each["segment"]["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert ids == ["second-1", "first-0", "first-1"]


async def test_a_search_without_words_or_with_a_strange_cursor_is_refused(shelf: Shelf) -> None:
    for parameters, code in (
        ({"q": " ?! "}, "nothing_to_search"),
        ({"q": "a", "cursor": "unknown"}, "invalid_cursor"),
    ):
        answer = await shelf.ana.client.get("/api/segments", params=parameters)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_search_leaves_an_audit_row_that_does_not_tell_the_words(shelf: Shelf) -> None:
    await shelf.found("7319")
    async with shelf.api.ctx.db.read() as session:
        rows = await session.scalars(
            select(AuditRow).where(AuditRow.action == "transcripts.search")
        )
        assert [(row.actor, row.subject) for row in rows] == [(shelf.ana.id, None)]


async def test_the_index_follows_changes_and_deletions(shelf: Shelf) -> None:
    async with shelf.api.ctx.db.unit_of_work() as uow:
        changed = update(Segment).where(Segment.id == "first-0").values(text="Never mind.")
        await uow.session.execute(changed)
        await uow.session.execute(delete(Call).where(Call.id == "second"))
    assert await shelf.found("charged") == []
    assert await shelf.found("mind") == ["first-0"]


async def test_compacting_the_database_keeps_the_index_right(shelf: Shelf) -> None:
    """SQLite's VACUUM may give rows other numbers."""
    if shelf.api.ctx.db.engine.dialect.name == "sqlite":
        async with shelf.api.ctx.db.unit_of_work() as uow:
            await uow.session.execute(delete(Segment).where(Segment.id == "first-0"))
        async with shelf.api.ctx.db.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.executescript("VACUUM")
            assert await connection.scalar(text("SELECT count(*) FROM segment_words")) == 3
    assert await shelf.found("josé") == ["first-1"]
