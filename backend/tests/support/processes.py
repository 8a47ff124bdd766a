"""The processes of one running product, told apart from everything else on the machine.

Every process the product starts inherits its `DATA_DIR`, which no two products share; so those with
it in their environment are the product's, also when their parent has gone.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import psutil


class Part(StrEnum):
    """One supervised process, by a word that is in its command line and in no other's."""

    API = "api"
    WORKER = "worker"
    LIVEKIT = "livekit"


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """The live processes of the product that keeps its data in `data_dir`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("DATA_DIR") != str(data_dir):
                continue
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def is_part(process: psutil.Process, part: Part) -> bool:
    try:
        words = process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    if part is Part.LIVEKIT:
        return any("livekit" in Path(word).name for word in words)
    return part.value in words[1:4]


def describe(processes: list[psutil.Process]) -> str:
    """One line per process, for an error message."""
    lines = []
    for process in processes:
        try:
            lines.append(f"{process.pid} {' '.join(process.cmdline())[:200]}")
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return "\n".join(lines)
