"""The table of faults: every row has a test, and what a run saw is what the table says."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support import fault_report
from tests.support.fault_report import BEGIN, END, FaultReport, Outcome, renewed
from tests.support.faults import FAULTS, Declared, declared_faults

MARKERS = [
    Declared(1, "killed early", "it goes on"),
    Declared(1, "killed late", "it is adopted"),
    Declared(8, "Bea declines", "nobody notices"),
]
EMPTY = f"# Title\n\n{BEGIN}\n{END}\n\nMore.\n"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_report, "declared_faults", lambda: MARKERS)


def lines(text: str) -> list[str]:
    table = text.partition(BEGIN)[2].partition(END)[0]
    return [line for line in table.splitlines() if line.startswith("|")][2:]


def report(when: str, outcome: str, *said: tuple[str, object], why: str = "") -> pytest.TestReport:
    return pytest.TestReport(
        nodeid="test",
        location=("test.py", 1, "test"),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=("test.py", 1, f"Skipped: {why}") if why else None,
        when=when,  # type: ignore[arg-type]
        user_properties=list(said),
    )


MARKER = ("fault", (1, "killed early", "it goes on"))


def test_every_fault_has_a_test() -> None:
    assert {marker.row for marker in declared_faults()} == set(FAULTS)


def test_no_two_tests_say_that_they_do_the_same() -> None:
    said = Counter((marker.row, marker.done) for marker in declared_faults())
    assert [key for key, count in said.items() if count > 1] == []


def test_what_is_said_fits_into_a_table() -> None:
    assert not [m for m in declared_faults() if set("|\n") & set(m.done + m.seen)]


@pytest.mark.usefixtures("few")
def test_what_has_not_run_yet_says_so() -> None:
    assert lines(renewed(EMPTY, {})) == [
        f"| 1 | {FAULTS[1]} | killed early | 0 | not run yet |",
        f"| 1 | {FAULTS[1]} | killed late | 0 | not run yet |",
        f"| 8 | {FAULTS[8]} | Bea declines | 0 | not run yet |",
    ]


@pytest.mark.usefixtures("few")
def test_a_run_changes_the_lines_of_its_own_tests_and_nothing_else() -> None:
    once = renewed(EMPTY, {(1, "killed early"): Outcome("it goes on", 34)})
    twice = renewed(once, {(8, "Bea declines"): Outcome("nobody notices", 1)})
    assert lines(twice) == [
        f"| 1 | {FAULTS[1]} | killed early | 34 | it goes on |",
        f"| 1 | {FAULTS[1]} | killed late | 0 | not run yet |",
        f"| 8 | {FAULTS[8]} | Bea declines | 1 | nobody notices |",
    ]
    assert twice.startswith("# Title\n\n")
    assert twice.endswith("\n\nMore.\n")
    assert renewed(twice, {(8, "Bea declines"): Outcome("nobody notices", 1)}) == twice


@pytest.mark.usefixtures("few")
def test_one_that_never_ended_changes_nothing() -> None:
    gathered = FaultReport()
    gathered.add(report("setup", "passed", MARKER))
    assert renewed(EMPTY, gathered.outcomes) == renewed(EMPTY, {})


@pytest.mark.usefixtures("few")
def test_the_line_of_a_test_that_is_no_more_goes() -> None:
    old = EMPTY.replace(END, f"| 9 | Bea drops | a thing of the past | 1 | seen |\n{END}")
    assert "a thing of the past" not in renewed(old, {})


def test_each_parameter_that_passes_counts_once() -> None:
    found = FaultReport()
    for _ in range(3):
        found.add(report("setup", "passed", MARKER))
        found.add(report("call", "passed", MARKER))
        found.add(report("teardown", "passed", MARKER))
    outcome = found.outcomes[1, "killed early"]
    assert (outcome.times, outcome.words()) == (3, "it goes on")


def test_a_test_may_say_how_often() -> None:
    found = FaultReport()
    late = ("fault", (2, "killed late", "it is adopted"))
    counts = (("fault_times", (1, 34)), ("fault_times", (2, 60)))
    found.add(report("call", "passed", MARKER, late, *counts))
    assert {key: outcome.times for key, outcome in found.outcomes.items()} == {
        (1, "killed early"): 34,
        (2, "killed late"): 60,
    }


@pytest.mark.parametrize("when", ["setup", "call", "teardown"])
def test_a_failure_is_said_and_nothing_else(when: str) -> None:
    found = FaultReport()
    found.add(report("call", "passed", MARKER))
    found.add(report(when, "failed", MARKER))
    assert found.outcomes[1, "killed early"].words() == "**failed**"


def test_what_was_skipped_says_why_beside_what_was_seen() -> None:
    found = FaultReport()
    found.add(report("call", "passed", MARKER))
    found.add(report("setup", "skipped", MARKER, why="no PostgreSQL"))
    assert found.outcomes[1, "killed early"].words() == "it goes on; not run: no PostgreSQL"
