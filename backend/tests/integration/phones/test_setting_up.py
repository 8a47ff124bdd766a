"""What whoever sets phones up is told, and what is left behind of who dialled."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.phones.conftest import OpenPhones
from tests.support.phone_center import PHONE, PhoneCenter
from warm_transfer.db.models import AuditRow
from warm_transfer.ops.doctor import phones
from warm_transfer.ops.doctor.findings import Failed
from warm_transfer.ops.phone_number import point_number_here


async def test_doctor_finds_account_number_and_way_here(center: PhoneCenter) -> None:
    settings = center.ctx.settings
    assert "accepted" in await phones.account(settings)
    assert "callers who ring it come here" in await phones.number(settings)
    assert "takes Twilio's requests and sound" in await phones.webhooks(settings)
    assert "already" in await point_number_here(settings)


async def test_doctor_says_what_keeps_twilio_from_reaching_us(center: PhoneCenter) -> None:
    settings = center.ctx.settings
    other_token = settings.model_copy(update={"twilio_auth_token": settings.livekit_api_secret})
    with pytest.raises(Failed, match="answers 403"):
        await phones.webhooks(other_token)
    nowhere = settings.model_copy(update={"public_url": "http://127.0.0.1:1"})
    with pytest.raises(Failed, match="cannot be reached"):
        await phones.webhooks(nowhere)
    another = settings.model_copy(update={"twilio_phone_number": "+14155550199"})
    with pytest.raises(Failed, match="none of this account's numbers"):
        await phones.number(another)
    await center.stop_bridge()
    with pytest.raises(Failed, match="does not get to the bridge"):
        await phones.webhooks(settings)


async def test_agents_see_whether_and_where_phones_can_be_dialled(open_center: OpenPhones) -> None:
    center = await open_center(phone_allowed_countries=["US", "CA"])
    ana = await center.agent("ana")
    assert await ana.get("/phones") == {
        "available": True,
        "missing": [],
        "number": center.phones.number,
        "default_country": "US",
        "allowed_countries": ["US", "CA"],
        "caller_id": "own",
        "organisation": "Acme",
    }


async def test_who_dialled_is_in_the_audit_log(center: PhoneCenter) -> None:
    ana = await center.agent("ana")
    await center.call_with(ana)
    offered = await center.dials(ana, PHONE)
    await center.accepted_by_key()
    async with center.ctx.db.read() as session:
        rows = (await session.scalars(select(AuditRow).order_by(AuditRow.id))).all()
    leg_id = offered["target"]["phone"]["leg_id"]
    assert ("phone.dial", ana.id, leg_id) in [(row.action, row.actor, row.subject) for row in rows]
    assert ("transfer.accept", None, offered["id"]) in [
        (row.action, row.actor, row.subject) for row in rows
    ]
