"""Keeps briefings up to date while people talk, so that one is there when it is needed.

Each call that gets new segments is read locally within two seconds. Where language models are set
up, one reads on as well: one request a call, a bounded number in all, and what is said meanwhile
is for the next request. However slow a model is, the local reading goes on without it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from warm_transfer.actions.briefing_writing import ask_models, read_again
from warm_transfer.actions.context import Context
from warm_transfer.services.briefing.failures import WriterFailed

SETTLE_S = 0.3  # whoever clicks at the end of a sentence is served before it is read again
PAUSE_S = 1.0  # segments come in twos and threes; one renewal covers those of this time
MODEL_PAUSE_S = 5.0  # between two requests for one call: some turns are worth one
REST = 4  # times as long as the work took, so that long calls on a busy machine are read less often
MOST_REST_S = 5.0
RETRY_S = 5.0
RETRIES = 5  # then the next segment has to come first

log = structlog.get_logger(__name__)

# Work on a call; gives in how many seconds it is to be done again, None: when more was said.
Work = Callable[[str], Awaitable[float | None]]


async def run_briefing_renewal(ctx: Context, may_ask: Callable[[], bool]) -> None:
    """Renew the briefing of every call that gets new segments, until cancelled.

    `may_ask`: whether this process is the one that asks language models; it costs money.
    """
    async with asyncio.TaskGroup() as tasks:
        renewing = [OnePerCall(tasks, Reading(ctx), settle_s=SETTLE_S, pause_s=PAUSE_S)]
        if ctx.briefing_models is not None:
            asking = OnePerCall(
                tasks,
                Asking(ctx, may_ask),
                pause_s=MODEL_PAUSE_S,
                at_once=ctx.settings.briefing_parallel,
            )
            renewing.append(asking)
        while True:
            async with ctx.bus.subscribe() as events:
                async for event in events:
                    if event.type == "segments.added" and event.call_id is not None:
                        for each in renewing:
                            each.wake(event.call_id)
            await asyncio.sleep(PAUSE_S)  # the bus cut us off: listen again


class OnePerCall:
    """Does `work` on each call that is woken, one at a time for each, `at_once` in all.

    However often a call is woken while it is worked on or waits, it is worked on once more: the
    work reads the newest state.
    """

    def __init__(
        self,
        tasks: asyncio.TaskGroup,
        work: Work,
        *,
        pause_s: float,
        settle_s: float = 0.0,
        at_once: int | None = None,
    ) -> None:
        self._tasks = tasks
        self._work = work
        self._settle_s = settle_s
        self._pause_s = pause_s
        self._turns = asyncio.Semaphore(at_once) if at_once else None
        self._working: set[str] = set()
        self._woken: set[str] = set()

    def wake(self, call_id: str) -> None:
        self._woken.add(call_id)
        if call_id not in self._working:
            self._working.add(call_id)
            self._tasks.create_task(self._run(call_id))

    async def _run(self, call_id: str) -> None:
        while call_id in self._woken:
            await asyncio.sleep(self._settle_s)
            began_s = time.monotonic()
            again_s = await self._once(call_id)
            if again_s is not None:
                self._woken.add(call_id)
            rest_s = min(REST * (time.monotonic() - began_s), MOST_REST_S)
            await asyncio.sleep(max(self._pause_s, rest_s, again_s or 0.0))
        self._working.discard(call_id)

    async def _once(self, call_id: str) -> float | None:
        if self._turns is None:
            self._woken.discard(call_id)
            return await self._work(call_id)
        async with self._turns:
            self._woken.discard(call_id)  # now, for whoever wakes it while it waits is served too
            return await self._work(call_id)


class Reading:
    """Reads a call locally; the work of `OnePerCall`."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def __call__(self, call_id: str) -> float | None:
        try:
            await read_again(self._ctx, call_id)
        except Exception as e:  # the next segment tries again; its text stays out of the log
            log.warning("briefing_not_renewed", call_id=call_id, error=type(e).__name__)
        return None


class Asking:
    """Has a model read on; the work of `OnePerCall`."""

    def __init__(self, ctx: Context, may_ask: Callable[[], bool]) -> None:
        self._ctx = ctx
        self._may_ask = may_ask
        self._failed: dict[str, int] = {}

    async def __call__(self, call_id: str) -> float | None:
        models = self._ctx.briefing_models
        if models is None or not self._may_ask():
            return None
        try:
            more = await ask_models(self._ctx, models, call_id)
        except WriterFailed as e:
            return self._again(call_id, e)
        except Exception as e:  # as above
            log.warning("briefing_models_not_asked", call_id=call_id, error=type(e).__name__)
            return None
        self._failed.pop(call_id, None)
        return 0.0 if more else None

    def _again(self, call_id: str, failure: WriterFailed) -> float | None:
        """Nobody may say a word for minutes: then what failed is tried by itself."""
        failed = self._failed.pop(call_id, 0) + 1
        if failed > RETRIES:
            return None
        self._failed[call_id] = failed
        return max(failure.retry_after_s or 0.0, RETRY_S)
