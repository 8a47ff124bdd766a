"""Server-sent events: what arrives, in what order, for whom, and how a stream ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete

from tests.support.api import ServedApi, SignedInAgent, served_api
from tests.support.event_stream import EventReader, listening
from tests.support.faults import fault
from tests.support.waiting import until
from warm_transfer.actions.users import disable_user
from warm_transfer.api import event_frames
from warm_transfer.api.cookies import CALLER_COOKIE
from warm_transfer.db.models import Event
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import Role
from warm_transfer.metrics import Metrics
from warm_transfer.services.events import memory
from warm_transfer.services.events.base import BusEvent
from warm_transfer.services.tokens import TokenKind


def an_event(uow: UnitOfWork, number: int, **changed: object) -> Event:
    fields: dict[str, object] = {
        "type": "call.updated",
        "call_id": "call-1",
        "transfer_id": None,
        "audience": "desk",
        "agent_ids": [],
        "data": {"number": number},
        "caller_data": None,
        "at": uow.now,
    }
    return Event(**(fields | changed))


async def record(api: ServedApi, *numbers: int, **changed: object) -> None:
    async with api.ctx.db.unit_of_work() as uow:
        for number in numbers:
            uow.record(an_event(uow, number, **changed))


def stream_of(
    api: ServedApi,
    agent: SignedInAgent,
    *,
    last_event_id: int | str | None = None,
    query: Mapping[str, str] | None = None,
) -> AbstractAsyncContextManager[EventReader]:
    cookies = httpx.Cookies()
    cookies.set("wt_stream_agent", agent.client.cookies["wt_stream_agent"])
    url = f"{api.url}/api/events"
    return listening(url, cookies, last_event_id=last_event_id, query=query)


def callers_stream(
    api: ServedApi,
    call_id: str,
    *,
    last_event_id: int | None = None,
    query: Mapping[str, str] | None = None,
) -> AbstractAsyncContextManager[EventReader]:
    cookies = httpx.Cookies()
    cookies.set(CALLER_COOKIE, api.ctx.tokens.issue(TokenKind.CALLER, call_id, 600))
    url = f"{api.url}/api/events/caller"
    return listening(url, cookies, last_event_id=last_event_id, query=query)


async def numbers(reader: EventReader, count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        frame = await reader.next()
        if "number" in frame.data:
            found.append(frame.data["number"])
    return found


async def test_a_stream_greets_and_then_tells_what_happens(served: ServedApi) -> None:
    agent = await served.agent("ana")
    await record(served, 1)
    async with stream_of(served, agent) as reader:
        assert reader.response.headers["content-type"].startswith("text/event-stream")
        assert reader.response.headers["cache-control"] == "no-store"
        hello = await reader.next()
        assert hello.name == "hello"
        assert set(hello.data) == {"last_event_id", "server_time"}
        await record(served, 2)
        frame = await reader.next()
        assert frame.name == "message"
        assert frame.id == hello.data["last_event_id"] + 1 == frame.data["id"]
        assert frame.data["type"] == "call.updated"
        assert frame.data["call_id"] == "call-1"
        assert frame.data["number"] == 2
        assert frame.data["at"].endswith("Z")


@fault(
    24,
    done="a stream is cut and comes back with `Last-Event-ID`",
    seen="every event comes once, in order",
)
async def test_who_comes_back_misses_nothing_and_gets_nothing_twice(served: ServedApi) -> None:
    agent = await served.agent("ana")
    async with stream_of(served, agent) as reader:
        await reader.next()
        await record(served, 1, 2, 3)
        seen = [await reader.next() for _ in range(2)]
    await record(served, 4)
    async with stream_of(served, agent, last_event_id=seen[-1].id) as reader:
        assert (await reader.next()).data["last_event_id"] == seen[-1].id
        await record(served, 5)
        assert await numbers(reader, 3) == [3, 4, 5]


async def test_a_new_eventsource_says_in_its_address_where_it_left_off(served: ServedApi) -> None:
    """It can send no header; when the browser opens that one again, the header is the newer one."""
    agent = await served.agent("ana")
    async with stream_of(served, agent) as reader:
        await reader.next()
        await record(served, 1, 2, 3, caller_data={"number": 0})
        first, second, _ = [await reader.next() for _ in range(3)]
    address = {"last_event_id": str(first.id)}
    async with stream_of(served, agent, query=address) as reader:
        assert (await reader.next()).id == first.id
        assert await numbers(reader, 2) == [2, 3]
    async with stream_of(served, agent, query=address, last_event_id=second.id) as reader:
        assert await numbers(reader, 1) == [3]
    async with callers_stream(served, "call-1", query=address) as reader:
        await reader.next()
        assert (await reader.next()).id == second.id


@pytest.mark.parametrize("path", ["/api/events", "/api/events/caller"])
async def test_where_one_left_off_is_bounded(served: ServedApi, path: str) -> None:
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        by_header = await nobody.get(path, headers={"Last-Event-ID": "9" * 65})
        by_address = await nobody.get(path, params={"last_event_id": "9" * 65})
        assert (by_header.status_code, by_address.status_code) == (422, 422)


async def test_events_recorded_while_a_stream_opens_arrive_once_and_in_order(
    served: ServedApi,
) -> None:
    agent = await served.agent("ana")
    await record(served, 0)

    async def keep_recording() -> None:
        for number in range(1, 200):
            await record(served, number)

    recording = asyncio.create_task(keep_recording())
    async with stream_of(served, agent, last_event_id=0) as reader:
        assert await numbers(reader, 200) == list(range(200))
    await recording


async def test_what_the_bus_loses_or_reorders_is_read_from_the_log(
    served: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await served.agent("ana")
    deliver = memory.MemoryEventBus.deliver
    held: list[BusEvent] = []

    def hold(_bus: memory.MemoryEventBus, events: list[BusEvent]) -> None:
        held.extend(events)

    async with stream_of(served, agent) as reader:
        await reader.next()
        monkeypatch.setattr(memory.MemoryEventBus, "deliver", hold)
        await record(served, 1)
        await record(served, 2)
        await record(served, 3)
        ours = [event for event in held if event.type == "call.updated"]
        bus = served.ctx.bus
        assert isinstance(bus, memory.MemoryEventBus)
        deliver(bus, [ours[2], ours[0]])  # the second lost, the first late
        monkeypatch.setattr(memory.MemoryEventBus, "deliver", deliver)
        await record(served, 4)
        assert await numbers(reader, 4) == [1, 2, 3, 4]


async def test_what_the_bus_lost_comes_with_the_next_ping(
    served: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await served.agent("ana")
    monkeypatch.setattr(event_frames, "PING_S", 0.2)
    monkeypatch.setattr(memory.MemoryEventBus, "deliver", lambda _bus, _events: None)
    async with stream_of(served, agent) as reader:
        await reader.next()
        await record(served, 1)
        assert await numbers(reader, 1) == [1]


@pytest.mark.parametrize("unknown", ["999999999", "not-a-number", "9" * 40])
async def test_an_unknown_last_id_means_loading_anew(served: ServedApi, unknown: str) -> None:
    agent = await served.agent("ana")
    await record(served, 1)
    for stream in (
        stream_of(served, agent, last_event_id=unknown),
        stream_of(served, agent, query={"last_event_id": unknown}),
    ):
        async with stream as reader:
            hello, reset = await reader.next(), await reader.next()
            assert (hello.name, reset.name) == ("hello", "reset")
            assert hello.data["last_event_id"] == reset.data["last_event_id"] > 0


@fault(
    24,
    done="a stream comes back with an id from too long ago",
    seen="it is told to load everything anew",
)
async def test_too_long_ago_means_loading_anew(
    served: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await served.agent("ana")
    monkeypatch.setattr(event_frames, "MAX_BEHIND", 10)
    await record(served, *range(12))
    async with stream_of(served, agent, last_event_id=1) as reader:
        await reader.next()
        assert (await reader.next()).name == "reset"


@fault(
    24,
    done="a stream comes back for events that are no longer kept",
    seen="it is told to load everything anew",
)
async def test_events_no_longer_kept_mean_loading_anew(served: ServedApi) -> None:
    agent = await served.agent("ana")
    await record(served, 1, 2, 3)
    async with served.ctx.db.unit_of_work() as uow:
        await uow.session.execute(delete(Event).where(Event.id <= 2))
    async with stream_of(served, agent, last_event_id=1) as reader:
        await reader.next()
        assert (await reader.next()).name == "reset"


async def test_agents_see_the_desk_and_their_own_calls(served: ServedApi) -> None:
    ana, bea = await served.agent("ana"), await served.agent("bea")
    boss = await served.agent("sue", role=Role.SUPERVISOR)
    await record(served, 1)
    await record(served, 2, audience="call", agent_ids=[ana.id])
    await record(served, 3, audience="call", agent_ids=[ana.id, bea.id])
    await record(served, 4)
    for agent, expected in ((ana, [1, 2, 3, 4]), (bea, [1, 3, 4]), (boss, [1, 2, 3, 4])):
        async with stream_of(served, agent, last_event_id=0) as reader:
            assert await numbers(reader, len(expected)) == expected


async def test_callers_see_their_own_call_as_they_may(served: ServedApi) -> None:
    await record(served, 1, call_id="call-1", caller_data={"number": 10})
    await record(served, 2, call_id="call-2", caller_data={"number": 20})
    await record(served, 3, call_id="call-1")
    await record(served, 4, call_id="call-1", caller_data={"number": 40})
    async with callers_stream(served, "call-1", last_event_id=0) as reader:
        await reader.next()
        first, second = await reader.next(), await reader.next()
        assert (first.data["number"], second.data["number"]) == (10, 40)
        assert set(first.data) == {"id", "type", "at", "number"}


async def test_without_its_cookie_a_stream_does_not_open(served: ServedApi) -> None:
    agent = await served.agent("ana")
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        for path in ("/api/events", "/api/events/caller"):
            answer = await nobody.get(path, headers=agent.client.headers)
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_page_of_one_agent_gets_no_events_of_another(served: ServedApi) -> None:
    """Bea has signed in at Ana's seat; a page that was left open there still takes her for Ana."""
    ana, bea = await served.agent("ana"), await served.agent("bea")
    async with stream_of(served, ana, query={"agent_id": ana.id}) as reader:
        assert (await reader.next()).name == "hello"
    async with stream_of(served, bea, query={"agent_id": ana.id}) as reader:
        assert reader.response.status_code == 401
        assert json.loads(await reader.response.aread())["code"] == "another_agent"


