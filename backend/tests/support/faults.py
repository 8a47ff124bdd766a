"""The faults that the product is to survive, and which tests show it.

A test says so by `@fault(row, done=..., seen=...)`: the number below, what is done to the product,
and what the people on the call notice of it, which the test itself checks. A test that has passed
has seen it once, one with parameters once for each, and one that does it many times says so by the
fixture `times`. `fault_report.py` writes the table in `docs/reliability.md` from what has run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

FAULTS = {
    1: "the API is killed before anybody has moved",
    2: "the API is killed during or after the move",
    3: "the API is killed while a transfer is taken back",
    4: "two API processes reconcile at once",
    5: "the LiveKit server is killed and comes back",
    6: "agent A's tab closes while B is rung",
    7: "agent A drops while consulting",
    8: "agent B declines, does not answer, drops before the caller has moved",
    9: "agent B drops after the move",
    10: "the caller hangs up",
    11: "two commands at the same moment",
    12: "the same command comes again",
    13: "the caller reloads",
    14: "the caller opens a second tab",
    15: "the caller's move fails or is never confirmed",
    16: "the briefing's writer hangs or fails",
    17: "the speech service fails; the call worker is killed",
    18: "the provider's requests are forged, repeated, late or out of order",
    19: "the answer to a new transfer, or to a new phone call, is lost",
    20: "a phone is busy, not answered, a voicemail, or its owner declines",
    21: "the sound of a phone no longer comes",
    22: "a clock is wrong",
    23: "the database is locked or full",
    24: "the event stream is cut",
    25: "many tabs are open",
    26: "LiveKit's webhooks are lost",
    27: "Redis is gone",
    28: "no microphone, no sound",
}


def fault(row: int, *, done: str, seen: str) -> pytest.MarkDecorator:
    """Marks a test that shows what comes of fault `row`. Literals all, so that it is found."""
    return pytest.mark.fault(row=row, done=done, seen=seen)


@dataclass(frozen=True, slots=True)
class Declared:
    """A marker, as it stands in a test's file."""

    row: int
    done: str
    seen: str


def declared_in(path: Path) -> Iterator[Declared]:
    """Every marker in the file, read without running it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "fault":
                row = ast.literal_eval(decorator.args[0])
                words = {k.arg: ast.literal_eval(k.value) for k in decorator.keywords}
                yield Declared(row, words["done"], words["seen"])


def declared_faults() -> list[Declared]:
    """Every marker of every test, by row."""
    found = [marker for path in sorted(TESTS.rglob("test_*.py")) for marker in declared_in(path)]
    return sorted(found, key=lambda marker: marker.row)
