"""Dialogs, on a page that has much to do."""

from __future__ import annotations

from tests.support.people import People

# A page draws anew when a message to itself arrives: on a busy machine, later than the next frame.
LATE_MS = 20
_DRAWS_LATE = f"""
() => {{
  const send = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...what) {{
    setTimeout(() => send.apply(this, what), {LATE_MS});
  }};
}}
"""
_ESCAPE_AFTER = """
async (button, ms) => {
  const shown = () => document.querySelector('[role=dialog]');
  const turn = (ms = 5) => new Promise(done => setTimeout(done, ms));
  button.click();
  while (!shown()) await turn();
  await turn(ms);
  const key = { key: 'Escape', bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key));
  for (let turns = 0; shown() && turns < 1000; turns++) await turn();
  return !shown();
}
"""


async def test_a_dialog_that_is_closed_while_it_appears_is_gone(people: People) -> None:
    ana = await people.ana()
    await ana.page.evaluate(_DRAWS_LATE)
    button = ana.page.get_by_role("button", name="Keyboard help")
    for ms in range(0, 200, 20):
        assert await button.evaluate(_ESCAPE_AFTER, ms), f"Escape after {ms} ms does nothing"
