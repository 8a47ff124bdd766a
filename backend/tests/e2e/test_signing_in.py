"""How an agent gets to the desk, and leaves it."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.e2e.journeys import talking_with_bea_at_hand
from tests.support.people import People
from tests.support.person import Person

PASSWORD = "correct horse battery staple"


async def sign_in_by_password(page: Page, username: str, password: str) -> None:
    await page.get_by_role("textbox", name="Username").fill(username)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_by_password_and_out_again(people: People) -> None:
    await people.product.run(
        "users", "passwd", "agent-b", "--password-stdin", stdin=f"{PASSWORD}\n"
    )
    stranger = await people.stranger()
    page = stranger.page
    await page.goto(f"{people.product.base_url}/agent")

    await sign_in_by_password(page, "agent-b", "a wrong password")
    await expect(page.get_by_role("alert").filter(has_text="password")).to_be_visible()
    await sign_in_by_password(page, "agent-b", PASSWORD)
    await expect(page.get_by_role("region", name="Waiting calls")).to_be_visible()

    await page.reload()
    await expect(page.get_by_role("region", name="Waiting calls")).to_be_visible()
    await sign_out(stranger)
    await page.reload()
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()


async def sign_out(person: Person) -> None:
    await person.page.get_by_role("button", name="Bea").click()
    await person.page.get_by_role("menuitem", name="Sign out").click()
    await expect(person.page.get_by_role("button", name="Sign in")).to_be_visible()


async def test_a_link_works_once(people: People) -> None:
    link = await people.product.sign_in_link("agent-a")
    first, second = await people.stranger(), await people.stranger()
    await first.page.goto(link)
    await expect(first.page.get_by_role("region", name="Waiting calls")).to_be_visible()
    await second.page.goto(link)
    await expect(second.page.get_by_role("alert").filter(has_text="link")).to_be_visible()
    await expect(second.page.get_by_role("button", name="Sign in")).to_be_visible()


async def test_an_agent_who_is_away_is_not_offered_calls(people: People) -> None:
    _, ana, bea = await talking_with_bea_at_hand(people)
    await bea.set_presence("Away")
    await ana.transfer_button.click()
    option = ana.page.get_by_role("option", name="Bea")
    await expect(option).to_contain_text("Away")
    await expect(option).to_be_disabled()

    await bea.set_presence("Available")
    await expect(option).to_be_enabled()
