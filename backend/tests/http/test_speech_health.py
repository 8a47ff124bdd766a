"""How speech to text fares: reported by call workers, told to agents, operators and Prometheus."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from tests.support.api import Api, running_api, served_api
from tests.support.waiting import until
from warm_transfer.actions import readiness
from warm_transfer.actions.speech import WORKER_LOST_AFTER
from warm_transfer.db.models import Event, WorkerSighting
from warm_transfer.services.stt.base import Reason
from warm_transfer.services.stt.health import Health
from warm_transfer.services.stt.plugin import PluginProvider
from warm_transfer.services.tokens import TokenKind
from warm_transfer.worker.attendance import Attendance
from warm_transfer.worker.heartbeat import Heartbeat

NOTICE = "Speech to text: Groq does not answer; this machine transcribes meanwhile."


def provider(name: str, resting: str | None = None, failures: int = 0) -> dict[str, Any]:
    return {
        "name": name,
        "resting": resting,
        "answers": 3,
        "failures": {resting: failures} if resting else {},
        "seconds": 1.5,
        "buckets": [0, 1, 0, 2, 0, 0, 0, 0, 0],
    }


async def report(api: Api, worker: str, *providers: dict[str, Any]) -> httpx.Response:
    body = {"worker_id": worker, "speech": list(providers)}
    answer = await api.worker().post("/api/worker/heartbeat", json=body)
    assert answer.status_code == 200, answer.text
    return answer


async def told(api: Api) -> list[str | None]:
    """The notices in the event log, oldest first."""
    async with api.ctx.db.read() as session:
        query = select(Event.data).where(Event.type == "speech.updated").order_by(Event.id)
        return [data["speech"]["notice"] for data in await session.scalars(query)]


async def was_told(api: Api, *notices: str | None) -> bool:
    return await told(api) == list(notices)


async def test_agents_learn_that_a_provider_fails_and_that_it_is_over(api: Api) -> None:
    ana = await api.agent("ana")
    empty = (await ana.client.get("/api/speech")).json()
    assert empty == {"ok": True, "notice": None, "providers": []}

    for _ in range(2):
        await report(api, "w1", provider("groq", "no_answer", 2), provider("local"))
        await until(lambda: was_told(api, NOTICE), "tell agents of it")
    speech = (await ana.client.get("/api/speech")).json()
    assert (speech["ok"], speech["notice"]) == (False, NOTICE)
    assert [each["works"] for each in speech["providers"]] == [False, True]
    assert speech["providers"][0]["reason"] == "no_answer"

    await report(api, "w1", provider("groq"), provider("local"))
    await until(lambda: was_told(api, NOTICE, None), "tell agents that it is over")
    assert (await ana.client.get("/api/speech")).json()["ok"] is True
    assert await told(api) == [NOTICE, None]


async def test_what_a_lost_worker_said_last_does_not_count(api: Api) -> None:
    ana = await api.agent("ana")
    await report(api, "w1", provider("groq", "no_answer", 1), provider("local"))
    async with api.ctx.db.unit_of_work() as uow:
        long_ago = uow.now - WORKER_LOST_AFTER
        await uow.session.execute(update(WorkerSighting).values(seen_at=long_ago))
    assert (await ana.client.get("/api/speech")).json()["notice"] is None


async def test_speech_that_is_stood_in_for_does_not_take_a_process_out_of_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "SHARED_FOR_S", 0.0)
    async with running_api(tmp_path, stt_providers=["local"]) as api:

        async def part() -> dict[str, Any]:
            answer = (await api.client().get("/ready")).json()
            return dict(answer["parts"]["speech"])

        assert (await part())["ok"] is True
        await report(api, "w1", provider("groq"), provider("local"))
        assert await part() == {"ok": True, "detail": "works: groq, local"}
        await report(api, "w1", provider("groq", "no_answer", 1), provider("local"))
        assert await part() == {"ok": False, "detail": NOTICE}
        found = await readiness.readiness(api.ctx)
        counted = [p.ok for name, p in found.parts.items() if name not in ("backups", "speech")]
        assert found.ready is all(counted)


async def test_metrics_tell_of_every_provider_of_every_worker(api: Api) -> None:
    await report(api, "w1", provider("groq", "no_answer", 2), provider("local"))
    await report(api, "w2", provider("groq"))
    text = (await api.client().get("/metrics")).text
    name = "warm_transfer_speech"
    for line in (
        f'{name}_provider_works{{provider="groq",worker="w1"}} 0.0',
        f'{name}_provider_works{{provider="groq",worker="w2"}} 1.0',
        f'{name}_failures_total{{provider="groq",reason="no_answer",worker="w1"}} 2.0',
        f'{name}_seconds_bucket{{le="0.1",provider="local",worker="w1"}} 1.0',
        f'{name}_seconds_bucket{{le="0.5",provider="local",worker="w1"}} 3.0',
        f'{name}_seconds_count{{provider="local",worker="w1"}} 3.0',
        f'{name}_seconds_sum{{provider="local",worker="w1"}} 1.5',
    ):
        assert line in text, text


@pytest.mark.parametrize(
    "wrong",
    [
        provider("groq; drop"),
        provider("groq") | {"resting": "asleep"},
        provider("groq") | {"buckets": [1]},
        provider("groq") | {"failures": {"asleep": 1}},
    ],
)
async def test_a_report_of_another_form_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    body = {"worker_id": "w1", "speech": [wrong]}
    answer = await api.worker().post("/api/worker/heartbeat", json=body)
    assert answer.status_code == 422


async def test_a_worker_reports_what_its_providers_did(tmp_path: Path) -> None:
    async with served_api(tmp_path, stt_providers=["local"]) as api:
        engine = PluginProvider("tests.support.streaming_plugin", language=None, timeout_s=1)
        health = Health([engine])
        health.answered(engine, 0.2)
        health.failed(engine, Reason.RATE_LIMITED)

        def token() -> str:
            return api.ctx.tokens.issue(TokenKind.WORKER, "call-worker", 60)

        attendance = Attendance(lambda _call_id: None, lambda: None)
        heartbeat = Heartbeat(api.url, token, attendance, asyncio.Event(), health)
        await heartbeat.beat()
        await heartbeat.close()
        text = (await api.client().get("/metrics")).text
        labels = 'provider="tests.support.streaming_plugin",reason="rate_limited"'
        assert f"warm_transfer_speech_failures_total{{{labels}" in text
