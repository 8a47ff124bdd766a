"""What nobody listened to is marked in the transcript, from what call workers report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from tests.support.api import Api, SignedInAgent, running_api
from warm_transfer import bootstrap
from warm_transfer.actions.asides import note_asides
from warm_transfer.actions.coverage import SETTLED_AFTER, STILL_THERE, abandon, settle_ended_calls
from warm_transfer.db.models import Call, Event, Participant, TranscriptCoverage, Transfer
from warm_transfer.domain.actor import Role

LASTS_S = 100.0  # so long the call has been going on
ROOM = "room_of_the_call"
CONSULT_ROOM = "room_of_the_consult"
CALLER = "caller-0a1b2c3d"


@dataclass
class Clock:
    """The API's. It stands still until it is set forward."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Listened:
    """A call that has been going on for a while, and the worker's reports of it."""

    api: Api
    agent: SignedInAgent
    clock: Clock

    def wait(self, time: timedelta) -> None:
        self.clock.now += time

    async def report(
        self,
        since_s: float,
        until_s: float,
        *,
        listening: bool = True,
        worker: str = "w1",
        room: str = ROOM,
    ) -> list[str]:
        """Listened from one second of the call to another one; gives the rooms to leave."""
        async with self.api.ctx.db.read() as session:
            created_at = (await session.get_one(Call, "call-1")).created_at
        now_s = (self.clock() - created_at).total_seconds()
        stay = {
            "room_name": room,
            "began_ago_s": now_s - since_s,
            "complete_ago_s": now_s - until_s,
            "listening": listening,
        }
        answer = await heartbeat(self.api.worker(), {"worker_id": worker, "rooms": [stay]})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["leave"])

    async def hold(self, on: bool, *, consult: bool = False) -> None:
        """Put the caller on hold or take them off it, now; `consult`: the agents talk meanwhile."""
        async with self.api.ctx.db.unit_of_work() as uow:
            call = await uow.session.get_one(Call, "call-1")
            call.held_since = uow.now if on else None
            transfer = await uow.session.get(Transfer, "transfer-1")
            if transfer is None and consult:
                transfer = consult_with(self.agent, uow.now)
                uow.session.add(transfer)
            if transfer is not None:
                transfer.state = "consulting" if consult and on else "consult_paused"
        await note_asides(self.api.ctx)

    async def says(self, words: str, at_s: float, *, private: bool = False) -> None:
        identity = "a" if private else CALLER
        segment = {"id": f"segment-{at_s}".replace(".", "-"), "identity": identity, "text": words}
        told = {"start_s": at_s, "end_s": at_s + 2, "private": private}
        body = {"segments": [{**segment, **told}]}
        answer = await self.api.worker().post("/api/worker/calls/call-1/segments", json=body)
        assert answer.status_code == 204, answer.text

    async def transcript(self) -> dict[str, Any]:
        answer = await self.agent.client.get("/api/calls/call-1/transcript")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def gaps(self) -> list[tuple[float, float | None]]:
        return [(gap["start_s"], gap["end_s"]) for gap in (await self.transcript())["gaps"]]

    async def text(self, format_: str) -> str:
        path = f"/api/calls/call-1/transcript?format={format_}"
        return (await self.agent.client.get(path)).text

    async def told(self) -> list[Event]:
        async with self.api.ctx.db.read() as session:
            events = select(Event).where(Event.type == "gaps.updated").order_by(Event.id)
            return list(await session.scalars(events))

    async def end(self) -> None:
        """At its 100th second, which is now."""
        async with self.api.ctx.db.unit_of_work() as uow:
            call = await uow.session.get_one(Call, "call-1")
            call.state, call.ended_at = "ended", uow.now


def consult_with(agent: SignedInAgent, now: datetime) -> Transfer:
    return Transfer(
        id="transfer-1",
        call_id="call-1",
        initiator_id=agent.id,
        target_kind="agent",
        room_id="AB12CD34",
        briefing={},
        moved=[],
        mode="consult",
        state="consulting",
        origin_room=ROOM,
        destination_room=CONSULT_ROOM,
        created_at=now,
    )


async def heartbeat(client: httpx.AsyncClient, body: dict[str, Any]) -> httpx.Response:
    return await client.post("/api/worker/heartbeat", json=body)


async def begun(api: Api, clock: Clock) -> Listened:
    call = Listened(api, await api.agent("ana"), clock)
    async with api.ctx.db.unit_of_work() as uow:
        uow.session.add(
            Call(
                id="call-1",
                state="active",
                caller_name="Ines",
                room_name=ROOM,
                created_at=uow.now - timedelta(seconds=LASTS_S),
            )
        )
        await uow.session.flush()
        for kind, agent_id, identity in (("caller", None, CALLER), ("agent", call.agent.id, "a")):
            uow.session.add(
                Participant(
                    id=f"stay-of-{kind}",
                    call_id="call-1",
                    kind=kind,
                    agent_id=agent_id,
                    identity=identity,
                    name="Ines" if kind == "caller" else "Ana",
                    room_name=ROOM,
                    created_at=uow.now,
                )
            )
    return call


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(datetime.now(UTC))
    monkeypatch.setattr(bootstrap, "utc_now", clock)
    return clock


