"""axe-core, run in the page as it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.async_api import Page

_AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

# On a busy machine a change begins to fade frames after it was made.
_UNTIL_QUIET = """
async () => {
  for (let quiet = 0; quiet < 5; quiet++) {
    await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
    const fading = document.getAnimations();
    if (fading.length > 0) quiet = -1;
    await Promise.all(fading.map(animation => animation.finished.catch(() => 0)));
  }
}
"""


@cache
def _source() -> str:
    return _AXE.read_text()


async def violations(page: Page) -> list[str]:
    """Each rule that the page breaks, with the elements that break it.

    What was just changed must be drawn and animations be over: a half-faded text has too little
    contrast.
    """
    await page.evaluate(_UNTIL_QUIET)
    await page.evaluate(f"() => {{ {_source()} }}")
    found: list[str] = await page.evaluate(
        """async () => {
          const { violations } = await axe.run(document, { resultTypes: ['violations'] });
          return violations.map(v => `${v.id}: ${v.help}: ` +
            v.nodes.map(n => `${n.target} (${n.failureSummary})`).join('; '));
        }"""
    )
    return found
