"""Real browsers at a really running product. Tests run one after another and share both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import expect

from tests.e2e.phones import CALLER_PHONE, PHONE, Phones
from tests.support.browser import Browsers
from tests.support.observer import Observer
from tests.support.people import People, Voices
from tests.support.phone_product import product_for
from tests.support.phone_simulator import PhoneSimulator
from tests.support.product import RunningProduct
from tests.support.waiting import PATIENCE_S

_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture(scope="session")
async def all_browsers() -> AsyncIterator[Browsers]:
    async with Browsers() as browsers:
        yield browsers


@pytest.fixture
async def browsers(all_browsers: Browsers) -> AsyncIterator[Browsers]:
    """Fresh processes for each test, so that no test's sound or microphone outlives it."""
    yield all_browsers
    await all_browsers.end_all()


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return Voices.tones(tmp_path_factory.mktemp("tones"))


@pytest.fixture(scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningProduct]:
    """Without a transcriber, which would take the processor from three browsers."""
    data_dir = tmp_path_factory.mktemp("product")
    async with RunningProduct(data_dir, STT_PROVIDERS="none") as product:
        yield product


@pytest.fixture(scope="session")
async def observer(product: RunningProduct) -> AsyncIterator[Observer]:
    async with Observer(product) as observer:
        yield observer


@pytest.fixture
async def people(
    request: pytest.FixtureRequest,
    product: RunningProduct,
    observer: Observer,
    browsers: Browsers,
    tones: Voices,
) -> AsyncIterator[People]:
    """The people of one test. Each speaks with a tone of their own."""
    async with seen_off(request, People(product, observer, browsers, tones)) as people:
        yield people


@pytest.fixture(scope="session")
async def hurried_product(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningProduct]:
    """With the shortest deadlines that the settings allow."""
    data_dir = tmp_path_factory.mktemp("hurried-product")
    async with RunningProduct(data_dir, STT_PROVIDERS="none", OFFER_TIMEOUT_S="5") as product:
        yield product


@pytest.fixture
async def people_in_a_hurry(
    request: pytest.FixtureRequest,
    hurried_product: RunningProduct,
    browsers: Browsers,
    tones: Voices,
) -> AsyncIterator[People]:
    """As `people`, where nobody waits for an answer longer than five seconds."""
    async with (
        Observer(hurried_product) as observer,
        seen_off(request, People(hurried_product, observer, browsers, tones)) as people,
    ):
        yield people


@pytest.fixture(scope="session")
async def phone_simulator() -> AsyncIterator[PhoneSimulator]:
    async with PhoneSimulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
async def product_with_phones(
    tmp_path_factory: pytest.TempPathFactory, phone_simulator: PhoneSimulator
) -> AsyncIterator[RunningProduct]:
    """With an account at the simulated Twilio, whose number leads here."""
    data_dir = tmp_path_factory.mktemp("product-with-phones")
    async with product_for(phone_simulator, data_dir, STT_PROVIDERS="none") as product:
        await product.run("phone-number")
        yield product
        for log in product.logs():
            written = log.read_text(errors="replace")
            for number in (PHONE, CALLER_PHONE):
                assert number.removeprefix("+1") not in written, f"a phone number is in {log.name}"


@pytest.fixture(scope="session")
async def observer_of_phones(product_with_phones: RunningProduct) -> AsyncIterator[Observer]:
    async with Observer(product_with_phones) as observer:
        yield observer


@pytest.fixture
async def phones(phone_simulator: PhoneSimulator) -> AsyncIterator[Phones]:
    """What Twilio would refuse of ours fails the test that made it."""
    await phone_simulator.forget_person(PHONE)
    yield Phones(phone_simulator)
    problems = await phone_simulator.problems()
    await phone_simulator.clear_problems()
    assert problems == []


@pytest.fixture
async def people_with_phones(
    request: pytest.FixtureRequest,
    product_with_phones: RunningProduct,
    observer_of_phones: Observer,
    phones: Phones,
    browsers: Browsers,
    tones: Voices,
) -> AsyncIterator[People]:
    """As `people`, where calls go to phones and come from them."""
    people = People(product_with_phones, observer_of_phones, browsers, tones)
    async with seen_off(request, people) as people:
        yield people
        await phones.hang_up()


@asynccontextmanager
async def seen_off(request: pytest.FixtureRequest, people: People) -> AsyncIterator[People]:
    """Keep the evidence if the test failed; then let everybody leave."""
    yield people
    if request.node.stash.get(_FAILED, False):
        directory = request.config.rootpath / "test-results" / request.node.name
        directory.mkdir(parents=True, exist_ok=True)
        await people.save_evidence(directory)
    await people.leave()
    assert not people.complaints()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    before = report.when != "setup" and item.stash.get(_FAILED, False)
    item.stash[_FAILED] = before or report.failed
    return report
