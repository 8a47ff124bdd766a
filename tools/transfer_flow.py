"""Draw the transfer's rules into docs/transfer-flow.md: a diagram and a table of TRANSITIONS.

Run by `make docs`. What stands between the markers is replaced, the text around it is kept.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from warm_transfer.domain.transfer import (
    INITIAL,
    TRANSITIONS,
    Effect,
    Outcome,
    TransferEvent,
    TransferState,
    Transition,
    is_open,
)

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "transfer-flow.md"
S, E, F = TransferState, TransferEvent, Effect

# They end a transfer in any state, which an arrow from each would only hide the others behind.
FROM_ANYWHERE = (E.CALLER_LEFT, E.CALL_ENDED)

WORDS: dict[Effect, str] = {
    F.CREATE_DESTINATION: "the destination is made",
    F.OPEN_DESTINATION: "the destination is transcribed",
    F.RING_TARGET: "B's phone, if it is one, is dialled",
    F.HANG_UP_TARGET: "B's phone is hung up",
    F.ADMIT_TARGET: "B is in the call",
    F.HOLD_CALLER: "the caller is on hold",
    F.RESUME_CALLER: "the caller is off the consult's hold",
    F.HAND_OVER: "A will not come along",
    F.SWITCH_CALL: "the call is in the destination",
    F.RELEASE_INITIATOR: "A is out of the call",
    F.DISMISS_TARGET: "B is out of the call",
    F.CLOSE_DESTINATION: "the destination is closed",
    F.NUDGE: "the pages are told by data message",
}


def diagram() -> str:
    """Mermaid. Arrows between the same two states are one, and those that lead nowhere are none."""
    arrows: dict[tuple[str, str], list[TransferEvent]] = {("[*]", INITIAL.state): []}
    for (state, event), row in TRANSITIONS.items():
        if event in FROM_ANYWHERE and _ends_every_state(event):
            continue
        for after in _after(state, row):
            if after != state:
                arrows.setdefault((state, after), []).append(event)
    lines = [_arrow(*ends, events) for ends, events in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def table() -> str:
    lines = ["| in | when | then | and |", "| --- | --- | --- | --- |"]
    for (state, event), row in TRANSITIONS.items():
        words = "; ".join(WORDS[effect] for effect in row.effects)
        lines.append(f"| `{state}` | `{event}` | {_then(state, row)} | {words} |")
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {"diagram": diagram, "table": table}


def renewed(text: str) -> str:
    """`text` with every generated part as it has to be. Raises ValueError where one is missing."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"the markers of the {name} are missing, or there twice")
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{make()}\n{end}{after}"
    return text


def _then(state: TransferState, row: Transition) -> str:
    if row.state is None:
        return "as decided when it began"
    if row.state is state:
        return "goes on"
    then = f"`{row.state}`"
    return f"{then}, then `{row.outcome}`" if row.state is S.REVERTING else then


def _after(state: TransferState, row: Transition) -> list[TransferState]:
    if row.state is not None:
        return [row.state]
    decided = {before.outcome for before in TRANSITIONS.values() if before.state is state}
    return [S(outcome) for outcome in Outcome if outcome in decided]


def _ends_every_state(event: TransferEvent) -> bool:
    return all((state, event) in TRANSITIONS for state in S if is_open(state))


def _arrow(before: str, after: str, events: list[TransferEvent]) -> str:
    words = " / ".join(event for event in events if event is not E.REVERTED)  # goes without saying
    label = f" : {words}" if words else ""
    return f"    {before} --> {after}{label}"


def main() -> int:
    DOCUMENT.write_text(renewed(DOCUMENT.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
