"""What is said is written down: by the right speaker, without a seam, and into the briefing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import seen_off
from tests.e2e.journeys import offered_to_bea
from tests.support.agent import Agent
from tests.support.browser import Browsers
from tests.support.observer import Observer
from tests.support.people import People, Voices
from tests.support.product import RunningProduct
from tests.support.speech import GOOD_ENOUGH, SPEECH, lowest_error_rate, sentences
from tests.support.waiting import until

TRANSCRIBED_S = 120.0  # a script is half a minute long, and heard from wherever it was


@pytest.fixture
async def speakers(
    request: pytest.FixtureRequest,
    browsers: Browsers,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[People]:
    """People who speak their scripts, at a product that transcribes."""
    data_dir = tmp_path_factory.mktemp("transcribing")
    async with (
        RunningProduct(data_dir, STT_PROVIDERS="local") as product,
        Observer(product) as observer,
        seen_off(request, People(product, observer, browsers, Voices.speech(SPEECH))) as speakers,
    ):
        yield speakers


async def test_the_transcript_holds_what_was_said_and_goes_on_after_the_transfer(
    speakers: People,
) -> None:
    caller, ana, bea = await speakers.caller(), await speakers.ana(), await speakers.bea()
    await caller.join()
    await ana.join_waiting_call()

    await has_script(ana, "caller.wav", by="Ines")
    await has_script(ana, "agent-a.wav", by="Ana")
    await expect(ana.briefing).to_contain_text("4528")

    await offered_to_bea(ana, bea, briefing="Order 4528: Ines was charged twice.")
    await bea.accept()
    await bea.sees_participants("Ines", "Ana", "Bea")
    await expect(ana.transfer_status).to_contain_text("Bea is here")
    await ana.leave()

    await has_script(bea, "agent-b.wav", by="Bea")
    await expect(bea.transcript).to_contain_text("charged")
    await finds(bea, "charged", in_call=True)

    await caller.leave_button.click()
    await bea.is_free()
    await finds(bea, "charged", in_call=False)


async def finds(agent: Agent, word: str, *, in_call: bool) -> None:
    """Look for what Ines said, and go to where: in the call in hand, or in one that has ended."""
    await agent.page.keyboard.press("Control+k")
    await agent.search.get_by_role("searchbox").fill(word)
    await agent.search.get_by_role("list", name="Found").get_by_role("button").first.click()
    await expect(agent.search).to_have_count(0)
    place = agent.page if in_call else agent.page.get_by_role("dialog", name="Ines")
    line = place.get_by_role("log", name="Transcript").locator("[data-segment]")
    await expect(line.filter(has_text=word).first).to_be_in_viewport()
    if not in_call:
        await place.get_by_role("button", name="Download transcript").click()
        async with agent.page.expect_download() as download:
            await agent.page.get_by_role("menuitem", name="Plain text").click()
        path = await (await download.value).path()
        assert word in path.read_text(encoding="utf-8")


async def has_script(agent: Agent, voice: str, *, by: str) -> None:
    """Wait until the page's transcript has the whole script of `voice`, said by that speaker.

    A microphone plays its script again and again from the moment it is opened, so what is heard
    begins anywhere in it: the stretch of what was written that fits best is compared.
    """
    script = " ".join(sentences(voice))
    lowest = 1.0

    async def good_enough() -> bool:
        nonlocal lowest
        said = " ".join([text for name, text in await agent.turns() if name == by])
        lowest = min(lowest, lowest_error_rate(script, said))
        return lowest < GOOD_ENOUGH

    await until(
        good_enough,
        lambda: f"{by}'s script in the transcript; lowest error rate {lowest:.2f}",
        timeout_s=TRANSCRIBED_S,
        poll_s=1.0,
    )
