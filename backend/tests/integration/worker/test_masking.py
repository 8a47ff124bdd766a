"""A card's number that is said in a call gets neither into the room nor to the API nor to a log."""

from __future__ import annotations

import re

import pytest
from livekit.agents import stt

from tests.integration.worker.conftest import Stage
from tests.support.speech import SAMPLE_RATE, recording
from tests.support.voice import Voice
from tests.support.waiting import until
from warm_transfer.domain.sensitive import ALL_KINDS, MaskKind
from warm_transfer.worker.transcriber import Transcriber

ORDER_NUMBER_S = (7.0, 10.2)  # in caller.wav: "The order number is 4528."
CARD = "4242 4242 4242 4242"


@pytest.fixture
def privacy_mask() -> list[MaskKind]:
    return sorted(ALL_KINDS)


@pytest.fixture(autouse=True)
def a_card_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the engine hears a number: a small one mishears a whole card's too often."""
    take = Transcriber._take

    def take_a_card(transcriber: Transcriber, event: stt.SpeechEvent) -> None:
        for heard in event.alternatives:
            heard.text = re.sub(r"\d[\d ,-]*", CARD, heard.text)
        take(transcriber, event)

    monkeypatch.setattr(Transcriber, "_take", take_a_card)


async def test_neither_the_room_nor_the_api_gets_a_card(
    stage: Stage, caller: Voice, agent: Voice
) -> None:
    room = await stage.room("call-1")
    await caller.join(room)
    reader = await agent.join(room)
    await stage.hears(caller)

    from_s, to_s = ORDER_NUMBER_S
    await caller.say(recording("caller.wav")[int(from_s * SAMPLE_RATE) : int(to_s * SAMPLE_RATE)])
    await caller.say(recording("agent-b.wav"))
    segments = await stage.desk.received("call-1", "The money will arrive in three days.")

    assert "[card ••4242]" in stage.desk.text("call-1")
    ids = {segment["id"] for segment in segments}

    async def all_shown() -> bool:
        return {partial.segment_id for partial in reader.partials if partial.final} >= ids

    await until(all_shown, "show how each sentence ended")
    shown = [partial.text for partial in reader.partials]
    assert any(text.endswith("[…]") for text in shown)
    for read in (stage.desk.text("call-1"), *shown, stage.caplog.text):
        assert CARD[:9] not in read
