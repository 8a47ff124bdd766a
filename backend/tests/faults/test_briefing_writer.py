"""A briefing's writer that hangs or fails: the transfer does not wait for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.faults.conftest import to_livekit
from tests.integration.briefing.conftest import settings_of
from tests.support.call_center import CallCenter, move
from tests.support.chat_completions import GROQ, ChatCompletions, Trouble
from tests.support.faults import fault
from tests.support.livekit_server import LiveKitServer
from tests.support.waiting import until
from warm_transfer.domain.briefing import Briefing
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.local import LocalBriefingWriter
from warm_transfer.services.briefing.punctual import WRITE_WITHIN_S

SLACK_S = 10.0  # for all that else is done meanwhile, on a busy machine

Write = Callable[[LocalBriefingWriter, BriefingMaterial], Awaitable[Briefing]]


async def hangs(_writer: LocalBriefingWriter, _material: BriefingMaterial) -> Briefing:
    await asyncio.Event().wait()
    raise AssertionError("nobody wakes it")


async def fails(_writer: LocalBriefingWriter, _material: BriefingMaterial) -> Briefing:
    raise RuntimeError("the service answers with garbage")


@fault(
    16,
    done="the writer hangs, or raises, when a transfer is started",
    seen="Bea is rung within seconds with what was said last, word for word, and takes the call",
)
@pytest.mark.parametrize("write", [hangs, fails])
async def test_a_transfer_does_not_wait_for_the_writer(
    center: CallCenter, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setattr(LocalBriefingWriter, "write", write)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    await say(center, caller.call_id, caller.identity, "I was charged twice for order 4528.")
    began_s = time.monotonic()
    body = {"target": {"agent_id": bea.id}}
    offered = await ana.post(f"/calls/{caller.call_id}/transfers", body, expect=201)
    assert time.monotonic() - began_s < WRITE_WITHIN_S + SLACK_S
    assert offered["briefing"]["source"] == "excerpt"
    assert "Ines: I was charged twice for order 4528." in offered["briefing"]["text"]
    await bea.accept(offered)
    await move(caller, ana, bea)
    await center.transfer_is(bea, offered, "introducing")


@fault(
    16,
    done="the writer hangs after it has written a briefing",
    seen="Bea gets that one",
)
async def test_what_was_written_before_is_kept(
    center: CallCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    await say(center, caller.call_id, caller.identity, "I was charged twice for order 4528.")
    written = await ana.get(f"/calls/{caller.call_id}/briefing")
    monkeypatch.setattr(LocalBriefingWriter, "write", hangs)
    await say(center, caller.call_id, caller.identity, "And it is urgent.", start_s=4)
    body = {"target": {"agent_id": bea.id}}
    offered = await ana.post(f"/calls/{caller.call_id}/transfers", body, expect=201)
    assert (offered["briefing"]["source"], written["source"]) == ("local", "local")
    assert offered["briefing"]["text"] == written["text"]


@fault(
    16,
    done="the language model hangs, is rate-limited, breaks off, answers garbage, or refuses",
    seen="Bea is rung with a briefing that was read locally; the model's follows when it can",
)
@pytest.mark.parametrize("trouble", ["hang", "busy", "cut", "garbage", "refusal"])
async def test_a_transfer_does_not_wait_for_a_language_model(
    tmp_path: Path, livekit: LiveKitServer, trouble: Trouble
) -> None:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(ChatCompletions(GROQ))
        model.trouble(trouble)
        center = CallCenter(tmp_path, livekit, to_livekit(livekit) | settings_of(model))
        await stack.enter_async_context(center)
        ana, bea = await center.agent("ana"), await center.agent("bea")
        caller = await center.call_with(ana)
        await say(center, caller.call_id, caller.identity, "I was charged twice for order 4528.")
        body = {"target": {"agent_id": bea.id}}
        offered = await ana.post(f"/calls/{caller.call_id}/transfers", body, expect=201)
        assert offered["briefing"]["source"] == "local"
        assert "4528" in offered["briefing"]["text"]
        model.release()
        await say(center, caller.call_id, caller.identity, "And it is urgent.", start_s=4)

        async def model_wrote() -> bool:
            seen = await bea.get(f"/calls/{caller.call_id}/briefing")
            return bool(seen["source"] == "groq" and "4528" in seen["text"])

        await until(model_wrote, "the model's briefing takes its place")


async def say(
    center: CallCenter, call_id: str, identity: str, text: str, *, start_s: int = 1
) -> None:
    """The call worker reports what was said."""
    segment = {
        "id": f"segment-{start_s}",
        "identity": identity,
        "text": text,
        "start_s": start_s,
        "end_s": start_s + 2,
        "language": "en",
        "confidence": 0.9,
    }
    path = f"/api/worker/calls/{call_id}/segments"
    answer = await center.api.worker().post(path, json={"segments": [segment]})
    assert answer.status_code == 204, answer.text
