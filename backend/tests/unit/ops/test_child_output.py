from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from warm_transfer.ops.child_output import ChildOutput, parse


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def output(tmp_path: Path, shown: list[str]) -> Iterator[ChildOutput]:
    output = ChildOutput("api", tmp_path, shown.append, show_from="warning")
    yield output
    output.close()


def logged(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "api.log").read_text().splitlines()]


def test_everything_is_kept_as_json(output: ChildOutput, tmp_path: Path) -> None:
    output.line('{"event": "request", "level": "info", "status": 200}')
    output.line("Traceback (most recent call last):")
    first, second = logged(tmp_path)
    assert first["event"] == "request"
    assert first["status"] == 200
    assert second["event"] == "Traceback (most recent call last):"
    assert second["level"] == "info"


def test_trouble_is_shown_with_its_part_and_its_fields(
    output: ChildOutput, shown: list[str]
) -> None:
    output.line('{"event": "all_well", "level": "info"}')
    output.line('{"event": "room_lost", "level": "warning", "call_id": "c1"}')
    (line,) = shown
    assert line.startswith("api ")
    assert line.endswith("! room_lost  call_id=c1")


def test_livekits_names_for_the_same_things_are_understood() -> None:
    entry = parse('{"level": "warn", "ts": 0, "msg": "slow"}')
    assert entry == {"level": "warning", "event": "slow", "at": "1970-01-01T00:00:00+00:00"}


def test_a_json_line_that_is_no_object_is_a_plain_line() -> None:
    assert parse("17")["event"] == "17"


def test_logs_are_for_their_owner_alone(output: ChildOutput, tmp_path: Path) -> None:
    output.line("x")
    assert stat.S_IMODE((tmp_path / "api.log").stat().st_mode) == 0o600


def test_a_long_log_goes_on_in_a_new_file(
    tmp_path: Path, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warm_transfer.ops.child_output.MAX_FILE_BYTES", 1_000)
    output = ChildOutput("api", tmp_path, shown.append, show_from="warning")
    for number in range(40):
        output.line(f"line {number}")
    output.close()
    rotated = tmp_path / "api.log.1"
    assert rotated.stat().st_size <= 1_000
    assert stat.S_IMODE(rotated.stat().st_mode) == 0o600
    assert logged(tmp_path)[-1]["event"] == "line 39"
