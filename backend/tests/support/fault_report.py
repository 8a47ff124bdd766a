"""The pytest plugin that writes what fault tests saw into `docs/reliability.md`.

Each marked test carries its markers in its report, also out of a worker process of pytest-xdist;
the process that has all reports writes them when the run ends. Each marker is a line of the table.
A run changes the lines of the tests that it ran, and no other: some need browsers, some do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.faults import FAULTS, TESTS, declared_faults

REPORT = TESTS.parents[1] / "docs" / "reliability.md"
BEGIN, END = (
    "<!-- written by the fault tests: begin -->",
    "<!-- written by the fault tests: end -->",
)
HEAD = ["| | fault | what is done | times | what is seen |", "| --- | --- | --- | --- | --- |"]
NOT_YET = "not run yet"

MARKER, TIMES = "fault", "fault_times"
Key = tuple[int, str]  # a row of the faults, and what is done
Times = Callable[..., None]


@dataclass
class Outcome:
    """What came of one marker's test, over all its parameters."""

    seen: str
    times: int = 0
    failed: bool = False
    skipped: set[str] = field(default_factory=set)

    def words(self) -> str:
        if self.failed:
            return "**failed**"
        parts = [self.seen] if self.times else []
        return "; ".join([*parts, *(f"not run: {reason}" for reason in sorted(self.skipped))])


class FaultReport:
    """Gathers outcomes as the reports come in."""

    def __init__(self) -> None:
        self.outcomes: dict[Key, Outcome] = {}

    def add(self, report: pytest.TestReport) -> None:
        said: list[tuple[str, Any]] = report.user_properties
        counted = dict(value for name, value in said if name == TIMES)
        for name, marker in said:
            if name == MARKER:
                row, done, seen = marker
                outcome = self.outcomes.setdefault((row, done), Outcome(seen))
                outcome.failed |= report.failed
                if report.skipped:
                    outcome.skipped.add(_reason(report))
                elif report.when == "call" and report.passed:
                    outcome.times += counted.get(row, 1)


@pytest.fixture
def times(record_property: Callable[[str, object], None]) -> Times:
    """Says how often a test has done what its marker of that row says: `times(34, row=2)`."""

    def say(count: int, *, row: int) -> None:
        record_property(TIMES, (row, count))

    return say


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(row, done, seen): shows what comes of a fault")
    if not hasattr(config, "workerinput"):  # else this is a worker, which tells the other process
        config.pluginmanager.register(_Writer(config), "fault-report")


def pytest_itemcollected(item: pytest.Item) -> None:
    for mark in item.iter_markers(MARKER):
        words = mark.kwargs
        item.user_properties.append((MARKER, (words["row"], words["done"], words["seen"])))


class _Writer:
    def __init__(self, config: pytest.Config) -> None:
        self._report = FaultReport()
        self._whole = not any(config.getoption(name) for name in ("keyword", "lf", "deselect"))
        self._whole &= config.getoption("markexpr") in ("", MARKER)
        self._whole &= not any("::" in argument for argument in config.args)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._report.add(report)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Part of a file's tests, or a run cut short, says nothing of how often it was done."""
        ran = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        cut_short = session.shouldfail or session.shouldstop or not ran
        if self._report.outcomes and self._whole and not cut_short:
            write(self._report.outcomes, REPORT)


def write(outcomes: dict[Key, Outcome], path: Path) -> None:
    """Put what was seen into the table at `path`; nothing is written when nothing changes."""
    before = path.read_text()
    text = renewed(before, outcomes)
    if text != before:
        path.write_text(text)


def renewed(text: str, outcomes: dict[Key, Outcome]) -> str:
    """The text with these outcomes in its table. Lines whose marker is no more are left out."""
    above, table, below = _split(text)
    kept = _read(table)
    lines = []
    for marker in declared_faults():
        key = (marker.row, marker.done)
        outcome = outcomes.get(key, Outcome(marker.seen))
        words = outcome.words()  # none of a test that never came to its end
        now = (str(outcome.times), words) if words else kept.get(key, ("0", NOT_YET))
        lines.append(_line(marker.row, marker.done, *now))
    return "\n".join([above, BEGIN, *HEAD, *lines, END, below])


def _line(row: int, done: str, times: str, seen: str) -> str:
    return f"| {row} | {FAULTS[row]} | {done} | {times} | {seen} |"


def _read(lines: Iterable[str]) -> dict[Key, tuple[str, str]]:
    """What the table says of each marker: how often, and what was seen."""
    found = {}
    for line in lines:
        row, _, done, times, seen = (cell.strip() for cell in line.strip().strip("|").split("|"))
        if row.isdecimal():
            found[int(row), done] = (times, seen)
    return found


def _split(text: str) -> tuple[str, list[str], str]:
    above, _, rest = text.partition(f"\n{BEGIN}\n")
    table, _, below = rest.partition(f"{END}\n")
    return above, table.splitlines(), below


def _reason(report: pytest.TestReport) -> str:
    """Why a test was skipped."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")
