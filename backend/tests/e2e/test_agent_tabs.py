"""An agent who has the console open more than once: whatever happens, one tab has the sound."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.async_api import ViewportSize, expect

from tests.e2e.journeys import (
    all_three_hear_each_other,
    hear_each_other,
    offered_to_bea,
    only_bea_is_left,
    talking,
)
from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.faults import fault
from tests.support.people import People
from tests.support.waiting import until

SMALL_PHONE = ViewportSize(width=360, height=740)

# Every connection to a room that a page ever made.
_COUNT_CONNECTIONS = """
globalThis.connections = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) {
    super(...given);
    globalThis.connections.push(this);
  }
};
"""


async def another_tab(people: People, agent: Agent) -> Agent:
    tab = await people.at_new_page(Agent, f"{agent.name}-other-tab", agent.page.context)
    await tab.page.goto(agent.page.url)
    await tab.is_at_the_desk()
    return tab


async def in_two_tabs(people: People, agent: Agent) -> tuple[Agent, Agent]:
    """The first has the sound."""
    await agent.page.context.add_init_script(_COUNT_CONNECTIONS)
    await agent.reload()
    await agent.is_at_the_desk()
    return agent, await another_tab(people, agent)


async def talking_in_two_tabs(people: People) -> tuple[Caller, Agent, Agent]:
    caller, ana = await talking(people)
    first, second = await in_two_tabs(people, ana)
    await has_the_sound(first, second)
    await hear_each_other(caller, first)
    return caller, first, second


async def has_the_sound(tab: Agent, *others: Agent) -> None:
    """That tab alone is connected; the others say where the sound is."""
    connected: Sequence[int] = ()

    async def it_alone() -> bool:
        nonlocal connected
        connected = [await _connections(each) for each in (tab, *others)]
        return connected[0] > 0 and not any(connected[1:])

    await until(it_alone, lambda: f"one tab of {1 + len(others)} is connected: {connected}")
    await expect(tab.use_this_tab).to_have_count(0)
    await expect(tab.mute_button).to_be_enabled()
    for other in others:
        await expect(other.use_this_tab).to_be_visible()
        await expect(other.mute_button).to_be_disabled()


async def _connections(tab: Agent) -> int:
    open_now: int = await tab.page.evaluate(
        "() => connections.filter(one => one.connectionState === 'connected').length"
    )
    return open_now


async def has_never_connected(tab: Agent) -> None:
    assert await tab.page.evaluate("() => connections.length") == 0


@fault(
    25,
    done="of two tabs of Ana's, the one that has the sound of her call is closed",
    seen="the other takes the sound over by itself, and both hear each other",
)
async def test_another_tab_takes_over_when_the_one_with_the_sound_is_closed(
    people: People,
) -> None:
    caller, first, second = await talking_in_two_tabs(people)
    await expect(second.page.get_by_text("sound of this call is in another tab")).to_be_visible()
    await second.sees_participants("Ines", "Ana")
    await has_never_connected(second)

    await first.page.close()
    await has_the_sound(second)
    await hear_each_other(caller, second)
    await second.sees_participants("Ines", "Ana")


async def test_the_sound_goes_to_the_tab_that_is_used_and_stays_there_when_it_is_reloaded(
    people: People,
) -> None:
    caller, first, second = await talking_in_two_tabs(people)
    await second.page.set_viewport_size(SMALL_PHONE)
    await expect(second.use_this_tab).to_be_in_viewport(ratio=1)
    await second.use_this_tab.press("Enter")
    await has_the_sound(second, first)
    await hear_each_other(caller, second)

    await second.reload()
    await has_the_sound(second, first)
    await hear_each_other(caller, second)
    await first.sees_participants("Ines", "Ana")


async def test_who_is_muted_stays_so_in_the_tab_that_takes_over(people: People) -> None:
    _, first, second = await talking_in_two_tabs(people)
    await first.mute_button.click()
    await expect(first.unmute_button).to_be_visible()
    await first.page.close()
    await expect(second.unmute_button).to_be_enabled()
    await expect(second.use_this_tab).to_have_count(0)


async def test_a_transfer_can_be_started_and_finished_in_the_tab_without_the_sound(
    people: People,
) -> None:
    caller, first, second = await talking_in_two_tabs(people)
    bea = await people.bea()
    await offered_to_bea(second, bea)
    await bea.accept()
    await all_three_hear_each_other(caller, first, bea)
    await has_the_sound(first, second)
    await has_never_connected(second)

    await second.leave()
    await first.is_free()
    await only_bea_is_left(caller, bea)
    await bea.sees_history("Ana", "Bea", "Completed")


async def test_an_agent_who_is_rung_has_the_sound_in_the_tab_where_they_accept(
    people: People,
) -> None:
    caller, ana = await talking(people)
    first, second = await in_two_tabs(people, await people.bea())
    await offered_to_bea(ana, first)
    await second.accept()
    await has_the_sound(second, first)
    await all_three_hear_each_other(caller, ana, second)
    await expect(first.incoming).to_have_count(0)
    await ana.sees_participants("Ines", "Ana", "Bea")

    await ana.leave()
    await only_bea_is_left(caller, second)


@fault(
    25,
    done="Ana's page is open on two devices",
    seen="they do not take the sound from each other by themselves; the other one says where it is",
)
async def test_two_devices_of_an_agent_do_not_take_the_sound_from_each_other_by_themselves(
    people: People,
) -> None:
    tablet = await people.ana()
    caller, laptop = await talking(people)  # joined on the laptop, where it is heard
    on_another_device = "sound of this call is on another device"
    await expect(tablet.page.get_by_text(on_another_device)).to_be_visible()

    await tablet.use_this_tab.click()
    await expect(laptop.page.get_by_text(on_another_device)).to_be_visible()
    await hear_each_other(caller, tablet)

    await laptop.use_this_tab.click()
    await expect(tablet.page.get_by_text(on_another_device)).to_be_visible()
    await hear_each_other(caller, laptop)
    await laptop.sees_participants("Ines", "Ana")
    await expect(laptop.use_this_tab).to_have_count(0)
