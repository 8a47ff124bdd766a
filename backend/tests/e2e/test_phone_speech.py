"""What is said on a phone is written down like anything else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.e2e.conftest import seen_off
from tests.e2e.phones import CALLER_PHONE
from tests.e2e.test_transcript import has_script
from tests.support.browser import Browsers
from tests.support.observer import Observer
from tests.support.people import People, Voices
from tests.support.phone_product import product_for
from tests.support.phone_simulator import PhoneSimulator
from tests.support.speech import SPEECH


@pytest.fixture
async def speakers(
    request: pytest.FixtureRequest,
    phone_simulator: PhoneSimulator,
    browsers: Browsers,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[People]:
    """People who speak their scripts, at a product that transcribes."""
    product = product_for(
        phone_simulator, tmp_path_factory.mktemp("transcribing-phones"), STT_PROVIDERS="local"
    )
    async with (
        product,
        Observer(product) as observer,
        seen_off(request, People(product, observer, browsers, Voices.speech(SPEECH))) as speakers,
    ):
        await product.run("phone-number")
        yield speakers


async def test_the_words_of_a_caller_on_the_phone_are_in_the_transcript(
    speakers: People, phone_simulator: PhoneSimulator
) -> None:
    ana = await speakers.ana()
    await phone_simulator.put_sound("caller", (SPEECH / "caller.wav").read_bytes())
    call = await phone_simulator.ring_in(CALLER_PHONE)
    await phone_simulator.until_listening(call.sid, "stream")
    await ana.join_waiting_call()
    await phone_simulator.speak(call.sid, wav="caller", loop=True)
    await has_script(ana, "caller.wav", by="+1 415-555-0123")
    await phone_simulator.hang_up(call.sid)
    await ana.is_free()
