"""Briefings as calls go from agent to agent: the third one is told what the two before them did,
and whoever is asked or consulted reads along.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.integration.briefing.conftest import settings_of
from tests.integration.calls.conftest import Open
from tests.support.call_center import (
    Agent,
    CallCenter,
    begin_consult,
    move,
    report_moved,
)
from tests.support.chat_completions import GROQ, ChatCompletions
from tests.support.participant import Json, Participant
from tests.support.waiting import until


@pytest.fixture
async def model() -> AsyncIterator[ChatCompletions]:
    async with ChatCompletions(GROQ) as model:
        yield model


async def say(
    center: CallCenter, call_id: str, speaker: Participant, text: str, start_s: float
) -> None:
    segment = {
        "id": uuid4().hex,
        "identity": speaker.identity,
        "text": text,
        "start_s": start_s,
        "end_s": start_s + 2,
    }
    path = f"/api/worker/calls/{call_id}/segments"
    answer = await center.api.worker().post(path, json={"segments": [segment]})
    assert answer.status_code == 204, answer.text


async def hand_over(caller: Participant, giver: Agent, taker: Agent, center: CallCenter) -> Json:
    body = {"target": {"agent_id": taker.id}, "mode": "direct"}
    offered = await giver.post(f"/calls/{caller.call_id}/transfers", body, expect=201)
    await taker.accept(offered)
    await move(caller)
    await report_moved(taker, offered["id"])
    await center.transfer_is(taker, offered, "completed")
    return offered


@pytest.mark.parametrize("with_model", [False, True])
async def test_the_third_agent_learns_what_the_two_before_did(
    open_center: Open, model: ChatCompletions, with_model: bool
) -> None:
    center = await open_center(**(settings_of(model) if with_model else {}))
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    call_id = caller.call_id
    await say(center, call_id, caller, "I was charged twice for order 4528.", 1)
    await say(center, call_id, ana, "I have opened a case.", 4)
    first = await hand_over(caller, ana, bea, center)
    assert first["briefing"]["done"] == [] or "Handed" not in first["briefing"]["done"][0]
    await say(center, call_id, bea, "I have started the refund.", 8)
    await say(center, call_id, caller, "Please call me at 555-0123.", 11)
    if with_model:

        async def is_read() -> bool:
            said = [turn["said"] for each in model.documents for turn in each["turns"]]
            return "Please call me at 555-0123." in said

        await until(is_read, "the model has read what was said to Bea")
        (handover,) = model.documents[-1]["call"]["handovers"]
        assert handover == {"from": "Ana", "to": "Bea", "outcome": "completed", "note": None}
    body = {"target": {"agent_id": cem.id}}
    second = await bea.post(f"/calls/{call_id}/transfers", body, expect=201)
    briefing = second["briefing"]
    assert briefing["source"] == ("groq" if with_model else "local")
    assert briefing["done"][0].startswith("Handed over from Ana to Bea at 00:")
    assert any("opened a case" in line for line in briefing["done"])
    assert any("started the refund" in line for line in briefing["done"])
    for said in ("4528", "555-0123", "Handed over from Ana to Bea"):
        assert said in briefing["text"]


async def test_also_below_the_words_that_the_first_one_chose(open_center: Open) -> None:
    center = await open_center()
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    call_id = caller.call_id
    await say(center, call_id, caller, "I was charged twice for order 4528.", 1)
    edited = await ana.client.put(
        f"/api/calls/{call_id}/briefing", json={"text": "Ines is a friend of the house."}
    )
    assert edited.status_code == 200, edited.text
    await hand_over(caller, ana, bea, center)
    await say(center, call_id, bea, "I have started the refund.", 8)
    body = {"target": {"agent_id": cem.id}}
    second = await bea.post(f"/calls/{call_id}/transfers", body, expect=201)
    text = second["briefing"]["text"]
    assert text.startswith("Ines is a friend of the house.\n\nSince then:\n")
    assert "Done: Handed over from Ana to Bea at 00:" in text
    assert "started the refund" in text


async def test_the_targets_copy_keeps_up_while_it_rings_and_in_the_consult(
    open_center: Open, model: ChatCompletions
) -> None:
    center = await open_center(**settings_of(model))
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    call_id = caller.call_id
    await say(center, call_id, caller, "I was charged twice for order 4528.", 1)
    offered = await ana.offer(bea, mode="consult")
    await say(center, call_id, caller, "And my phone number is 555-0123.", 4)
    await _reads(bea, call_id, "555-0123")
    await ana.step(offered, "cancel")
    await center.transfer_is(ana, offered, "cancelled")
    await begin_consult(center, ana, bea)
    await say(center, call_id, ana, "I have opened case 77120 for it.", 8)
    await _reads(bea, call_id, "77120")


async def _reads(agent: Agent, call_id: str, words: str) -> None:
    async def probe() -> bool:
        seen = await agent.get(f"/calls/{call_id}/briefing")
        told = [seen["text"], *seen["done"], *(fact["value"] for fact in seen["facts"])]
        return any(words in each for each in told)

    await until(probe, f"the briefing has {words}")
