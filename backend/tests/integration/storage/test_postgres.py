"""What only PostgreSQL can get wrong: many writers at once."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.api import Api, SignedInAgent, running_api, settings_for
from warm_transfer.actions.agents import agent_connected
from warm_transfer.actions.briefings import briefing_for_transfer
from warm_transfer.actions.credentials import new_id
from warm_transfer.actions.event_log import events_after
from warm_transfer.db.models import Call, Event, Transfer, TransferOffer, User
from warm_transfer.domain.offers import OfferState
from warm_transfer.ops.doctor import database
from warm_transfer.ops.doctor.findings import Failed

WRITERS = 8
EVENTS_EACH = 25


async def write_events(api: Api, call_id: str) -> None:
    for number in range(EVENTS_EACH):
        async with api.ctx.db.unit_of_work() as uow:
            uow.record(
                Event(
                    type="call.updated",
                    call_id=call_id,
                    audience="desk",
                    agent_ids=[],
                    data={"number": number},
                    caller_data=None,
                    at=uow.now,
                )
            )


async def test_no_event_appears_below_one_already_seen(postgres_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(running_api(tmp_path, database_url=postgres_url))
        other = await stack.enter_async_context(running_api(tmp_path, database_url=postgres_url))
        writing = asyncio.gather(
            *(write_events((one, other)[n % 2], f"race-{n}") for n in range(WRITERS))
        )
        seen: list[int] = []
        position = 0
        while not writing.done():
            async for event in events_after(one.ctx, position):
                position = event.id
                seen.append(event.id)
            await asyncio.sleep(0)
        await writing
        seen += [event.id async for event in events_after(one.ctx, position)]
        async with one.ctx.db.read() as session:
            every = list(await session.scalars(select(Event.id).order_by(Event.id)))
        assert seen == every
        assert len(seen) >= WRITERS * EVENTS_EACH


async def test_signing_in_and_refreshing_at_once(postgres_url: str, tmp_path: Path) -> None:
    async with running_api(tmp_path, database_url=postgres_url) as api:
        agent = await api.agent("ines")
        answers = await asyncio.gather(
            *(agent.client.post("/api/auth/refresh", json={}) for _ in range(5))
        )
        assert [answer.status_code for answer in answers] == [200] * 5


async def test_one_change_of_presence_is_told_once_by_many_processes(
    postgres_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        apis = [
            await stack.enter_async_context(running_api(tmp_path, database_url=postgres_url))
            for _ in range(3)
        ]
        agent = await apis[0].agent("bea")
        await asyncio.gather(*(agent_connected(api.ctx, agent.id) for api in apis))
        async with apis[0].ctx.db.read() as session:
            told = await session.scalars(select(Event.data).where(Event.type == "agent.updated"))
            presences = [d["agent"]["presence"] for d in told if d["agent"]["id"] == agent.id]
        assert presences == ["available"]


async def test_the_longest_reason_is_kept_whole(postgres_url: str, tmp_path: Path) -> None:
    async with running_api(tmp_path, database_url=postgres_url) as api:
        carl = await api.agent("carl")
        transfer_id = await offered_to(api, carl)
        answer = await carl.client.post(
            f"/api/transfers/{transfer_id}/decline", json={"reason": "r" * 120}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["reason"] == f"{'C' * 80} declined: {'r' * 120}"


async def offered_to(api: Api, agent: SignedInAgent) -> str:
    """A transfer that rings at this agent, whose name is as long as names may be."""
    async with api.ctx.db.unit_of_work() as uow:
        (await uow.session.get_one(User, agent.id)).name = "C" * 80
        call = Call(
            id=new_id(),
            state="active",
            caller_name="Ines",
            room_name=new_id(),
            created_at=uow.now,
        )
        uow.session.add(call)
    briefing = await briefing_for_transfer(api.ctx, call.id, None)
    async with api.ctx.db.unit_of_work() as uow:
        transfer = Transfer(
            id=new_id(),
            call_id=call.id,
            mode="introduce",
            state="offered",
            target_kind="agent",
            target_agent_id=agent.id,
            initiator_id=agent.id,
            origin_room=call.room_name,
            destination_room=new_id(),
            room_id="abcd-efgh",
            briefing=briefing.model_dump(mode="json"),
            moved=[],
            created_at=uow.now,
        )
        uow.session.add(transfer)
        await uow.session.flush()
        uow.session.add(
            TransferOffer(
                transfer_id=transfer.id, agent_id=agent.id, position=0, state=OfferState.RINGING
            )
        )
    return transfer.id


async def test_the_doctor_compares_the_clock(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_api(tmp_path, database_url=postgres_url):
        settings = settings_for(tmp_path, database_url=postgres_url)
        assert await database.check(settings) == "postgresql, up to date and writable"
        monkeypatch.setattr(database, "MAX_CLOCK_DIFFERENCE_S", -1)
        with pytest.raises(Failed, match="this machine's clock is"):
            await database.check(settings)
