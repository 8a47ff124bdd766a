"""What load balancers, operators and Prometheus are told."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.support.api import Api, running_api, served_api
from warm_transfer.actions import readiness
from warm_transfer.actions.speech import WORKER_LOST_AFTER
from warm_transfer.backups.status import BackupStatus, write_status
from warm_transfer.backups.taking import STAMP
from warm_transfer.bootstrap import utc_now
from warm_transfer.db.models import Call, Event, WorkerSighting
from warm_transfer.services.tokens import TokenKind
from warm_transfer.worker.attendance import Attendance
from warm_transfer.worker.heartbeat import Heartbeat

SECRET = "x" * 32
PRODUCTION = {
    "environment": "production",
    "secret_key": SECRET,
    "livekit_api_key": "key",
    "livekit_api_secret": SECRET,
}


async def test_a_process_that_answers_is_alive(api: Api) -> None:
    answer = await api.client().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_each_part_is_asked_and_one_that_is_down_is_named(api: Api) -> None:
    answer = await api.client().get("/ready")
    assert answer.status_code == 503
    found = answer.json()
    assert found["ready"] is False
    assert {name: part["ok"] for name, part in found["parts"].items()} == {
        "database": True,
        "livekit": False,  # none runs in this test
        "call_worker": True,  # none is needed
        "speech": True,  # nor is that
        "disk": True,
        "backups": True,  # none are wanted
    }
    assert "audio server" in found["parts"]["livekit"]["detail"]


async def test_a_full_disk_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "MIN_FREE_MB", 10**9)
    disk = (await api.client().get("/ready")).json()["parts"]["disk"]
    assert disk["ok"] is False
    assert "MB free" in disk["detail"]


async def test_automatic_backups_that_no_longer_come_are_told(tmp_path: Path) -> None:
    now = utc_now()
    newest = tmp_path / "backups" / f"warm-transfer-auto-{now:{STAMP}}.zip"  # so none is due
    newest.parent.mkdir()
    newest.touch()
    async with running_api(tmp_path, backup_interval_h=1) as api:
        for hours_ago, ok in ((2, True), (4, False)):
            good = BackupStatus(good_at=now - timedelta(hours=hours_ago), good_bytes=1)
            write_status(api.ctx.settings, good)
            part = (await readiness.readiness(api.ctx)).parts["backups"]
            assert part.ok is ok, part


async def test_many_who_ask_at_once_share_one_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, look = 0, shutil.disk_usage

    def counted(path: Path) -> Any:
        nonlocal looked
        looked += 1
        return look(path)

    monkeypatch.setattr(shutil, "disk_usage", counted)
    client = api.client()
    answers = await asyncio.gather(*(client.get("/ready") for _ in range(20)))
    answers.append(await client.get("/ready"))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert looked == 1
    monkeypatch.setattr(readiness, "SHARED_FOR_S", 0.0)  # as if that was a while ago
    await client.get("/ready")
    assert looked == 2


async def test_a_call_worker_counts_while_it_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "SHARED_FOR_S", 0.0)

    async def worker_ok() -> bool:
        parts = (await api.client().get("/ready")).json()["parts"]
        return bool(parts["call_worker"]["ok"])

    async with running_api(tmp_path, stt_providers=["local"]) as api:
        assert not await worker_ok()
        for _ in range(2):
            report = await api.worker().post("/api/worker/heartbeat", json={"worker_id": "w1"})
            assert report.status_code == 200
            assert await worker_ok()
        async with api.ctx.db.unit_of_work() as uow:
            long_ago = uow.now - WORKER_LOST_AFTER - timedelta(seconds=1)
            await uow.session.execute(update(WorkerSighting).values(seen_at=long_ago))
        assert not await worker_ok()


async def test_a_workers_own_reports_make_it_count(tmp_path: Path) -> None:
    async with served_api(tmp_path, stt_providers=["local"]) as api:

        async def worker_ok() -> bool:
            parts = (await api.client().get("/ready")).json()["parts"]
            return bool(parts["call_worker"]["ok"])

        def token() -> str:
            return api.ctx.tokens.issue(TokenKind.WORKER, "call-worker", 60)

        attendance = Attendance(lambda _call_id: None, lambda: None)
        heartbeat = Heartbeat(api.url, token, attendance, asyncio.Event())
        await heartbeat.beat()
        assert await worker_ok()
        await heartbeat.close()


async def test_metrics_count_requests_calls_transfers_and_segments(api: Api) -> None:
    ana = await api.agent("ana")
    await ana.client.get("/api/me")
    async with api.ctx.db.unit_of_work() as uow:
        for number, state in enumerate(("waiting", "waiting", "active", "ended")):
            call = Call(
                id=f"call-{number}",
                state=state,
                caller_name="Ines",
                room_name=f"room_{number}",
                created_at=uow.now,
            )
            uow.session.add(call)
        recorded: list[tuple[str, dict[str, Any]]] = [
            ("transfer.completed", {}),
            ("transfer.offered", {}),
            ("segments.added", {"segments": [{}, {}, {}]}),
        ]
        for kind, data in recorded:
            uow.record(
                Event(
                    type=kind,
                    audience="call",
                    agent_ids=[],
                    data=data,
                    caller_data=None,
                    at=uow.now,
                )
            )
    text = (await api.client().get("/metrics")).text
    for line in (
        'warm_transfer_http_requests_total{operation="get_me",status="200"} 1.0',
        'warm_transfer_calls{state="waiting"} 2.0',
        'warm_transfer_calls{state="active"} 1.0',
        'warm_transfer_transfers_total{outcome="completed"} 1.0',
        "warm_transfer_segments_total 3.0",
        'warm_transfer_events_total{type="transfer.offered"} 1.0',
    ):
        assert line in text
    assert 'outcome="offered"' not in text


async def test_metrics_want_their_token_when_there_is_one(tmp_path: Path) -> None:
    async with running_api(tmp_path, metrics_token="a-token") as api:
        assert (await api.client().get("/metrics")).status_code == 401
        assert (await api.client(token="another").get("/metrics")).status_code == 401
        assert (await api.client(token="a-token").get("/metrics")).status_code == 200


async def test_production_shows_no_metrics_without_a_token(tmp_path: Path) -> None:
    async with running_api(tmp_path, **PRODUCTION) as api:
        assert (await api.client().get("/metrics")).status_code == 404
