"""Finals reach the API once each, whatever it answers meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.report_desk import ReportDesk
from tests.support.waiting import until
from warm_transfer.worker.reports import BATCH, FinalSegment, SegmentReporter


def segment(id_: str) -> FinalSegment:
    return FinalSegment(id_, "caller-1", f"Words of {id_}.", 1.0, 2.0, "en", 0.9, False)


@pytest.fixture
async def desk() -> AsyncIterator[ReportDesk]:
    async with ReportDesk() as desk:
        yield desk


@pytest.fixture
async def reporter(desk: ReportDesk) -> AsyncIterator[SegmentReporter]:
    reporter = SegmentReporter(desk.url, lambda: "a-token")
    sending = asyncio.create_task(reporter.run())
    yield reporter
    sending.cancel()
    await asyncio.wait([sending])
    await reporter.close()


def ids(desk: ReportDesk, call_id: str) -> list[str]:
    return [
        s["id"] for report in desk.accepted if report.call_id == call_id for s in report.segments
    ]


async def test_what_waits_is_sent_together_by_call(
    desk: ReportDesk, reporter: SegmentReporter
) -> None:
    for index in range(BATCH + 5):
        reporter.add("call-1", segment(f"first-{index}"))
        reporter.add("call-2", segment(f"other-{index}"))
    assert await reporter.flush(30)
    assert ids(desk, "call-1") == [f"first-{index}" for index in range(BATCH + 5)]
    assert ids(desk, "call-2") == [f"other-{index}" for index in range(BATCH + 5)]
    assert len(desk.accepted) < 10
    assert desk.accepted[0].authorization == "Bearer a-token"


async def test_a_failing_api_gets_it_again(desk: ReportDesk, reporter: SegmentReporter) -> None:
    desk.status = 503
    reporter.add("call-1", segment("first"))

    async def refused_twice() -> bool:
        return len(desk.refused) >= 2

    await until(refused_twice, "send it again")
    desk.status = 204
    assert await reporter.flush(30)
    assert ids(desk, "call-1") == ["first"]


async def test_what_can_never_be_accepted_does_not_hold_up_the_rest(
    desk: ReportDesk, reporter: SegmentReporter
) -> None:
    desk.status = 404
    reporter.add("a-call-that-was-erased", segment("first"))
    assert await reporter.flush(30)
    desk.status = 204
    reporter.add("call-1", segment("second"))
    assert await reporter.flush(30)
    assert ids(desk, "call-1") == ["second"]


async def test_a_call_that_always_fails_does_not_hold_up_the_others(
    desk: ReportDesk, reporter: SegmentReporter
) -> None:
    desk.statuses["call-1"] = 500
    reporter.add("call-1", segment("first"))
    reporter.add("call-2", segment("second"))

    async def second_accepted() -> bool:
        return ids(desk, "call-2") == ["second"]

    await until(second_accepted, "the other call's segment is accepted")
    del desk.statuses["call-1"]
    assert await reporter.flush(30)
    assert ids(desk, "call-1") == ["first"]


@pytest.mark.parametrize("status", [413, 422])
async def test_of_a_refused_batch_the_unfit_segment_alone_is_lost(
    desk: ReportDesk, reporter: SegmentReporter, status: int
) -> None:
    desk.statuses["unfit"] = status
    for index in range(3):
        reporter.add("call-1", segment(f"before-{index}"))
    reporter.add("call-1", segment("unfit"))
    for index in range(BATCH):
        reporter.add("call-1", segment(f"after-{index}"))
    assert await reporter.flush(30)
    before, after = [f"before-{n}" for n in range(3)], [f"after-{n}" for n in range(BATCH)]
    assert ids(desk, "call-1") == [*before, *after]


async def test_flush_says_when_something_is_left(
    desk: ReportDesk, reporter: SegmentReporter
) -> None:
    desk.status = 503
    reporter.add("call-1", segment("first"))
    assert not await reporter.flush(0.1)