@pytest.fixture
async def call(tmp_path: Path, clock: Clock) -> AsyncIterator[Listened]:
    async with running_api(tmp_path, stt_providers=["local"]) as api:
        yield await begun(api, clock)


async def test_what_nobody_heard_is_marked_once_somebody_listens_again(call: Listened) -> None:
    await call.report(1, 60)
    assert await call.gaps() == []
    call.wait(STILL_THERE)
    await call.report(74, 76, worker="w2")
    assert await call.gaps() == [(60, 74)]
    await call.report(74, 78, worker="w2")
    assert await call.gaps() == [(60, 74)]
    (told,) = await call.told()
    transcript = await call.transcript()
    assert told.data == {"gaps": transcript["gaps"], "gaps_version": transcript["gaps_version"]}
    assert (told.agent_ids, told.caller_data) == ([call.agent.id], None)


async def test_a_worker_that_was_only_cut_off_from_us_missed_nothing(call: Listened) -> None:
    await call.report(1, 40)
    await call.report(1, 90)
    assert await call.gaps() == []


async def test_a_late_report_takes_back_what_was_marked(call: Listened) -> None:
    await call.report(1, 60)
    call.wait(STILL_THERE)
    await call.report(74, 76, worker="w2")
    await call.report(1, 70, listening=False)
    assert await call.gaps() == [(70, 74)]
    await call.report(1, 73, listening=False)
    assert await call.gaps() == []
    assert [event.data["gaps_version"] for event in await call.told()] == [1, 2, 3]


async def test_exports_say_where_something_is_missing(call: Listened) -> None:
    await call.says("I was charged twice.", at_s=58)
    await call.says("Are you still there?", at_s=80)
    await call.report(1, 62.4)
    call.wait(STILL_THERE)
    await call.report(74.2, 82, worker="w2")
    assert (await call.text("txt")).splitlines()[1] == "[01:02\N{EN DASH}01:14] (not transcribed)"
    vtt = (await call.text("vtt")).split("\n\n")
    assert [block.splitlines()[0][:9] for block in vtt] == [
        "WEBVTT",
        "00:00:58.",
        "NOTE Not ",
        "00:01:20.",
    ]
    srt = [cue.splitlines() for cue in (await call.text("srt")).split("\n\n")]
    assert [cue[0] for cue in srt] == ["1", "2", "3"]
    assert srt[1][2] == "(not transcribed)"


async def test_exports_tell_apart_what_the_caller_did_not_hear_and_what_nobody_did(
    call: Listened,
) -> None:
    await call.says("She was charged twice.", at_s=62, private=True)
    await call.says("Thank you.", at_s=90)
    await call.report(1, 70)
    call.wait(STILL_THERE)
    await call.report(80, 95, worker="w2")
    assert (await call.text("txt")).splitlines() == [
        "[01:02] Ana (without the caller): She was charged twice.",
        "[01:10\N{EN DASH}01:20] (not transcribed)",
        "[01:30] Ines: Thank you.",
    ]
    vtt = (await call.text("vtt")).split("\n\n")
    assert vtt[1].splitlines()[1] == "<v Ana (without the caller)>She was charged twice.</v>"
    assert vtt[2] == "NOTE Not transcribed from 00:01:10.000 to 00:01:20.000"
    srt = [cue.splitlines() for cue in (await call.text("srt")).split("\n\n")]
    assert [cue[2] for cue in srt] == [
        "Ana (without the caller): She was charged twice.",
        "(not transcribed)",
        "Ines: Thank you.",
    ]


async def test_there_is_no_gap_while_on_hold(call: Listened) -> None:
    """Its worker is lost meanwhile, and the next one comes some time after it."""
    await call.report(1, LASTS_S)
    await call.hold(True)
    call.wait(timedelta(seconds=20))
    await abandon(call.api.ctx, "call-1")
    assert await call.gaps() == []
    call.wait(timedelta(seconds=10))
    await call.hold(False)
    assert await call.gaps() == [(LASTS_S + 30, None)]
    call.wait(timedelta(seconds=10))
    await call.report(LASTS_S + 37, LASTS_S + 40, worker="w2")
    assert await call.gaps() == [(LASTS_S + 30, LASTS_S + 37)]


async def test_what_was_missed_before_the_hold_is_marked(call: Listened) -> None:
    await call.report(1, 80)
    await call.hold(True)
    call.wait(timedelta(seconds=20))
    await call.report(LASTS_S + 15, LASTS_S + 20, worker="w2")
    assert await call.gaps() == [(80, LASTS_S)]


async def test_a_call_that_ends_on_hold_ends_without_a_gap(call: Listened) -> None:
    await call.report(1, LASTS_S)
    await call.hold(True)
    call.wait(timedelta(seconds=20))
    await call.end()
    call.wait(SETTLED_AFTER)
    await settle_ended_calls(call.api.ctx)
    assert await call.gaps() == []


