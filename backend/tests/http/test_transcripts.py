"""Transcripts and briefings over HTTP: who may read them, and what they hold."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.http.story import CALLER, Story
from tests.support.waiting import until
from warm_transfer.db.models import AuditRow, Event, Participant


async def test_segments_come_back_in_the_order_of_speaking_with_names(story: Story) -> None:
    first, second = await story.hear("I was charged twice.", "It was $49.")
    answer = await story.agent.client.get(f"{story.path}/transcript")
    assert [segment["id"] for segment in answer.json()["segments"]] == [first["id"], second["id"]]
    assert answer.json()["segments"][0] | first == answer.json()["segments"][0]
    assert answer.json()["segments"][0]["speaker_name"] == "Ines"
    assert answer.json()["segments"][0]["speaker_kind"] == "caller"


async def test_a_report_sent_twice_counts_once(story: Story) -> None:
    batch = await story.hear("I was charged twice.")
    await story.report([*batch, *batch])
    answer = await story.agent.client.get(f"{story.path}/transcript")
    assert len(answer.json()["segments"]) == 1
    async with story.api.ctx.db.read() as session:
        added = await session.scalars(select(Event).where(Event.type == "segments.added"))
        assert [event.agent_ids for event in added] == [[story.agent.id]]


async def test_words_of_somebody_who_is_not_in_the_call_are_left_out(story: Story) -> None:
    await story.hear("Who am I?", identity="caller-ffffffff")
    answer = await story.agent.client.get(f"{story.path}/transcript")
    assert answer.json()["segments"] == []


@pytest.mark.parametrize(
    ("format_", "media_type", "begins"),
    [
        ("txt", "text/plain", "[00:00] Ines: "),
        ("vtt", "text/vtt", "WEBVTT"),
        ("srt", "application/x-subrip", "1\n00:00:00,000 --> "),
    ],
)
async def test_a_transcript_can_be_downloaded(
    story: Story, format_: str, media_type: str, begins: str
) -> None:
    await story.hear("I was charged twice.")
    answer = await story.agent.client.get(f"{story.path}/transcript?format={format_}")
    assert answer.headers["content-type"].startswith(media_type)
    assert f'filename="transcript.{format_}"' in answer.headers["content-disposition"]
    assert answer.text.startswith(begins)
    assert "I was charged twice." in answer.text


async def test_every_read_of_a_transcript_leaves_an_audit_row(story: Story) -> None:
    for path in (f"{story.path}/transcript", f"{story.path}/transcript?format=txt"):
        await story.agent.client.get(path)
    async with story.api.ctx.db.read() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.action == "transcript.read"))
        assert [(row.actor, row.subject) for row in rows] == [
            (story.agent.id, story.call_id),
            (story.agent.id, story.call_id),
        ]


@pytest.mark.parametrize("what", ["transcript", "briefing"])
async def test_only_agents_of_the_call_and_supervisors_may_read(story: Story, what: str) -> None:
    statuses = [
        (await person.client.get(f"{story.path}/{what}")).status_code
        for person in (story.agent, story.supervisor, story.stranger)
    ]
    assert statuses == [200, 200, 403]
    assert (await story.api.client().get(f"{story.path}/{what}")).status_code == 401
    missing = await story.agent.client.get(f"/api/calls/{uuid4().hex}/{what}")
    assert (missing.status_code, missing.json()["code"]) == (404, "call_not_found")


async def test_only_who_is_in_the_call_may_edit(story: Story) -> None:
    edit = {"text": "Be quick."}
    refused = await story.stranger.client.put(f"{story.path}/briefing", json=edit)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_in_call")
    async with story.api.ctx.db.unit_of_work() as uow:
        stays = select(Participant).where(Participant.agent_id == story.agent.id)
        for stay in await uow.session.scalars(stays):
            stay.left_at = uow.now
    left = await story.agent.client.put(f"{story.path}/briefing", json=edit)
    assert left.status_code == 403
    assert (await story.agent.client.get(f"{story.path}/briefing")).status_code == 200


async def test_only_the_call_worker_may_report(story: Story) -> None:
    path = f"/api/worker/calls/{story.call_id}/segments"
    batch = [{"id": "abcdefgh", "identity": CALLER, "text": "Hi.", "start_s": 0, "end_s": 1}]
    for client in (story.api.client(), story.agent.client):
        assert (await client.post(path, json={"segments": batch})).status_code == 401


async def test_before_anything_was_said_the_briefing_says_so(story: Story) -> None:
    briefing = await story.briefing()
    assert (briefing["text"], briefing["edited"]) == ("Nothing has been said yet", False)


async def test_the_briefing_grows_with_the_transcript(story: Story) -> None:
    (segment,) = await story.hear("I was charged $49 for my order.")

    async def has_amount() -> bool:
        facts = (await story.briefing())["facts"]
        return {"label": "Amount", "value": "$49", "segment_id": segment["id"]} in facts

    await until(has_amount, "have the amount in the briefing")
    async with story.api.ctx.db.read() as session:
        updates = await session.scalars(select(Event).where(Event.type == "briefing.updated"))
        assert updates.all()[-1].agent_ids == [story.agent.id]


async def test_an_agents_words_stay_and_later_facts_come_below_them(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    edited = await story.edit("Angry about a double charge.")
    assert (edited["text"], edited["source"]) == ("Angry about a double charge.", "agent")

    later = {"id": uuid4().hex, "identity": CALLER, "start_s": 60.0, "end_s": 62.0}
    await story.report([{**later, "text": "My order number is 7319."}])

    async def renewed() -> bool:
        return "7319" in (await story.briefing())["text"]

    await until(renewed, "add the order number")
    briefing = await story.briefing()
    assert briefing["text"] == ("Angry about a double charge.\n\nSince then:\n- Order number: 7319")
    assert briefing["edited"]
    assert briefing["version"] > edited["version"]


async def test_sending_the_same_text_back_is_no_edit(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    first = await story.edit((await story.edit("Mine."))["text"])
    assert first["version"] == (await story.briefing())["version"]
