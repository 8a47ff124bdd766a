"""`warm-transfer backup` and `restore` as a person at a terminal uses them."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from tests.integration.ops.test_commands import WARM_TRANSFER, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Somebody whose product has one agent."""
    terminal = Terminal(tmp_path)
    terminal.says("users", "add", "ines")
    return terminal


def test_from_a_backup_back_to_how_it_was(terminal: Terminal, tmp_path: Path) -> None:
    made = terminal.run("backup")
    file = Path(made.stdout.strip())
    assert file.parent == tmp_path / "data" / "backups"
    assert re.fullmatch(r"warm-transfer-\d{8}T\d{6}Z\.zip", file.name)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "users: 1" in made.stderr

    terminal.says("users", "disable", "ines")
    restored = terminal.run("restore", str(file), "--yes")
    assert restored.stdout.strip() == str(tmp_path / "data" / "warm-transfer.db")
    assert "users: 1" in restored.stderr
    kept = re.search(r"What was there before is kept in (\S+)", restored.stderr)
    assert kept is not None
    assert "disabled" not in terminal.says("users", "list")

    # That is how it was before, too.
    (Path(kept[1]) / "warm-transfer.db").replace(tmp_path / "data" / "warm-transfer.db")
    assert "disabled" in terminal.says("users", "list")


def test_a_folder_or_a_name_may_be_given(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    in_folder = Path(terminal.says("backup", "stick").strip())
    assert in_folder.parent == tmp_path / "stick"
    assert terminal.says("backup", "mine.zip").strip() == str(tmp_path / "mine.zip")


def test_refusals_say_what_to_do_and_end_with_their_code(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.says("backup", "mine.zip")
    assert terminal.refuses("backup", "mine.zip").endswith("Give another name. [backup_exists]\n")
    assert terminal.refuses("backup", "no/mine.zip").endswith("has room. [backup_failed]\n")
    assert terminal.refuses("restore", "no.zip").endswith("a backup. [backup_not_found]\n")
    (tmp_path / "letter.zip").write_text("Dear all")
    assert terminal.refuses("restore", "letter.zip").endswith("a backup. [not_a_backup]\n")


def test_without_a_terminal_agreement_has_to_be_given(terminal: Terminal) -> None:
    terminal.says("backup", "mine.zip")
    terminal.says("users", "disable", "ines")
    assert "Use --yes" in terminal.refuses("restore", "mine.zip")
    assert "disabled" in terminal.says("users", "list")


@pytest.mark.parametrize(("answer", "disabled"), [("n", True), ("y", False)])
def test_at_a_terminal_it_asks(
    terminal: Terminal, tmp_path: Path, answer: str, disabled: bool
) -> None:
    terminal.says("backup", "mine.zip")
    terminal.says("users", "disable", "ines")
    person, keyboard = os.openpty()
    try:
        os.write(person, f"{answer}\n".encode())
        done = subprocess.run(
            [WARM_TRANSFER, "restore", "mine.zip"],
            stdin=keyboard,
            env={**os.environ, "DATA_DIR": str(tmp_path / "data")},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        os.close(person)
        os.close(keyboard)
    assert f"Put this in the place of {tmp_path / 'data' / 'warm-transfer.db'}?" in done.stderr
    assert (done.returncode, "[not_confirmed]" in done.stderr) == (int(disabled), disabled)
    assert ("disabled" in terminal.says("users", "list")) == disabled


def test_for_postgresql_its_own_tools_are_named_without_the_password(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://warm:secret@db:5433/calls?ssl=require")
    for command in (["backup"], ["restore", "mine.zip"]):
        said = terminal.refuses(*command)
        assert "--file=warm-transfer.dump postgresql://warm@db:5433/calls\n" in said
        assert "--dbname=postgresql://warm@db:5433/calls warm-transfer.dump\n" in said
        assert said.endswith("[use_postgresql_tools]\n")
        assert "secret" not in said
