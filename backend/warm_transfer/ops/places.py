"""Directories of the product on this machine, and who may read them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from warm_transfer.config import Settings
from warm_transfer.errors import CannotStart

OWNER_ONLY_DIRECTORY = 0o700
OWNER_ONLY_FILE = 0o600


def cache_dir() -> Path:
    """Where things are kept that can be made again, shared by all checkouts of one user."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "warm-transfer"


def prepare_data_dir(settings: Settings) -> Path:
    """Make DATA_DIR, readable by its owner alone: it holds secrets, transcripts and names."""
    path = settings.data_dir
    try:
        path.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_DIRECTORY)
        path.chmod(OWNER_ONLY_DIRECTORY)
        logs_dir(settings).mkdir(exist_ok=True, mode=OWNER_ONLY_DIRECTORY)
    except OSError as error:
        raise CannotStart(
            f"The data directory {path} cannot be used ({error.strerror}). "
            "Set DATA_DIR to a directory that you own."
        ) from error
    return path


def logs_dir(settings: Settings) -> Path:
    return settings.data_dir / "logs"


def write_for_owner(path: Path, content: str) -> None:
    """Replace a file by one that nobody else can read, not even for a moment."""
    arriving = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    arriving.replace(path)
