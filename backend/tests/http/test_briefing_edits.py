"""What agents change in a briefing over HTTP: their own words, notes, and its versions."""

from __future__ import annotations

from typing import Any

import httpx

from tests.http.story import Story


async def save(story: Story, text: str, version: int, *, by: httpx.AsyncClient) -> httpx.Response:
    edit = {"text": text, "version": version}
    return await by.put(f"{story.path}/briefing", json=edit)


async def note(story: Story, text: str) -> dict[str, Any]:
    path = f"{story.path}/briefing/notes"
    answer = await story.agent.client.post(path, json={"text": text})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def versions(story: Story, **query: int) -> dict[str, Any]:
    answer = await story.agent.client.get(f"{story.path}/briefing/versions", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_an_agent_changed_is_marked(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    written = await story.briefing()
    assert (written["changes"], written["edited"]) == ([], False)
    edited = await story.edit(written["text"].replace("$49", "$94"))
    assert {"kind": "removed", "text": "49"} in edited["changes"]
    assert {"kind": "added", "text": "94"} in edited["changes"]
    kept = "".join(each["text"] for each in edited["changes"] if each["kind"] != "removed")
    assert kept == edited["text"]


async def test_a_note_stands_below_and_the_rest_goes_on(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    noted = await note(story, "Prefers e-mail.")
    assert (noted["edited"], noted["source"]) == (False, "local")
    assert [(each["text"], each["author"]) for each in noted["notes"]] == [
        ("Prefers e-mail.", "Ana")
    ]
    assert noted["text"].endswith("\nNote by Ana: Prefers e-mail.")

    later = {"identity": "caller-0a1b2c3d", "start_s": 60.0, "end_s": 62.0}
    await story.report([{**later, "id": "segment-later", "text": "My order number is 7319."}])
    await story.until_it_says("7319")
    renewed = await story.briefing()
    assert renewed["text"].endswith("\nNote by Ana: Prefers e-mail.")
    assert renewed["version"] > noted["version"]


async def test_notes_are_bounded(story: Story) -> None:
    for number in range(20):
        await note(story, f"Note {number}")
    path = f"{story.path}/briefing/notes"
    refused = await story.agent.client.post(path, json={"text": "One more"})
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_notes")
    assert (await story.agent.client.post(path, json={"text": "  "})).status_code == 422


async def test_nobody_overwrites_what_they_have_not_seen(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    seen = (await story.briefing())["version"]
    mine = await save(story, "Mine.", seen, by=story.agent.client)
    assert mine.status_code == 200
    again = await save(story, "Mine again.", seen, by=story.agent.client)
    assert again.status_code == 200  # what is overwritten is one's own

    refused = await save(story, "Hers.", seen, by=story.supervisor.client)
    assert (refused.status_code, refused.json()["code"]) == (409, "briefing_changed")
    assert "Ana has changed the briefing" in refused.json()["detail"]
    assert (await story.briefing())["text"] == "Mine again."

    known = refused.json()["version"]
    taken = await save(story, "Hers.", known, by=story.supervisor.client)
    assert (taken.status_code, taken.json()["text"]) == (200, "Hers.")


async def test_renewals_by_themselves_refuse_nobody(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    seen = (await story.briefing())["version"]
    later = {"identity": "caller-0a1b2c3d", "start_s": 60.0, "end_s": 62.0}
    await story.report([{**later, "id": "segment-later", "text": "My order number is 7319."}])
    await story.until_it_says("7319")
    assert (await save(story, "Mine.", seen, by=story.agent.client)).status_code == 200


async def test_versions_tell_who_changed_what(story: Story) -> None:
    await story.hear("I was charged $49 for my order.")
    await story.until_it_says("$49")
    await story.edit("Charged twice.")
    await note(story, "Prefers e-mail.")
    newest, edited, *written = (await versions(story))["items"]
    assert (newest["editor"], newest["source"]) == ("Ana", "agent")
    assert newest["changes"] == [
        {"kind": "same", "text": "Charged twice."},
        {"kind": "added", "text": "\nNote by Ana: Prefers e-mail."},
    ]
    assert (edited["editor"], edited["text"]) == ("Ana", "Charged twice.")
    assert {each["editor"] for each in written} == {None}
    assert written[-1]["version"] == 1
    assert [each["kind"] for each in written[-1]["changes"]] == ["added"]


async def test_versions_come_page_by_page(story: Story) -> None:
    for number in range(3):
        await story.edit(f"Edit {number}.")
    whole = (await versions(story))["items"]
    pages: list[Any] = []
    query: dict[str, int] = {"limit": 1}
    while True:
        page = await versions(story, **query)
        pages += page["items"]
        if page["next_before"] is None:
            break
        query["before"] = page["next_before"]
    assert pages == whole
    assert [each["version"] for each in whole] == [4, 3, 2, 1]


async def test_versions_and_notes_are_for_agents_of_the_call(story: Story) -> None:
    stranger = await story.stranger.client.get(f"{story.path}/briefing/versions")
    assert (stranger.status_code, stranger.json()["code"]) == (403, "not_in_call")
    refused = await story.stranger.client.post(
        f"{story.path}/briefing/notes", json={"text": "Hello."}
    )
    assert refused.status_code == 403
