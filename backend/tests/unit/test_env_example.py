"""`.env.example` names every setting, and what containers and the pages read beside them; the
defaults it shows are the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from warm_transfer.config import Settings

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / ".env.example"
COMPOSE = ROOT / "compose.yaml"
PAGES = ROOT / "frontend" / "src"
READ_BY_PAGES = re.compile(r"process\.env\.(NEXT_PUBLIC_[A-Z0-9_]+)")
READ_BY_COMPOSE = re.compile(r"\$\{([A-Z0-9_]+)")
SETTING = re.compile(r"^#([A-Z][A-Z0-9_]+)=(.*)$", re.MULTILINE)


def shown() -> dict[str, str]:
    return dict(SETTING.findall(EXAMPLE.read_text()))


def test_every_setting_is_listed_once_and_nothing_else_is() -> None:
    names = [name for name, _ in SETTING.findall(EXAMPLE.read_text())]
    ours = {name.upper() for name in Settings.model_fields}
    containers = set(READ_BY_COMPOSE.findall(COMPOSE.read_text()))
    pages = {
        name
        for path in PAGES.rglob("*.ts*")
        for name in READ_BY_PAGES.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted(names) == sorted(ours | containers | pages)


def test_the_defaults_shown_are_the_real_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # away from a .env of the checkout
    for name in shown():
        monkeypatch.delenv(name, raising=False)
    real = Settings()
    (tmp_path / ".env").write_text("\n".join(f"{name}={value}" for name, value in shown().items()))
    assert Settings() == real


def test_it_sets_nothing_when_copied_as_it_is() -> None:
    lines = EXAMPLE.read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
