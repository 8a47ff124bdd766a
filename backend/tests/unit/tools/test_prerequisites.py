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


@pytest.mark.parametrize("version", ["20.19.0", "20.20.2", "22.13.0", "24.1.0"])
def test_versions_are_shown(
    version: str, only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(only_on_path / "node", f"echo v{version}")
    program(only_on_path / "npm")
    program(only_on_path / "make")
    assert f"Node {version}" in check(capsys)


def test_missing_node_is_named_with_the_way_to_get_it(
    only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SetupError, match=r"Node.js is not installed") as failure:
        check(capsys)
    for system in ("Debian", "macOS", "Windows"):
        assert system in failure.value.fix


@pytest.mark.parametrize("version", ["18.20.4", "20.18.3", "21.7.0", "22.12.0"])
def test_old_node_is_named(
    version: str, only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(only_on_path / "node", f"echo v{version}")
    with pytest.raises(SetupError, match=rf"Node.js {version} is too old; 20.19 or later"):
        check(capsys)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/setup.md", "start.ps1"])
def test_people_are_told_the_same_versions_before(name: str) -> None:
    text = (TOOLS.parent / name).read_text()
    for wanted in prerequisites.OLDEST_NODE:
        assert ".".join(map(str, wanted)) in text


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
