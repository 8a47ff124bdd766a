"""Logs: one JSON object a line, with ids as fields and never a name, an address or spoken words.

`request_id`, `call_id` and `transfer_id` are bound for the length of a request, so that every
line written meanwhile carries them. Messages of libraries take the same form.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from warm_transfer.config import Settings

# What these say at INFO is in our own request line, or is said for every query.
QUIETER = (
    "uvicorn.access",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "aiosqlite",
    "alembic",
    "sqlalchemy.engine",
    "faster_whisper",
    "websockets.server",
)


def configure_logging(settings: Settings) -> None:
    """Send everything, ours and the libraries', to standard output as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Frames without their local variables, which may hold anything people said.
                structlog.processors.ExceptionRenderer(
                    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
                ),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        library = logging.getLogger(name)
        library.handlers = []
        library.propagate = True
    for name in QUIETER:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
