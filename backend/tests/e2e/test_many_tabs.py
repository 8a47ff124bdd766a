"""More tabs than a browser allows connections: one event stream reaches them all.

Browsers allow six HTTP/1.1 connections to an origin, and without a proxy in front of it the product
is served over HTTP/1.1. What reaches each tab is held against what the server has for its agent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.faults import fault
from tests.support.library_page import build_page
from tests.support.people import People
from tests.support.processes import Part
from tests.support.stream_page import Listener, StreamPage, has_streams, serve_stream_page

NINE = 9


@pytest.fixture(scope="module")
async def stream_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await build_page("stream", tmp_path_factory.mktemp("stream-page"))


@pytest.fixture
async def profile(people: People, stream_page: Path) -> BrowserContext:
    context = await people.shared_profile()
    await serve_stream_page(context, people.product, stream_page)
    return context


@asynccontextmanager
async def signed_in(
    people: People, profile: BrowserContext, username: str
) -> AsyncIterator[Listener]:
    listener = Listener(people.product, profile, seat=username)
    try:
        yield await listener.sign_in(username)
    finally:
        await listener.aclose()


async def opened(listener: Listener, count: int) -> list[StreamPage]:
    """So many tabs. The first has the connection."""
    tabs = [await listener.open_tab() for _ in range(count)]
    for tab in tabs:
        await tab.is_open()
    return tabs


async def each_hears_something_new(listener: Listener, tabs: list[StreamPage]) -> None:
    newest = await listener.newest()
    for tab in tabs:
        await tab.hears(newest + 1)


async def each_was_told_everything_once(
    listener: Listener, tabs: list[StreamPage], start: int
) -> None:
    expected = [frame.id for frame in await listener.told_after(start)]
    for tab in tabs:
        await tab.hears(expected[-1] or 0)
        assert await tab.ids_after(start) == expected
        assert await tab.loads() == 1


@fault(
    25,
    done="of nine tabs, those that hold the stream are closed and crashed one after another",
    seen="the others get each event once",
)
async def test_nothing_is_lost_or_doubled_whatever_becomes_of_the_tab_with_the_connection(
    people: People, profile: BrowserContext
) -> None:
    async with signed_in(people, profile, "agent-a") as ana:
        tabs = await opened(ana, NINE)
        await has_streams(people.product, agent=1)
        start = await ana.newest()
        async with ana.always_changing():
            await each_hears_something_new(ana, tabs)
            for ends in (StreamPage.close, StreamPage.crash, StreamPage.close):
                await ends(tabs.pop(0))
                await each_hears_something_new(ana, tabs)
            late = await ana.open_tab()
            await each_hears_something_new(ana, [late])
        await each_was_told_everything_once(ana, tabs, start)
        await has_streams(people.product, agent=1)


async def test_a_frozen_tab_does_not_silence_the_others(
    people: People, profile: BrowserContext
) -> None:
    async with signed_in(people, profile, "agent-a") as ana:
        first, *others = await opened(ana, 4)
        start = await ana.newest()
        async with ana.always_changing():
            async with first.frozen():
                await each_hears_something_new(ana, others)
                newest = await ana.newest()
            await first.hears(newest + 1)
        await each_was_told_everything_once(ana, others, start)
        await has_streams(people.product, agent=1)


async def test_two_seats_have_a_stream_each(people: People, profile: BrowserContext) -> None:
    async with (
        signed_in(people, profile, "agent-a") as ana,
        signed_in(people, profile, "agent-b") as bea,
    ):
        anas, beas = await opened(ana, 4), await opened(bea, 4)
        await has_streams(people.product, agent=2)
        start = await ana.newest()
        async with ana.always_changing():
            await each_hears_something_new(ana, anas + beas)
            await anas.pop(0).close()
            await beas.pop(0).close()
            await each_hears_something_new(ana, anas + beas)
        await each_was_told_everything_once(ana, anas, start)
        await each_was_told_everything_once(ana, beas, start)
        await has_streams(people.product, agent=2)


async def consoles(people: People, profile: BrowserContext, count: int) -> list[Agent]:
    """Ana's console in so many tabs."""
    pages = [await people.at_new_page(Agent, f"Ana-{n}", profile) for n in range(count)]
    await pages[0].sign_in(await people.product.sign_in_link("agent-a"))
    for page in pages[1:]:
        await page.page.goto(f"{people.product.base_url}/agent-a")
        await page.is_at_the_desk()
    return pages


@fault(
    25,
    done="nine tabs of one agent are open in a browser, and one is closed",
    seen="all show each new call; one stream is open",
)
async def test_nine_consoles_of_one_agent_show_the_same(people: People) -> None:
    anas = await consoles(people, await people.shared_profile(), NINE)
    await has_streams(people.product, agent=1)
    caller = await people.caller()
    await caller.join()
    for ana in anas:
        await expect(ana.waiting_calls).to_contain_text("Ines")
    await anas.pop(0).page.close()
    await caller.hang_up()
    for ana in anas:
        await expect(ana.waiting_calls).not_to_contain_text("Ines")
    await has_streams(people.product, agent=1)


async def test_consoles_and_caller_pages_of_one_browser_all_work(people: People) -> None:
    profile = await people.shared_profile()
    anas = await consoles(people, profile, 5)
    bea = await people.at_new_page(Agent, "Bea", profile)
    await bea.sign_in(await people.product.sign_in_link("agent-b"))
    caller = await people.at_new_page(Caller, "Ines", profile)
    await caller.open()
    await caller.join()
    second = await people.at_new_page(Caller, "Ines-second-tab", profile)
    await second.page.goto(people.product.base_url)
    await second.is_told("open in another tab")
    for ana in anas:
        await expect(ana.waiting_calls).to_contain_text("Ines")
    await has_streams(people.product, agent=2, caller=1)

    await bea.join_waiting_call()
    await caller.sees("Connected")
    for ana in anas:
        await expect(ana.waiting_calls).not_to_contain_text("Ines")
    await bea.leave()


async def test_who_signs_out_in_one_tab_is_signed_out_in_all(people: People) -> None:
    anas = await consoles(people, await people.shared_profile(), 3)
    await anas[1].page.get_by_role("button", name="Ana").click()
    await anas[1].page.get_by_role("menuitem", name="Sign out").click()
    for ana in anas:
        await expect(ana.page.get_by_role("button", name="Sign in")).to_be_visible()
    await has_streams(people.product, agent=0)


async def test_tabs_that_one_agent_left_open_listen_to_nothing_of_the_next(people: People) -> None:
    """Bea signs in at Ana's seat. Ana's tabs keep their stream until it has to be opened again."""
    profile = await people.shared_profile()
    anas = await consoles(people, profile, 2)
    bea = await people.at_new_page(Agent, "Bea", profile)
    token = (await people.product.sign_in_link("agent-b")).partition("#sign-in=")[2]
    await bea.sign_in(f"{people.product.base_url}/agent-a#sign-in={token}")
    await has_streams(people.product, agent=2)

    await people.product.kill(Part.API)
    await people.product.wait_until_ready()
    for page in (*anas, bea):
        await expect(page.page.get_by_role("button", name="Bea")).to_be_visible()
    await has_streams(people.product, agent=1)
