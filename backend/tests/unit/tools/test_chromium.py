from __future__ import annotations

from pathlib import Path

import pytest
from steps import chromium
from steps.console import Console, SetupError

from tests.unit.tools.conftest import program

INSTALL = (
    'echo "$@" >> "$(dirname "$0")/calls"\n[ "$1" = update ] || cp "$0" "$(dirname "$0")/chromium"'
)


@pytest.fixture(autouse=True)
def no_browser_but_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    # In the place of the Python that runs `playwright install`.
    monkeypatch.setattr(chromium, "VENV_PYTHON", program(tmp_path / "python", "exit 1"))


def obtain(capsys: pytest.CaptureFixture[str]) -> str:
    chromium.obtain(Console(steps=1).step("Browser"))
    return capsys.readouterr().out


def test_the_one_given_comes_first(
    tmp_path: Path, only_on_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(only_on_path / "chromium")
    mine = program(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM_PATH", str(mine))
    assert chromium.find() == str(mine)


def test_one_given_that_is_not_there_is_an_error(
    only_on_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", "/nowhere/chromium")
    with pytest.raises(SetupError, match="CHROMIUM_PATH is /nowhere/chromium"):
        chromium.find()


def test_then_one_on_path(only_on_path: Path) -> None:
    program(only_on_path / "google-chrome")
    assert chromium.find() == str(only_on_path / "google-chrome")


def test_then_one_that_playwright_downloaded_and_that_runs(
    tmp_path: Path, only_on_path: Path
) -> None:
    program(tmp_path / "playwright" / "chromium-1" / "chrome-linux" / "chrome", "exit 127")
    runs = program(tmp_path / "playwright" / "chromium-2" / "chrome-linux" / "chrome")
    assert chromium.find() == str(runs)


def test_without_any_and_without_a_way_to_install_the_ways_out_are_named(
    only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SetupError, match="none could be installed") as failure:
        obtain(capsys)
    assert "sudo apt-get install chromium" in failure.value.fix
    assert "CHROMIUM_PATH" in failure.value.fix


def test_a_download_that_hangs_is_given_up(
    tmp_path: Path,
    only_on_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program(tmp_path / "python", "echo Downloading; exec /bin/sleep 600")
    monkeypatch.setattr(chromium, "SILENCE_S", 0.5)
    with pytest.raises(SetupError, match="none could be installed"):
        obtain(capsys)
    assert "Downloading" in capsys.readouterr().out


def test_a_download_that_works_is_used(
    tmp_path: Path, only_on_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = tmp_path / "playwright" / "chromium-1" / "chrome-linux" / "chrome"
    program(tmp_path / "python", f"/bin/mkdir -p {browser.parent} && /bin/cp /bin/true {browser}")
    assert str(browser) in obtain(capsys)


def test_on_debian_root_installs_it(
    only_on_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{only_on_path}:/usr/bin:/bin")
    monkeypatch.setattr(chromium, "NAMES", ("chromium-of-this-test",))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    program(only_on_path / "apt-get", INSTALL.replace("/chromium", "/chromium-of-this-test"))
    assert "chromium-of-this-test" in obtain(capsys)
    assert (only_on_path / "calls").read_text().splitlines() == [
        "update",
        "install --yes --no-install-recommends chromium",
    ]


def test_anybody_else_does_where_sudo_asks_for_no_password(
    only_on_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{only_on_path}:/usr/bin:/bin")
    monkeypatch.setattr(chromium, "NAMES", ("chromium-of-this-test",))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    program(only_on_path / "apt-get", INSTALL.replace("/chromium", "/chromium-of-this-test"))
    program(only_on_path / "sudo", '[ "$1" = --non-interactive ] && shift && exec "$@"')
    assert "chromium-of-this-test" in obtain(capsys)


def test_a_sudo_that_asks_is_left_alone(
    only_on_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    program(only_on_path / "apt-get", INSTALL)
    program(only_on_path / "sudo", "exit 1")
    with pytest.raises(SetupError, match="none could be installed"):
        obtain(capsys)
    assert not (only_on_path / "calls").exists()
