"""A writer that is never waited for: an agent who has clicked Transfer has a caller on the line."""

from __future__ import annotations

import asyncio

import structlog

from warm_transfer.domain.briefing import Briefing
from warm_transfer.services.briefing.base import BriefingMaterial, BriefingWriter
from warm_transfer.services.briefing.excerpt import excerpt

WRITE_WITHIN_S = 2.0

log = structlog.get_logger(__name__)


class PunctualWriter:
    """What `writer` writes; when it hangs or fails, what was written before, or an excerpt."""

    def __init__(self, writer: BriefingWriter) -> None:
        self._writer = writer

    @property
    def source(self) -> str:
        return self._writer.source

    async def write(self, material: BriefingMaterial) -> Briefing:
        try:
            async with asyncio.timeout(WRITE_WITHIN_S):
                return await self._writer.write(material)
        except Exception as e:  # whatever it was, the transfer goes on; its text is not for the log
            log.warning("briefing_not_written", writer=self.source, error=type(e).__name__)
        return material.previous or excerpt(material)
