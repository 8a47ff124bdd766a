"""How speech to text fares, as the call workers report it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from warm_transfer.actions.context import Context
from warm_transfer.actions.speech_views import SpeechProviderView, SpeechView
from warm_transfer.actions.views import PartHealth
from warm_transfer.db.models import Event, WorkerSighting
from warm_transfer.domain.speech import ProviderState, SpeechState, display_name, over_all

WORKER_LOST_AFTER = timedelta(seconds=30)  # three missed reports


@dataclass(frozen=True, slots=True)
class WorkerSpeech:
    """`providers` as in `WorkerSighting.speech`."""

    worker_id: str
    providers: list[dict[str, Any]]


async def speech_of_workers(ctx: Context) -> list[WorkerSpeech]:
    """What each call worker that is there has last reported."""
    query = (
        select(WorkerSighting.worker_id, WorkerSighting.speech)
        .where(WorkerSighting.seen_at > ctx.clock() - WORKER_LOST_AFTER)
        .where(WorkerSighting.speech.is_not(None))
        .order_by(WorkerSighting.worker_id)
    )
    async with ctx.db.read() as session:
        return [WorkerSpeech(*row) for row in await session.execute(query)]


async def speech_state(ctx: Context) -> SpeechState:
    return over_all(
        [
            [ProviderState(each["name"], each["resting"]) for each in worker.providers]
            for worker in await speech_of_workers(ctx)
        ]
    )


async def get_speech(ctx: Context) -> SpeechView:
    return _view(await speech_state(ctx))


async def speech_health(ctx: Context) -> PartHealth:
    """Speech to text as `/ready` tells it."""
    if ctx.settings.stt_providers == ["none"]:
        return PartHealth(ok=True, detail="transcription is switched off")
    state = await speech_state(ctx)
    if not state.providers:
        return PartHealth(ok=True, detail="no call worker has told of it yet")
    names = ", ".join(each.name for each in state.providers)
    return PartHealth(ok=state.is_well, detail=state.notice or f"works: {names}")


class SpeechWatch:
    """Tells every agent when it changes; remembers what was told last."""

    def __init__(self) -> None:
        self._told = SpeechState()

    async def run(self, ctx: Context) -> None:
        state = await speech_state(ctx)
        if state.notice != self._told.notice:
            async with ctx.db.unit_of_work() as uow:
                uow.record(
                    Event(
                        type="speech.updated",
                        call_id=None,
                        transfer_id=None,
                        audience="desk",
                        agent_ids=[],
                        data={"speech": _view(state).model_dump(mode="json")},
                        caller_data=None,
                        at=uow.now,
                    )
                )
        self._told = state


def _view(state: SpeechState) -> SpeechView:
    return SpeechView(
        ok=state.is_well,
        notice=state.notice,
        providers=[
            SpeechProviderView(
                name=each.name,
                display_name=display_name(each.name),
                works=each.resting is None,
                reason=each.resting,
            )
            for each in state.providers
        ],
    )
