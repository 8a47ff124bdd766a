"""What all tests share."""

from __future__ import annotations

import signal

import pytest
import structlog

from warm_transfer.services.livekit.native_logs import keep_native_logs_native

pytest_plugins = ["tests.support.databases", "tests.support.fault_report"]

# Asked to end, as when a CI job is stopped, fixtures stop what they started, as at Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)

# Log lines go where pytest looks for them, each on one line with its fields.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["event"]),
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
)


@pytest.fixture(scope="session", autouse=True)
def quiet_livekit() -> None:
    """Hundreds of people connect in one process; see there what that would cost."""
    keep_native_logs_native()
