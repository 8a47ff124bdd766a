"""Remember what a step was done for, so that it is skipped while nothing it reads has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from steps.places import STATE


def digest(files: Iterable[Path], *facts: str) -> str:
    """A fingerprint of the files' names and contents, and of whatever else the step depends on."""
    state = hashlib.sha256()
    for fact in facts:
        state.update(fact.encode() + b"\0")
    for path in sorted(files):
        state.update(path.as_posix().encode() + b"\0")
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def files_under(folder: Path, *, without: Iterable[str] = ()) -> Iterator[Path]:
    """Every file below `folder`, not descending into folders of the given names."""
    skipped = set(without)
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in skipped]
        yield from (Path(here, name) for name in names if name not in skipped)


def is_current(name: str, fingerprint: str) -> bool:
    return recall(name) == fingerprint


def recall(name: str) -> str | None:
    try:
        return _path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def remember(name: str, words: str) -> None:
    path = _path(name)
    written = path.with_suffix(".new")
    written.write_text(words, encoding="utf-8")
    written.replace(path)


def forget(name: str) -> None:
    """Before a step begins: if it is cut short, it is to be done again."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return STATE / f"{name}.txt"
