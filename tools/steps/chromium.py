"""A Chromium for the browser tests: found, else installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from steps.children import kill, running
from steps.console import SetupError, Step, environment, say
from steps.places import BACKEND, VENV_PYTHON

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SILENCE_S = 20  # Playwright shows its progress; one that says nothing for so long is stuck

_FIX = """\
  Debian or Ubuntu: sudo apt-get install chromium
  macOS:            brew install --cask chromium
  Windows:          winget install Google.Chrome
or set CHROMIUM_PATH to a Chromium or Chrome that is installed elsewhere."""


def obtain(step: Step) -> None:
    found = find()
    if found:
        step.current(found)
        return
    step.begin("installing")
    if not _download() and not _install_with_apt(step):
        raise SetupError("No Chromium was found, and none could be installed.", _FIX)
    found = find()
    if not found:
        raise SetupError("Chromium was installed, but it cannot be found.", _FIX)
    step.did(found)


def find() -> str | None:
    """CHROMIUM_PATH, else a Chromium or Chrome on PATH, else the one Playwright downloaded."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        if not Path(given).exists():
            raise SetupError(f"CHROMIUM_PATH is {given}, which is not there.", _FIX)
        return given
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in on_path if path), None) or next(
        (str(path) for path in _downloaded() if _runs(path)), None
    )


def _downloaded() -> Iterator[Path]:
    caches = {
        "darwin": Path.home() / "Library" / "Caches",
        "win32": Path(os.environ.get("LOCALAPPDATA", "")),
    }
    default = caches.get(sys.platform, Path.home() / ".cache") / "ms-playwright"
    browsers = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    for pattern in ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "*/chrome.exe"):
        yield from browsers.glob(f"chromium-*/{pattern}")


def _runs(browser: Path) -> bool:
    """A downloaded browser may miss system libraries. (On Windows `--version` opens a window.)"""
    if sys.platform == "win32":
        return True
    return subprocess.run([str(browser), "--version"], capture_output=True).returncode == 0


def _download() -> bool:
    """Let Playwright download the browser it was made for; give up when nothing arrives."""
    with running(
        [str(VENV_PYTHON), "-m", "playwright", "install", "chromium"],
        cwd=BACKEND,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        watchdog = _restarted(None, process)
        for line in process.stdout or ():
            say(f"      {line.rstrip()}")
            watchdog = _restarted(watchdog, process)
        watchdog.cancel()
    return process.returncode == 0 and find() is not None


def _restarted(watchdog: threading.Timer | None, process: subprocess.Popen[str]) -> threading.Timer:
    if watchdog is not None:
        watchdog.cancel()
    fresh = threading.Timer(SILENCE_S, lambda: kill(process))
    fresh.daemon = True
    fresh.start()
    return fresh


def _install_with_apt(step: Step) -> bool:
    """On Debian and its like, as root or where sudo asks for no password."""
    if shutil.which("apt-get") is None:
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if as_root and not _allowed(as_root):
        return False
    env = environment(DEBIAN_FRONTEND="noninteractive")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        step.run([*as_root, "apt-get", *command], cwd=BACKEND, env=env, otherwise=_FIX)
    return True


def _allowed(as_root: list[str]) -> bool:
    if shutil.which(as_root[0]) is None:
        return False
    return subprocess.run([*as_root, "true"], capture_output=True).returncode == 0
