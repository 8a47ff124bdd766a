"""The call worker in a process of its own, as in production: `stt_worker.py ours` or `plain`.

Settings come from the environment. `plain` transcribes in the way to compare with.
"""

from __future__ import annotations

import asyncio
import sys

from plain_stt import PlainProvider

from warm_transfer.config import Settings, get_settings
from warm_transfer.logging import configure_logging
from warm_transfer.services.stt.failover import SpeechToText
from warm_transfer.services.stt.providers import create_stt
from warm_transfer.worker.main import run_worker


def plain_stt(_settings: Settings) -> SpeechToText:
    return SpeechToText([PlainProvider()])


if __name__ == "__main__":
    settings = get_settings()
    configure_logging(settings)
    asyncio.run(run_worker(settings, plain_stt if sys.argv[1] == "plain" else create_stt))