async def test_a_slow_listener_is_cut_off_and_can_resume(
    served: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await served.agent("ana")
    monkeypatch.setattr(memory, "MAX_WAITING_EVENTS", 3)
    async with stream_of(served, agent) as reader:
        hello = await reader.next()
        await record(served, *range(20))  # all at once: more than one listener may have waiting
        assert await reader.ended()
    async with stream_of(served, agent, last_event_id=hello.id) as reader:
        assert await numbers(reader, 20) == list(range(20))


async def test_a_quiet_stream_pings(served: ServedApi, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = await served.agent("ana")
    monkeypatch.setattr(event_frames, "PING_S", 0.1)
    async with stream_of(served, agent) as reader:
        await reader.next()
        while await reader.line() != "event: ping":
            pass
        assert await reader.line() == "data: {}"


async def test_a_disabled_agents_stream_ends(
    served: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await served.agent("ana")
    monkeypatch.setattr(event_frames, "PING_S", 0.1)
    async with stream_of(served, agent) as reader:
        await reader.next()
        await disable_user(served.ctx, "ana")
        assert await reader.ended()
    async with stream_of(served, agent) as reader:
        assert reader.response.status_code == 401


async def test_a_signed_out_agents_stream_ends(
    served: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await served.agent("ana")
    monkeypatch.setattr(event_frames, "PING_S", 0.1)
    async with stream_of(served, agent) as reader:
        await reader.next()
        await agent.client.post("/api/auth/sign-out", json={})
        assert await reader.ended()


async def test_a_server_that_stops_ends_its_streams_first(tmp_path: Path) -> None:
    async with served_api(tmp_path) as api:
        agent = await api.agent("ana")
        async with stream_of(api, agent) as reader:
            await reader.next()
            api.server.should_exit = True
            assert await reader.ended()


async def test_streams_open_now_are_counted(served: ServedApi) -> None:
    agent = await served.agent("ana")

    metrics: Metrics = served.app.state.metrics

    async def open_streams() -> float | None:
        return metrics.registry.get_sample_value(
            "warm_transfer_event_streams_open", {"audience": "agent"}
        )

    async def none_open() -> bool:
        return await open_streams() == 0

    async with stream_of(served, agent) as reader:
        await reader.next()
        assert await open_streams() == 1
    await until(none_open, "the stream is counted as closed")
