"""What supervised processes say: all of it to files as JSON, what matters to the terminal."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from warm_transfer.ops.places import OWNER_ONLY_FILE

MAX_FILE_BYTES = 10_000_000
KEPT_FILES = 5
LEVELS = ("debug", "info", "warning", "error", "critical")
LEVEL_ALIASES = {"warn": "warning", "fatal": "critical"}
# Every request is in the log file; on the terminal it would bury the rest.
NOT_SHOWN_EVENTS = frozenset({"request"})
NOT_SHOWN_FIELDS = frozenset({"event", "level", "at", "logger", "caller", "exception"})
LONGEST_SHOWN = 300  # characters of one terminal line


class ChildOutput:
    """One process's output. `show` gets the lines meant for the terminal."""

    def __init__(
        self, name: str, logs: Path, show: Callable[[str], None], *, show_from: str
    ) -> None:
        self._name = name
        self._show = show
        self._show_from = LEVELS.index(show_from)
        path = logs / f"{name}.log"
        self._file = _OwnerOnlyFile(path, maxBytes=MAX_FILE_BYTES, backupCount=KEPT_FILES)
        self._file.setFormatter(logging.Formatter("%(message)s"))

    def line(self, raw: str) -> str:
        """Take one line; returns the event it tells of."""
        entry = parse(raw)
        self._file.emit(
            logging.makeLogRecord({"msg": json.dumps(entry, ensure_ascii=False, default=str)})
        )
        event = str(entry["event"])
        if LEVELS.index(entry["level"]) >= self._show_from and event not in NOT_SHOWN_EVENTS:
            self._show(f"{self._name:<8} {summary(entry)}"[:LONGEST_SHOWN])
        return event

    def close(self) -> None:
        self._file.close()


def parse(raw: str) -> dict[str, Any]:
    """A log entry with at least `event`, `level` and `at`, from JSON or from any other line."""
    try:
        entry = json.loads(raw)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        entry = {"event": raw}
    level = str(entry.get("level", "info")).lower()
    level = LEVEL_ALIASES.get(level, level)
    entry["level"] = level if level in LEVELS else "info"
    entry.setdefault("event", entry.pop("msg", ""))  # LiveKit calls it msg, and the time ts
    entry.setdefault("at", _iso(entry.pop("ts", None)))
    return entry


def _iso(timestamp: object) -> str:
    at = datetime.now(UTC)
    if isinstance(timestamp, int | float):
        at = datetime.fromtimestamp(timestamp, UTC)
    return at.isoformat()


def summary(entry: dict[str, Any]) -> str:
    """One line for a person: when, how bad if bad, what, and its fields."""
    mark = {"warning": "! ", "error": "✗ ", "critical": "✗ "}.get(entry["level"], "")
    fields = " ".join(
        f"{name}={value}"
        for name, value in entry.items()
        if name not in NOT_SHOWN_FIELDS and not isinstance(value, dict | list)
    )
    clock = datetime.now().astimezone().strftime("%H:%M:%S")
    return f"{clock} {mark}{entry['event']}  {fields}".rstrip()


class _OwnerOnlyFile(RotatingFileHandler):
    """Logs carry ids of calls and people, so they are for their owner alone."""

    def _open(self) -> Any:
        descriptor = os.open(
            self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY_FILE
        )
        return os.fdopen(descriptor, "a", encoding="utf-8")
