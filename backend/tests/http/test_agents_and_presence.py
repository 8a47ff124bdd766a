"""The directory, and presence: worked out from open streams, told when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
from sqlalchemy import select, update

from tests.support.api import Api, ServedApi, SignedInAgent, served_api
from tests.support.event_stream import EventReader, listening
from tests.support.waiting import until
from warm_transfer.actions.agents import OFFLINE_AFTER, agent_connected
from warm_transfer.actions.users import disable_user
from warm_transfer.db.models import Call, Event, Participant, User


def stream_of(api: ServedApi, agent: SignedInAgent) -> AbstractAsyncContextManager[EventReader]:
    cookies = httpx.Cookies()
    cookies.set("wt_stream_agent", agent.client.cookies["wt_stream_agent"])
    return listening(f"{api.url}/api/events", cookies)


@asynccontextmanager
async def at_the_desk(api: ServedApi, *agents: SignedInAgent) -> AsyncIterator[None]:
    async with AsyncExitStack() as streams:
        for agent in agents:
            reader = await streams.enter_async_context(stream_of(api, agent))
            await reader.next()
        yield


async def presence_seen_by(agent: SignedInAgent, username: str) -> str | None:
    for found in (await agent.client.get("/api/agents")).json():
        if found["username"] == username:
            return str(found["presence"])
    return None


async def presence_announced(api: Api, username: str) -> list[str]:
    async with api.ctx.db.read() as session:
        query = select(Event.data).where(Event.type == "agent.updated").order_by(Event.id)
        told = [data["agent"] for data in await session.scalars(query)]
    return [agent["presence"] for agent in told if agent["username"] == username]


async def put_in_a_call(api: Api, agent: SignedInAgent) -> None:
    async with api.ctx.db.unit_of_work() as uow:
        call = Call(
            id="call-1", state="active", caller_name="Ines", room_name="room_1", created_at=uow.now
        )
        uow.session.add(call)
        await uow.session.flush()
        uow.session.add(
            Participant(
                id="stay-1",
                call_id=call.id,
                kind="agent",
                agent_id=agent.id,
                identity=f"agent-{agent.id}",
                name="Ana",
                room_name="room_1",
                created_at=uow.now,
            )
        )


async def test_an_agent_is_offline_until_their_page_is_open_and_again_after(
    served: ServedApi,
) -> None:
    ana, bea = await served.agent("ana"), await served.agent("bea")

    async def is_offline() -> bool:
        return await presence_seen_by(bea, "ana") == "offline"

    assert await is_offline()
    async with at_the_desk(served, ana):
        assert await presence_seen_by(bea, "ana") == "available"
    await until(is_offline, "Ana is offline")


async def test_each_change_of_presence_is_told_once(served: ServedApi) -> None:
    ana = await served.agent("ana")
    async with at_the_desk(served, ana):
        await ana.client.patch("/api/me", json={"presence": "away"})
        await ana.client.patch("/api/me", json={"presence": "away"})
        await ana.client.patch("/api/me", json={"presence": "available"})
        assert await presence_announced(served, "ana") == ["available", "away", "available"]


async def test_others_hear_of_a_change_by_event(served: ServedApi) -> None:
    ana, bea = await served.agent("ana"), await served.agent("bea")
    async with stream_of(served, bea) as reader:
        await reader.next()
        async with at_the_desk(served, ana):
            frame = await reader.next()
            while frame.data.get("agent", {}).get("username") != "ana":
                frame = await reader.next()
            assert frame.data["type"] == "agent.updated"
            assert frame.data["agent"]["presence"] == "available"


async def test_what_a_page_was_shown_holds_until_an_event_says_otherwise(api: Api) -> None:
    ana, bea = await api.agent("ana"), await api.agent("bea")
    await agent_connected(api.ctx, bea.id)
    async with api.ctx.db.unit_of_work() as uow:
        long_gone = (
            update(User).where(User.id == bea.id).values(seen_at=uow.now - 2 * OFFLINE_AFTER)
        )
        await uow.session.execute(long_gone)

    # Nobody was told that Bea is gone, and she is back before anybody is.
    shown = await presence_seen_by(ana, "bea")
    told = await presence_announced(api, "bea")
    await agent_connected(api.ctx, bea.id)
    since = (await presence_announced(api, "bea"))[len(told) :]
    assert [shown, *since][-1] == "available"


async def test_an_agent_in_a_call_is_busy_whoever_put_them_there(served: ServedApi) -> None:
    ana = await served.agent("ana")

    async def told_busy() -> bool:
        return (await presence_announced(served, "ana"))[-1:] == ["busy"]

    async with at_the_desk(served, ana):
        await put_in_a_call(served, ana)
        await until(told_busy, "everybody is told that Ana is busy")
        assert await presence_seen_by(ana, "ana") == "busy"


async def test_being_away_by_choice_outlives_a_restart(tmp_path: Path) -> None:
    async with served_api(tmp_path) as api:
        ana = await api.agent("ana")
        async with at_the_desk(api, ana):
            await ana.client.patch("/api/me", json={"presence": "away"})
    async with served_api(tmp_path) as api:
        again = SignedInAgent(ana.id, "ana", api.client())
        again.client.headers.update(ana.client.headers)
        again.client.cookies.set("wt_stream_agent", ana.client.cookies["wt_stream_agent"])
        async with at_the_desk(api, again):
            assert await presence_seen_by(again, "ana") == "away"


async def test_a_page_open_at_another_process_counts(tmp_path: Path) -> None:
    async with served_api(tmp_path) as one, served_api(tmp_path) as other:
        ana, bea = await one.agent("ana"), await other.agent("bea")
        async with at_the_desk(one, ana), at_the_desk(other, bea):

            async def swept_often() -> bool:
                """Both processes have swept a few times, which renews what each has seen."""
                await asyncio.sleep(0.5)
                swept.append(await presence_seen_by(bea, "ana"))
                return len(swept) > 8

            swept: list[str | None] = []
            await until(swept_often, "some sweeps")
            assert set(swept) == {"available"}
            assert await presence_announced(one, "ana") == ["available"]
            assert await presence_announced(one, "bea") == ["available"]


async def test_the_directory_has_everybody_who_can_sign_in_by_name(api: Api) -> None:
    zoe, ana = await api.agent("zoe"), await api.agent("ana")
    await api.agent("gone")
    await disable_user(api.ctx, "gone")
    names = [agent["name"] for agent in (await zoe.client.get("/api/agents")).json()]
    assert names == ["Ana", "Zoe"]
    assert (await ana.client.get("/api/me")).json()["id"] == ana.id
