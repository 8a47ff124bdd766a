from __future__ import annotations

from pathlib import Path

from steps.pages import replace_folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_built_pages_replace_the_old_ones_whole(tmp_path: Path) -> None:
    built, served = tmp_path / "out", tmp_path / "web"
    write(served / "index.html", "old")
    write(served / "gone.js", "old")
    write(built / "index.html", "new")
    replace_folder(built, served)
    assert {path.name for path in served.iterdir()} == {"index.html"}
    assert (served / "index.html").read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} == {"out", "web"}


def test_what_an_interrupted_run_left_does_no_harm(tmp_path: Path) -> None:
    built, served = tmp_path / "out", tmp_path / "web"
    write(tmp_path / ".web-new" / "half.js", "half")
    write(tmp_path / ".web-old" / "index.html", "older")
    write(built / "index.html", "new")
    replace_folder(built, served)
    assert {path.name for path in served.iterdir()} == {"index.html"}
    assert {path.name for path in tmp_path.iterdir()} == {"out", "web"}
