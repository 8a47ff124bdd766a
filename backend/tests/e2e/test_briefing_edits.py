"""What agents change in a briefing reaches the next one, and stays readable as it came about."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.journeys import talking_with_bea_at_hand
from tests.support.people import People


async def test_notes_and_edits_reach_the_next_agent_and_are_kept_as_versions(
    people: People,
) -> None:
    _, ana, bea = await talking_with_bea_at_hand(people)
    await ana.add_note("Prefers e-mail.")
    await ana.start_transfer("Bea")
    await expect(bea.incoming).to_contain_text("Prefers e-mail.")
    await ana.add_note("Calls from a car.")
    await expect(bea.incoming).to_contain_text("Calls from a car.")
    await bea.accept()
    await bea.sees_participants("Ines", "Ana", "Bea")
    await expect(bea.briefing).to_contain_text("Prefers e-mail.")

    await bea.edit_briefing("Charged twice. Prefers e-mail.")
    await expect(ana.briefing).to_contain_text("Charged twice.")
    await expect(ana.briefing.locator("ins").first).to_be_visible()

    await ana.page.get_by_role("button", name="Versions").click()
    versions = ana.page.get_by_role("list", name="Versions").get_by_role("listitem")
    await expect(versions.first).to_contain_text("Bea")
    await expect(versions.first).to_contain_text("Charged twice.")
    await expect(versions.nth(1)).to_contain_text("Ana")
