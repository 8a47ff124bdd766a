"""The ways to hand over, as people see them: consult, direct, several agents, holds, recalls."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Locator, expect

from tests.support.agent import Agent
from tests.support.caller import Caller
from tests.support.people import People

PUT_ON_HOLD = "Ana has put you on hold. You hear music until Ana is back."


async def in_a_call(people: People) -> tuple[Caller, Agent, Agent]:
    """Ines and Ana are in a call; Bea is at her desk."""
    caller, ana, bea = await asyncio.gather(people.caller("Ines"), people.ana(), people.bea())
    await caller.join()
    await ana.join_waiting_call()
    await caller.sees("Connected")
    return caller, ana, bea


async def consulting(people: People) -> tuple[Caller, Agent, Agent]:
    """Ana talks with Bea, while Ines is on hold."""
    caller, ana, bea = await in_a_call(people)
    await ana.start_transfer("Bea", mode="Consult first")
    await bea.accept()
    await expect(ana.transfer_status).to_contain_text("You are consulting Bea")
    await caller.sees("On hold")
    return caller, ana, bea


def participant(agent: Agent, name: str) -> Locator:
    return agent.participants.filter(has_text=name)


def step(agent: Agent, name: str) -> Locator:
    return agent.transfer_status.get_by_role("list", name="Steps").get_by_text(name)


def asked(agent: Agent, name: str) -> Locator:
    """What the status says of one of several who are asked."""
    offers = agent.transfer_status.get_by_role("list", name="Who is asked")
    return offers.get_by_role("listitem").filter(has_text=name)


def notice(agent: Agent, words: str) -> Locator:
    return agent.page.get_by_role("alert").filter(has_text=words)


async def test_a_consult_from_start_to_end(people: People) -> None:
    caller, ana, bea = await in_a_call(people)
    await ana.start_transfer("Bea", mode="Consult first")
    await expect(ana.transfer_status).to_contain_text("Once Bea accepts, Ines goes on hold")
    await expect(bea.incoming).to_contain_text("You talk with Ana first, while Ines is on hold.")
    await caller.sees("Connected")

    await bea.accept()
    await expect(ana.transfer_status).to_contain_text("You are consulting Bea")
    await expect(ana.transfer_status).to_contain_text("Ines hears music. You and Bea are talking.")
    await expect(step(ana, "Consulting")).to_have_attribute("aria-current", "step")
    await expect(bea.transfer_status).to_contain_text("Ana is consulting you")
    await caller.sees("On hold")
    await caller.is_told(PUT_ON_HOLD)
    await expect(participant(ana, "Ines")).to_contain_text("On hold")
    for agent in (ana, bea):
        await expect(agent.call_header).to_contain_text("hears music")
        await expect(agent.resume_button).to_be_disabled()
        await expect(agent.transfer_button).to_be_disabled()
    await expect(ana.page.get_by_text("Leaving hands the caller over to Bea.")).to_be_visible()
    await expect(bea.transfer_controls).to_have_count(0)

    for _ in range(2):
        await ana.return_to_caller()
        await expect(ana.transfer_status).to_contain_text("Bea is waiting for you")
        await expect(bea.transfer_status).to_contain_text("You are waiting for Ana")
        await caller.sees("Connected")
        await expect(ana.hold_button).to_be_enabled()
        await expect(bea.hold_button).to_be_disabled()
        await ana.back_to("Bea")
        await expect(ana.transfer_status).to_contain_text("You are consulting Bea")
        await caller.sees("On hold")

    await ana.bring_in()
    await expect(ana.transfer_status).to_contain_text("Bea is here")
    await expect(ana.hold_button).to_be_enabled()
    await caller.sees("Connected")
    await caller.is_told("Ana and Bea")
    await ana.leave()
    await bea.sees_participants("Ines", "Bea")
    await bea.sees_history("Ana", "Bea", "Completed", "Consulted first")


async def test_handing_over_after_a_consult_frees_the_agent(people: People) -> None:
    caller, ana, bea = await consulting(people)
    await ana.hand_over()
    await ana.is_free()
    await expect(ana.page.get_by_text("Ines is with Bea now.")).to_be_visible()
    await bea.sees_participants("Ines", "Bea")
    await expect(bea.transfer_status).to_contain_text("You have the call")
    await caller.sees("Connected")


async def test_leaving_a_consult_hands_the_caller_over(people: People) -> None:
    caller, ana, bea = await consulting(people)
    await ana.leave()
    await bea.sees_participants("Ines", "Bea")
    await caller.sees("Connected")


async def test_cancelling_a_consult_brings_the_caller_back(people: People) -> None:
    caller, ana, bea = await consulting(people)
    await ana.cancel_button.click()
    await bea.is_free()
    await expect(ana.transfer_status).to_contain_text("Ines is back with you.")
    await expect(ana.hold_button).to_be_enabled()
    await caller.sees("Connected")


async def test_a_reload_finds_the_consult_as_it_is(people: People) -> None:
    _, ana, _ = await consulting(people)
    await ana.reload()
    await expect(ana.transfer_status).to_contain_text("You are consulting Bea")
    await ana.return_to_caller()
    await expect(ana.transfer_status).to_contain_text("Bea is waiting for you")


async def test_a_direct_transfer_frees_the_agent_at_once(people: People) -> None:
    caller, ana, bea = await in_a_call(people)
    await ana.start_transfer("Bea", mode="Direct")
    await expect(bea.incoming).to_contain_text("Ines comes to you at once, without Ana.")
    await bea.accept()
    await ana.is_free()
    await bea.sees_participants("Ines", "Bea")
    await bea.sees_history("Ana", "Bea", "Completed", "Direct")
    await caller.is_told("You are now with Bea.")


async def test_several_are_asked_one_after_the_other(people: People) -> None:
    (caller, ana, bea), carl = await asyncio.gather(in_a_call(people), people.carl())
    await ana.start_transfer("Carl", "Bea", in_order=True)
    await expect(carl.incoming).to_be_visible()
    await expect(ana.transfer_status).to_contain_text("Ringing Carl")
    await expect(asked(ana, "Bea")).to_contain_text("To be asked")
    await expect(bea.incoming).to_have_count(0)

    await carl.decline("In a meeting")
    await expect(bea.incoming).to_be_visible()
    await expect(carl.incoming).to_have_count(0)
    await expect(ana.transfer_status).to_contain_text("Ringing Bea")
    await expect(asked(ana, "Carl")).to_contain_text("Declined")
    await bea.accept()
    await expect(ana.transfer_status).to_contain_text("Bea is here")
    await bea.sees_participants("Ines", "Ana", "Bea")
    await caller.sees("Connected")


async def test_the_first_of_a_team_to_accept_has_the_call(people: People) -> None:
    (_, ana, bea), carl = await asyncio.gather(in_a_call(people), people.carl())
    await ana.transfer_button.click()
    billing = ana.page.get_by_role("option", name=re.compile("^Billing"))
    await expect(billing).to_contain_text("2 can take it")
    await billing.click()
    await ana.transfer_dialog.get_by_role("button", name="Start transfer").click()
    await expect(bea.incoming).to_contain_text("Also ringing: Carl")
    await expect(carl.incoming).to_contain_text("Also ringing: Bea")
    await expect(ana.transfer_status).to_contain_text("Ringing Bea and Carl")

    await carl.accept()
    await expect(bea.incoming).to_have_count(0)
    await expect(notice(bea, "Carl took the call with Ines.")).to_be_visible()
    await expect(ana.transfer_status).to_contain_text("Carl is here")
    await ana.sees_history("Ana", "Carl")


async def test_nobody_rings_any_more_once_the_transfer_is_cancelled(people: People) -> None:
    (_, ana, bea), carl = await asyncio.gather(in_a_call(people), people.carl())
    await ana.start_transfer("Bea", "Carl")
    await asyncio.gather(
        expect(bea.incoming).to_be_visible(), expect(carl.incoming).to_be_visible()
    )
    await ana.cancel_button.click()
    for agent in (bea, carl):
        await expect(agent.incoming).to_have_count(0)
        await expect(notice(agent, "Ana cancelled")).to_be_visible()


async def test_a_caller_on_hold(people: People) -> None:
    caller, ana, _ = await in_a_call(people)
    await ana.hold()
    await caller.sees("On hold")
    await caller.is_told(PUT_ON_HOLD)
    await expect(caller.leave_button).to_be_enabled()
    await expect(participant(ana, "Ines")).to_contain_text("On hold")
    await expect(ana.transcript).to_contain_text("What is said now is not written down.")
    await ana.reload()
    await ana.resume()
    await caller.sees("Connected")

    await ana.page.get_by_role("heading", name="Ines").focus()
    await ana.page.keyboard.press("h")
    await caller.sees("On hold")
    await expect(ana.resume_button).to_be_visible()
    await ana.page.keyboard.press("h")
    await caller.sees("Connected")


async def left_alone_after_a_transfer(people: People) -> tuple[Caller, Agent, Agent]:
    """Ana has handed Ines over to Bea, who leaves."""
    caller, ana, bea = await in_a_call(people)
    await ana.start_transfer("Bea", mode="Direct")
    await bea.accept()
    await ana.is_free()
    await bea.sees_participants("Ines", "Bea")
    await bea.leave()
    await caller.sees("Waiting for an agent")
    return caller, ana, bea


async def test_a_caller_who_is_left_alone_comes_back(people: People) -> None:
    caller, ana, bea = await left_alone_after_a_transfer(people)
    await expect(ana.recall).to_contain_text("Ines is waiting again. Bea has left.")
    await expect(bea.waiting_calls).to_contain_text("Returning to Ana")
    await ana.recall.get_by_role("button", name="Take the call").click()
    await ana.is_in_the_call()
    await expect(ana.recall).to_have_count(0)
    await caller.sees("Connected")
    await ana.sees_history("Ana", "Bea", "Completed")


async def test_whoever_does_not_want_a_caller_back_is_rung_no_more(people: People) -> None:
    _, ana, bea = await left_alone_after_a_transfer(people)
    await ana.recall.get_by_role("button", name="Not now").click()
    await expect(ana.recall).to_have_count(0)
    await expect(bea.waiting_calls).to_contain_text("Ines")
    await expect(bea.waiting_calls).not_to_contain_text("Returning")


async def test_somebody_else_may_take_a_caller_who_comes_back(people: People) -> None:
    _, ana, bea = await left_alone_after_a_transfer(people)
    await expect(ana.recall).to_be_visible()
    await bea.join_waiting_call()
    await expect(ana.recall).to_have_count(0)
    await expect(notice(ana, "Bea took the call with Ines.")).to_be_visible()
