"""Where things are in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend"
FRONTEND = ROOT / "frontend"
STATE = ROOT / ".setup"  # git-ignored: stamps, the lock, uv

WINDOWS = os.name == "nt"


def executable(environment: Path, name: str) -> Path:
    """A program of a Python virtual environment."""
    if WINDOWS:
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


VENV = BACKEND / ".venv"
VENV_PYTHON = executable(VENV, "python")
WARM_TRANSFER = executable(VENV, "warm-transfer")
