"""`warm-transfer up --with-phone-simulator`: phones to try without an account."""

from __future__ import annotations

from pathlib import Path

import httpx
from twilio.rest import Client

from tests.support.phone_simulator import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from tests.support.ports import free_tcp_ports
from tests.support.processes import Part, is_part, processes_of
from tests.support.product import RunningProduct
from tests.support.twilio_application import in_thread


async def test_every_part_is_told_of_the_simulator(tmp_path: Path) -> None:
    (port,) = free_tcp_ports(1)
    data_dir = tmp_path / "data"
    async with RunningProduct(
        data_dir, "--with-phone-simulator", STT_PROVIDERS="none", PHONE_SIMULATOR_PORT=str(port)
    ) as product:
        assert f"  phone     http://localhost:{port}/\n" in product.output.read_text()
        async with httpx.AsyncClient() as client:
            assert "Simulated phone" in (await client.get(f"http://localhost:{port}/")).text
        for part in (Part.API, Part.WORKER):
            told = next(
                process.environ() for process in processes_of(data_dir) if is_part(process, part)
            )
            assert told["TWILIO_API_URL"] == f"http://127.0.0.1:{port}"
            assert told["TWILIO_ACCOUNT_SID"] == ACCOUNT_SID
            assert told["PUBLIC_URL"] == product.base_url
        twilio = Client(ACCOUNT_SID, AUTH_TOKEN)
        twilio.api.base_url = f"http://127.0.0.1:{port}"
        (number,) = await in_thread(twilio.incoming_phone_numbers.list)
        assert number.phone_number == NUMBER
        assert number.voice_url == f"{product.base_url}/api/webhooks/twilio/voice"
