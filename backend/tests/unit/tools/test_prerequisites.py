from __future__ import annotations

import ast
from pathlib import Path

import pytest
from steps import prerequisites
from steps.console import Console, SetupError

from tests.unit.tools.conftest import TOOLS, program


def check(capsys: pytest.CaptureFixture[str]) -> str:
    prerequisites.check(Console(steps=1).step("Prerequisites"))
    return capsys.readouterr().out


def test_versions_are_shown(only_on_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(only_on_path / "node", "echo v22.1.0")
    program(only_on_path / "npm")
    program(only_on_path / "make")
    assert "Node 22.1.0" in check(capsys)


def test_missing_node_is_named_with_the_way_to_get_it(
    only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SetupError, match=r"Node.js is not installed") as failure:
        check(capsys)
    for system in ("Debian", "macOS", "Windows"):
        assert system in failure.value.fix


def test_old_node_is_named(only_on_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(only_on_path / "node", "echo v18.20.4")
    with pytest.raises(SetupError, match=r"Node.js 18.20.4 is too old; 20.19 or later"):
        check(capsys)


def test_missing_npm_and_make_are_named(
    only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(only_on_path / "node", "echo v20.19.0")
    with pytest.raises(SetupError, match="npm is not installed"):
        check(capsys)
    program(only_on_path / "npm")
    with pytest.raises(SetupError, match="make is not installed"):
        check(capsys)


def test_an_old_python_gets_as_far_as_saying_so() -> None:
    """Its syntax is what Python 3.7 reads; the rest is imported only after the version check."""
    ast.parse((TOOLS / "setup.py").read_text(), feature_version=(3, 7))