async def test_in_a_consult_it_matters_who_listens_to_the_agents(call: Listened) -> None:
    """Whoever listens to the music in the caller's room meanwhile does not hear them."""
    await call.report(1, LASTS_S)
    await call.hold(True, consult=True)
    call.wait(timedelta(seconds=30))
    await call.report(1, LASTS_S + 30)
    assert await call.report(LASTS_S + 12, LASTS_S + 30, worker="w2", room=CONSULT_ROOM) == []
    assert await call.gaps() == [(LASTS_S, LASTS_S + 12)]
    await call.hold(False, consult=True)
    call.wait(timedelta(seconds=10))
    await call.report(1, LASTS_S + 40)
    await call.report(LASTS_S + 12, LASTS_S + 40, worker="w2", room=CONSULT_ROOM)
    assert await call.gaps() == [(LASTS_S, LASTS_S + 12)]


async def test_a_consult_that_was_listened_to_leaves_no_gap(call: Listened) -> None:
    began_at = call.clock() - timedelta(seconds=LASTS_S)
    await call.report(1, LASTS_S)
    await call.report(90, LASTS_S, worker="w2", room=CONSULT_ROOM)  # while the target is rung
    for _ in range(2):
        began_s = (call.clock() - began_at).total_seconds()
        await call.hold(True, consult=True)
        for waited_s in (10, 20):
            call.wait(timedelta(seconds=10))
            await call.report(1, began_s + waited_s)
            await call.report(90, began_s + waited_s, worker="w2", room=CONSULT_ROOM)
        await call.hold(False, consult=True)
        call.wait(timedelta(seconds=10))
        await call.report(1, began_s + 30)
    assert await call.gaps() == []
    assert await call.told() == []


async def test_the_end_of_a_call_that_nobody_heard_is_marked(call: Listened) -> None:
    await call.report(1, 60)
    await call.end()
    await settle_ended_calls(call.api.ctx)
    assert await call.gaps() == []  # the worker may still read the last words
    call.wait(SETTLED_AFTER)
    await settle_ended_calls(call.api.ctx)
    await settle_ended_calls(call.api.ctx)
    assert await call.gaps() == [(60, LASTS_S)]
    assert len(await call.told()) == 1


async def test_a_call_that_was_heard_to_its_end_has_no_gap(call: Listened) -> None:
    await call.report(1, 60)
    await call.end()
    call.wait(timedelta(seconds=10))
    await call.report(1, LASTS_S, listening=False)
    call.wait(SETTLED_AFTER)
    await settle_ended_calls(call.api.ctx)
    assert await call.gaps() == []


async def test_a_second_worker_is_told_to_leave(call: Listened) -> None:
    assert await call.report(1, 90) == []
    assert await call.report(95, 96, worker="w2") == [ROOM]
    assert await call.report(1, 98, listening=False) == []
    assert await call.report(95, 99, worker="w2") == []
    assert await call.gaps() == []


async def test_the_next_room_may_be_another_workers(call: Listened) -> None:
    await call.report(1, 90)
    await call.report(80, 90, worker="w2", room="room_of_the_move")
    async with call.api.ctx.db.unit_of_work() as uow:
        (await uow.session.get_one(Call, "call-1")).room_name = "room_of_the_move"
    assert await call.report(80, 95, worker="w2", room="room_of_the_move") == []
    assert await call.report(1, 91) == []
    assert await call.gaps() == []


async def test_where_nothing_is_to_be_transcribed_nothing_is_missing(
    tmp_path: Path, clock: Clock
) -> None:
    async with running_api(tmp_path, stt_providers=["none"]) as api:
        call = await begun(api, clock)
        await call.report(1, 60)
        await call.report(74, 76, worker="w2")
        assert await call.gaps() == []
        async with api.ctx.db.read() as session:
            assert list(await session.scalars(select(TranscriptCoverage))) == []


async def test_rooms_that_no_call_is_in_are_passed_over(call: Listened) -> None:
    assert await call.report(1, 60, room="room_of_nobody") == []
    assert await call.gaps() == []


async def test_only_the_call_worker_may_report(call: Listened) -> None:
    admin = await call.api.agent("adam", role=Role.ADMIN)
    for client in (call.api.client(), call.agent.client, admin.client):
        assert (await heartbeat(client, {"worker_id": "w1"})).status_code == 401


STAY = {"room_name": ROOM, "began_ago_s": 1, "complete_ago_s": 0, "listening": True}


@pytest.mark.parametrize(
    "rooms",
    [
        [STAY] * 201,
        [STAY | {"room_name": "r" * 65}],
        [STAY | {"room_name": ""}],
        [STAY | {"room_name": "a room"}],
        [STAY | {"began_ago_s": -1}],
        [STAY | {"complete_ago_s": 86_401}],
        [STAY | {"listening": "perhaps"}],
        [STAY | {"call_id": "call-1"}],
        [{"room_name": ROOM}],
    ],
)
async def test_a_report_beyond_bounds_is_refused(call: Listened, rooms: list[Any]) -> None:
    answer = await heartbeat(call.api.worker(), {"worker_id": "w1", "rooms": rooms})
    assert answer.status_code == 422
