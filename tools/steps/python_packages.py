"""The backend's virtual environment, filled by uv from the committed lock."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from steps import stamps
from steps.console import SetupError, Step, environment
from steps.places import BACKEND, STATE, VENV, VENV_PYTHON, WARM_TRANSFER, executable

UV_VERSION = "0.13.9"
SYNC = ("sync", "--frozen", "--all-extras")

_NETWORK_FIX = (
    "  Check the network, and the proxy (HTTPS_PROXY) or mirror (PIP_INDEX_URL, UV_DEFAULT_INDEX)\n"
    "  if you use one, then run the same command again; it goes on where it stopped."
)


def install(step: Step) -> None:
    fingerprint = stamps.digest(
        [BACKEND / "pyproject.toml", BACKEND / "uv.lock"], UV_VERSION, str(VENV), *SYNC
    )
    if WARM_TRANSFER.exists() and stamps.is_current("python-packages", fingerprint):
        step.current("up to date")
        return
    step.begin("installing")
    stamps.forget("python-packages")
    if not _works(VENV_PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        _make_environment(step, VENV, with_pip=False)
    step.run(
        [_uv(step), *SYNC],
        cwd=BACKEND,
        env=environment(
            UV_PYTHON=str(VENV_PYTHON),
            UV_PYTHON_DOWNLOADS="never",
            UV_PROJECT_ENVIRONMENT=str(VENV),
            UV_SYSTEM_CERTS="1",  # an organisation's own certificates are in the system's store
            **({"UV_LINK_MODE": "copy"} if sys.platform == "win32" else {}),
        ),
        otherwise=_NETWORK_FIX,
    )
    stamps.remember("python-packages", fingerprint)
    step.did("installed")


def _works(python: Path) -> bool:
    """Whether the environment is there and its Python still is."""
    if not python.exists():
        return False
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", test], capture_output=True).returncode == 0


def _uv(step: Step) -> Path:
    """uv in the pinned version, in an environment of its own: `uv sync` removes what it did not
    bring, itself included."""
    home = STATE / f"uv-{UV_VERSION}"
    uv = executable(home, "uv")
    if not uv.exists():
        shutil.rmtree(home, ignore_errors=True)
        _make_environment(step, home, with_pip=True)
        step.run(
            [
                executable(home, "python"),
                *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
                *("--only-binary", ":all:", f"uv=={UV_VERSION}"),
            ],
            cwd=STATE,
            env=environment(),
            otherwise=_NETWORK_FIX,
        )
    if not uv.exists():
        raise SetupError(
            f"uv was installed, but {uv} is not there.", f"  Remove {home} and try again."
        )
    return uv


def _make_environment(step: Step, path: Path, *, with_pip: bool) -> None:
    options = [] if with_pip else ["--without-pip"]
    step.run(
        [sys.executable, "-m", "venv", *options, path],
        cwd=path.parent,
        env=environment(),
        otherwise="  Debian or Ubuntu: sudo apt-get install python3-venv",
    )
