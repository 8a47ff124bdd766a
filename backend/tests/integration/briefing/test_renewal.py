"""While people talk, a language model reads along in the background, and nobody waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.integration.briefing.conftest import settings_of
from tests.support.api import Api, running_api
from tests.support.chat_completions import GROQ, ChatCompletions
from tests.support.dialogues import DOUBLE_CHARGE, long_call
from tests.support.heard_call import TURN_S, HeardCall
from tests.support.waiting import until
from warm_transfer.actions import briefing_renewal
from warm_transfer.actions.briefing_material import load_recent
from warm_transfer.actions.briefing_writing import ask_models, write_again
from warm_transfer.actions.briefings import briefing_for_transfer
from warm_transfer.services.briefing.rolling import PIECE_CHARS

PARALLEL = 2
LAST_WORDS = "And my phone number is 555-0123."


class Scene:
    """The application, the model that it asks, and an agent."""

    def __init__(self, api: Api, model: ChatCompletions) -> None:
        self.api = api
        self.model = model
        self._agents = 0

    async def call(self) -> HeardCall:
        self._agents += 1
        agent = await self.api.agent(f"ana-{self._agents}", seat=f"agent-{self._agents}")
        return await HeardCall.begin(self.api, agent)


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(briefing_renewal, "PAUSE_S", 0.05)
    monkeypatch.setattr(briefing_renewal, "MODEL_PAUSE_S", 0.05)
    monkeypatch.setattr(briefing_renewal, "RETRY_S", 0.05)
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(ChatCompletions(GROQ))
        settings = settings_of(model) | {
            "briefing_parallel": PARALLEL,
            "briefing_timeout_s": 60,
        }
        api = await stack.enter_async_context(running_api(tmp_path, **settings))
        stack.callback(model.release)
        yield Scene(api, model)


async def written_by(call: HeardCall, source: str, *, facts: int = 0) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    async def probe() -> dict[str, Any] | None:
        nonlocal seen
        seen = await call.briefing()
        return seen if seen["source"] == source and len(seen["facts"]) >= facts else None

    return await until(probe, lambda: f"{source} has written it; it is {seen}")


async def test_the_model_reads_along_while_people_talk(scene: Scene) -> None:
    call = await scene.call()
    await call.say(DOUBLE_CHARGE[:4])
    first = await written_by(call, "groq")
    await call.say(DOUBLE_CHARGE[4:])
    done = "Thank you. I have opened a case with billing."  # in the model's words

    async def has_read_on() -> bool:
        return bool((await call.briefing())["done"] == [done])

    await until(has_read_on, "the model has read on")
    second = await call.briefing()
    assert second["facts"][: len(first["facts"])] == first["facts"]
    assert second["covers_until"] > first["covers_until"]


async def test_each_turn_is_read_once_and_one_request_at_a_time(scene: Scene) -> None:
    scene.model.first_token_s = 0.05
    call = await scene.call()
    turns = list(DOUBLE_CHARGE) * 4
    for turn in turns:
        await call.say([turn])

    async def all_read() -> bool:
        return sum(len(document["turns"]) for document in scene.model.documents) == len(turns)

    await until(all_read, "the model has read each turn")
    read = [turn["said"] for document in scene.model.documents for turn in document["turns"]]
    assert read == [text for _, text in turns]
    assert scene.model.most_at_once == 1
    assert len(scene.model.requests) < len(turns)


async def test_at_the_click_the_last_turns_are_added_and_no_model_is_asked(scene: Scene) -> None:
    call = await scene.call()
    await call.say(DOUBLE_CHARGE)
    standing = await written_by(call, "groq")
    scene.model.trouble("hang", times=10)
    await call.say([("caller", LAST_WORDS)])
    sent = await briefing_for_transfer(scene.api.ctx, call.id, None)
    assert sent.source == "groq"
    assert [fact.value for fact in sent.facts][: len(standing["facts"])] == [
        fact["value"] for fact in standing["facts"]
    ]
    assert "555-0123" in sent.text
    assert sent.covers_until > standing["covers_until"]


async def test_a_model_that_hangs_stops_neither_the_local_reading_nor_other_calls(
    scene: Scene,
) -> None:
    stuck, other = await scene.call(), await scene.call()
    scene.model.trouble("hang")
    await stuck.say(DOUBLE_CHARGE[:4])
    assert (await written_by(stuck, "local", facts=2))["covers_until"] > 0
    await stuck.say([("caller", LAST_WORDS)])

    async def is_read() -> bool:
        return "555-0123" in (await stuck.briefing())["text"]

    await until(is_read, "what was said while the model hangs is read locally")
    await other.say(DOUBLE_CHARGE)
    await written_by(other, "groq")
    scene.model.release()
    assert "555-0123" in (await written_by(stuck, "groq"))["text"]


async def test_so_many_requests_at_once_and_no_more(scene: Scene) -> None:
    scene.model.trouble("hang", times=PARALLEL)
    calls = [await scene.call() for _ in range(3 * PARALLEL)]
    for call in calls:
        await call.say(DOUBLE_CHARGE)

    async def all_taken() -> bool:
        return scene.model.at_once == PARALLEL

    await until(all_taken, "as many requests are made as may be")
    for call in calls:  # the others wait, and are read locally
        await written_by(call, "local", facts=2)
    assert len(scene.model.requests) == PARALLEL
    scene.model.release()
    for call in calls:
        await written_by(call, "groq")
    assert scene.model.most_at_once == PARALLEL


async def test_what_failed_is_tried_again_though_nobody_says_a_word(scene: Scene) -> None:
    scene.model.trouble("broken", "garbage")
    call = await scene.call()
    await call.say(DOUBLE_CHARGE)
    await written_by(call, "groq")
    assert len(scene.model.requests) == 3


async def _is_asked(model: ChatCompletions) -> bool:
    return model.at_once == 1


async def test_of_several_processes_one_asks(scene: Scene) -> None:
    scene.model.trouble("hang", times=PARALLEL)
    call = await scene.call()
    await call.say(DOUBLE_CHARGE)
    await until(partial(_is_asked, scene.model), "the model is asked")
    asked = len(scene.model.requests)
    another = briefing_renewal.Asking(scene.api.ctx, lambda: False)
    assert await another(call.id) is None
    assert len(scene.model.requests) == asked


async def test_an_agents_own_words_stay_while_the_model_reads_on(scene: Scene) -> None:
    call = await scene.call()
    await call.say(DOUBLE_CHARGE[:4])
    await written_by(call, "groq")
    await briefing_for_transfer(scene.api.ctx, call.id, "Helen is a friend of mine.")
    await call.say([("caller", LAST_WORDS)])

    async def is_added() -> bool:
        return "555-0123" in (await call.briefing())["text"]

    await until(is_added, "the new fact is added")
    text = (await call.briefing())["text"]
    assert text.startswith("Helen is a friend of mine.\n\nSince then:\n- ")


async def test_a_model_that_is_away_for_hours_costs_the_click_nothing(scene: Scene) -> None:
    call = await scene.call()
    await call.say(DOUBLE_CHARGE)
    first = await written_by(call, "groq")
    scene.model.trouble("hang", times=100)
    turns = long_call()
    await call.say(turns)
    ctx = scene.api.ctx
    await write_again(ctx, call.id)
    await call.say([("caller", LAST_WORDS)])
    assert 0 < len((await load_recent(ctx, call.id)).material.segments) < 30
    sent = await briefing_for_transfer(ctx, call.id, None)
    assert {fact["value"] for fact in first["facts"]} <= {fact.value for fact in sent.facts}
    assert "555-0123" in sent.text
    scene.model.troubles.clear()
    scene.model.release()

    async def all_read() -> bool:
        return bool(scene.model.documents[-1]["turns"][-1]["said"] == LAST_WORDS)

    await until(all_read, "the model has read what was said meanwhile")


async def test_two_hours_are_read_piece_by_piece_and_the_first_minutes_survive(
    scene: Scene,
) -> None:
    call = await scene.call()
    turns = long_call()
    await call.say(turns)
    ctx = scene.api.ctx
    assert ctx.briefing_models is not None
    while await ask_models(ctx, ctx.briefing_models, call.id):
        pass
    assert len(scene.model.requests) > 3
    for document in scene.model.documents:
        assert sum(len(turn["said"]) for turn in document["turns"]) <= PIECE_CHARS
        assert len(document["turns"]) < len(turns) / 3
    written = await write_again(ctx, call.id)
    facts = written.content["briefing"]["facts"]
    early = {"Helen Brown", "4528", "$49", "helen@example.com"}
    assert early <= {fact["value"] for fact in facts}
    assert {fact["segment_id"] for fact in facts} >= {f"{call.id}-1", f"{call.id}-3"}
    assert written.content["briefing"]["covers_until"] == (len(turns) - 1) * 5.0 + 4.0
    assert "I have opened a case with billing." in written.content["briefing"]["done"][0]


async def test_a_long_call_without_a_model_is_not_read_again_at_the_click(tmp_path: Path) -> None:
    async with running_api(tmp_path) as api:
        call = await HeardCall.begin(api, await api.agent("ana"))
        turns = long_call()
        await call.say(turns)
        last_s = (len(turns) - 1) * TURN_S

        async def all_read() -> bool:
            return bool((await call.briefing())["covers_until"] > last_s)

        await until(all_read, "all of it was read in the background")
        await call.say([("caller", LAST_WORDS)])
        assert 0 < len((await load_recent(api.ctx, call.id)).material.segments) < 30
        sent = await briefing_for_transfer(api.ctx, call.id, None)
        assert sent.source == "local"
        early = {"Helen Brown", "4528", "$49", "helen@example.com"}
        assert early <= {fact.value for fact in sent.facts}
        assert "555-0123" in sent.text
