from __future__ import annotations

from pathlib import Path

import pytest
from steps import stamps


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "STATE", tmp_path)


def test_a_fingerprint_follows_content_names_and_facts(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("one")
    first = stamps.digest([source], "fact")
    assert stamps.digest([source], "fact") == first
    assert stamps.digest([source], "other fact") != first
    source.write_text("two")
    assert stamps.digest([source], "fact") != first
    renamed = source.rename(tmp_path / "b.txt")
    renamed.write_text("one")
    assert stamps.digest([renamed], "fact") != first


def test_a_step_is_current_until_it_begins_anew() -> None:
    assert not stamps.is_current("step", "f")
    stamps.remember("step", "f")
    assert stamps.is_current("step", "f")
    assert not stamps.is_current("step", "g")
    stamps.forget("step")
    assert not stamps.is_current("step", "f")


def test_files_of_some_folders_do_not_count(tmp_path: Path) -> None:
    for name in ("src/page.tsx", "node_modules/x/index.js", "src/out/made.js", "package.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = {
        path.relative_to(tmp_path).as_posix()
        for path in stamps.files_under(tmp_path, without=("node_modules", "out"))
    }
    assert found == {"src/page.tsx", "package.json"}
