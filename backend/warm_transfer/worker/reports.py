"""Finals on their way to the API: kept and sent again until it accepts them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum, auto
from http import HTTPStatus
from itertools import islice
from typing import Final

import httpx
import structlog

BATCH: Final = 50
KEPT: Final = 10_000  # some three hours of eight people talking, 5 MB
FIRST_RETRY_S: Final = 0.5
LAST_RETRY_S: Final = 15.0
REQUEST_TIMEOUT_S: Final = 10.0

# Answers that the same report will get again, however often it is sent.
GONE: Final = HTTPStatus.NOT_FOUND  # there is no such call any more
UNFIT: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FinalSegment:
    """What somebody said. Seconds count from the call's start; `confidence` is 0 to 1."""

    id: str
    identity: str
    text: str
    start_s: float
    end_s: float
    language: str | None
    confidence: float | None
    private: bool  # said where the caller does not hear it


class _Answer(Enum):
    SETTLED = auto()  # taken, or of no use to anybody
    UNFIT = auto()
    LATER = auto()


class SegmentReporter:
    """Each call is reported on its own, so that one that fails holds up no other.

    `token` gives a fresh service token for each request. `on_settled` is told when a report has
    been dealt with.
    """

    def __init__(
        self,
        api_url: str,
        token: Callable[[], str],
        on_settled: Callable[[], None] = lambda: None,
    ) -> None:
        self._token = token
        self._on_settled = on_settled
        self._kept: dict[str, tuple[str, FinalSegment]] = {}  # by segment id, oldest first
        self._reporting: set[str] = set()  # ids of calls
        self._begun: asyncio.Queue[str] = asyncio.Queue()  # those that `run` has yet to take up
        self._idle = asyncio.Event()
        self._idle.set()
        # The API is our own, on this machine or network: never by way of a proxy.
        self._http = httpx.AsyncClient(base_url=api_url, timeout=REQUEST_TIMEOUT_S, trust_env=False)

    def add(self, call_id: str, segment: FinalSegment) -> None:
        """Take a segment to report. Never blocks; when too many wait, the oldest is given up."""
        if len(self._kept) >= KEPT:
            lost_id = next(iter(self._kept))
            lost_call_id, _ = self._kept.pop(lost_id)
            log.error("segment_given_up", call_id=lost_call_id, segment_id=lost_id)
        self._kept[segment.id] = (call_id, segment)
        self._idle.clear()
        if call_id not in self._reporting:
            self._reporting.add(call_id)
            self._begun.put_nowait(call_id)

    def kept_from_s(self, call_id: str) -> float | None:
        """When, in the call, the oldest segment began that is still to be accepted."""
        starts = (segment.start_s for call, segment in self._kept.values() if call == call_id)
        return min(starts, default=None)

    async def run(self) -> None:
        """Send what there is, until cancelled."""
        async with asyncio.TaskGroup() as calls:
            while True:
                calls.create_task(self._report(await self._begun.get()))

    async def flush(self, timeout_s: float) -> bool:
        """Wait until all is accepted; False when the time did not do."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._idle.wait()
        except TimeoutError:
            log.error("segments_not_reported", count=len(self._kept))
            return False
        return True

    async def close(self) -> None:
        await self._http.aclose()

    async def _report(self, call_id: str) -> None:
        """Report what there is of this call, oldest first, until nothing is left."""
        retry_s = FIRST_RETRY_S
        singly = 0  # so many are sent one by one, to find which of them is unfit
        while batch := self._batch(call_id, 1 if singly else BATCH):
            answer = await self._send(call_id, batch)
            if answer is _Answer.LATER:
                await asyncio.sleep(retry_s)
                retry_s = min(2 * retry_s, LAST_RETRY_S)
            elif answer is _Answer.UNFIT and len(batch) > 1:
                singly = len(batch)
            else:
                self._settle(batch)
                retry_s = FIRST_RETRY_S
                singly = max(0, singly - 1)
        self._reporting.discard(call_id)

    def _batch(self, call_id: str, size: int) -> list[FinalSegment]:
        of_call = (segment for call, segment in self._kept.values() if call == call_id)
        return list(islice(of_call, size))

    def _settle(self, batch: list[FinalSegment]) -> None:
        for segment in batch:
            self._kept.pop(segment.id, None)
        if not self._kept:
            self._idle.set()
        self._on_settled()

    async def _send(self, call_id: str, batch: list[FinalSegment]) -> _Answer:
        try:
            response = await self._http.post(
                f"/api/worker/calls/{call_id}/segments",
                json={"segments": [asdict(segment) for segment in batch]},
                headers={"Authorization": f"Bearer {self._token()}"},
            )
        except httpx.HTTPError as e:
            log.warning("api_unreachable", call_id=call_id, error=type(e).__name__)
            return _Answer.LATER
        status, count = response.status_code, len(batch)
        if status == GONE or status in UNFIT:
            log.error("segments_refused", call_id=call_id, status=status, count=count)
            return _Answer.UNFIT if status in UNFIT else _Answer.SETTLED
        if not response.is_success:
            log.warning("segments_not_accepted", call_id=call_id, status=status, count=count)
            return _Answer.LATER
        return _Answer.SETTLED
