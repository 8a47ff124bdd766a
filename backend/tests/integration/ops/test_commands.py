"""The `warm-transfer` commands for people at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WARM_TRANSFER = Path(sys.executable).with_name("warm-transfer")


class Terminal:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [WARM_TRANSFER, *arguments],
            input=stdin,
            env={**os.environ, "DATA_DIR": str(self._folder / "data"), "PORT": "8123"},
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def says(self, *arguments: str, stdin: str = "") -> str:
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *arguments: str, stdin: str = "") -> str:
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_an_agents_account_from_beginning_to_end(terminal: Terminal) -> None:
    added = terminal.says(
        *("users", "add", "ines", "--name", "Ines Duarte", "--team", "Support"),
        *("--role", "supervisor"),
    )
    assert added == "Added ines (supervisor).\n"
    assert terminal.says("users", "list") == "ines\tsupervisor\tInes Duarte\tSupport\n"

    password = "correct horse battery staple\n"
    assert "is set" in terminal.says("users", "passwd", "ines", "--password-stdin", stdin=password)

    link = terminal.says("sign-in", "ines").splitlines()[-1]
    assert link.startswith("http://localhost:8123/agent#sign-in=")

    assert terminal.says("users", "disable", "ines") == "Disabled ines.\n"
    assert "ines\tsupervisor\tInes Duarte\tSupport\tdisabled\n" in terminal.says("users", "list")
    assert terminal.refuses("sign-in", "ines") == "✗ ines is disabled.\n"


def test_the_demos_agents_are_there_without_being_added(terminal: Terminal) -> None:
    link = terminal.says("sign-in", "agent-a").splitlines()[-1]
    assert link.startswith("http://localhost:8123/agent-a#sign-in=")


def test_refusals_are_one_line_that_says_why(terminal: Terminal) -> None:
    assert terminal.refuses("sign-in", "nobody") == "✗ There is no user called nobody.\n"
    terminal.says("users", "add", "ines")
    assert "ines already" in terminal.refuses("users", "add", "ines")
    short = terminal.refuses("users", "passwd", "ines", "--password-stdin", stdin="short\n")
    assert "at least 12 characters" in short
    assert "--password-stdin" in terminal.refuses("users", "passwd", "ines")


@pytest.mark.parametrize("bad", ["", "PORT=70000\n"])
def test_debug_in_the_settings_file_shows_where_a_problem_comes_from(
    terminal: Terminal, tmp_path: Path, bad: str
) -> None:
    (tmp_path / ".env").write_text(f"DEBUG=true\n{bad}")
    done = terminal.run("sign-in", "nobody")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_bad_debug_is_named_as_any_other_setting(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DEBUG=perhaps\n")
    assert terminal.refuses("sign-in", "nobody").startswith("✗ DEBUG: ")
