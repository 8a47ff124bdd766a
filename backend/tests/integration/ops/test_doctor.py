"""`doctor` against a real LiveKit server, a real database, the real speech model."""

from __future__ import annotations

import asyncio
import base64
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from livekit import api
from pydantic import SecretStr

from tests.support.livekit_server import KEY, SECRET, LiveKitServer, find_livekit_server
from tests.support.ports import free_tcp_ports
from warm_transfer.backups.status import BackupStatus, write_status
from warm_transfer.config import Settings
from warm_transfer.db.migrate import upgrade_to_head
from warm_transfer.ops.doctor import (
    accounts,
    backups,
    database,
    livekit,
    machine,
    media,
    phones,
    run_doctor,
)
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.ops.doctor.temporary_livekit import livekit_to_check

SID, TOKEN = "AC" + "0" * 32, "the-right-token"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path) as server:
        yield server


def settings(tmp_path: Path, **changes: object) -> Settings:
    return Settings(data_dir=tmp_path / "data", **changes)  # type: ignore[arg-type]


def using(server: LiveKitServer, tmp_path: Path, *, secret: str = SECRET) -> Settings:
    return settings(
        tmp_path,
        livekit_ws_url=server.url,
        livekit_api_key=KEY,
        livekit_api_secret=SecretStr(secret),
    )


async def test_everything_is_checked_also_while_nothing_runs(tmp_path: Path) -> None:
    http, signalling, tcp, udp = free_tcp_ports(4)
    said: list[str] = []
    ours = settings(
        tmp_path,
        port=http,
        livekit_port=signalling,
        livekit_rtc_tcp_port=tcp,
        livekit_rtc_udp_port=udp,
        livekit_server_path=find_livekit_server(),
    )
    await run_doctor(ours, said.append)
    text = "\n".join(said)
    assert "a server was started for these checks" in text
    assert f"✓ LiveKit         http://127.0.0.1:{signalling} answers and takes key" in text
    assert "✓ audio           a tone came through" in text
    assert "✓ speech model    tiny.en loads" in text
    assert "· database        is made at the first start" in text
    assert "· Twilio          not set" in text


async def test_one_fault_makes_the_whole_unhealthy_and_has_advice(tmp_path: Path) -> None:
    ours = settings(
        tmp_path, livekit_ws_url="ws://127.0.0.1:1", stt_providers=["none"], groq_api_key="a b"
    )
    said: list[str] = []
    assert not await run_doctor(ours, said.append)
    at = next(number for number, line in enumerate(said) if line.startswith("✗ Groq"))
    assert said[at + 1].strip() == "→ copy it again, without blanks"


async def test_a_check_that_breaks_is_a_fault_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_settings: Settings) -> str:
        raise ValueError("nobody expected this")

    checks = {"first": breaks, "second": machine.disk}
    monkeypatch.setattr("warm_transfer.ops.doctor.CHECKS", checks)
    said: list[str] = []
    # Not an address: neither can a LiveKit server be configured with it.
    assert not await run_doctor(
        settings(tmp_path, livekit_node_ip="nowhere", livekit_server_path=find_livekit_server()),
        said.append,
    )
    text = "\n".join(said)
    assert "· LiveKit         does not run and cannot be started: 'nowhere'" in text
    assert "✗ first           the check itself failed (ValueError: nobody expected this)" in text
    assert "✓ second" in text


async def test_no_server_is_made_for_the_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    http, signalling, tcp, udp = free_tcp_ports(4)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    ours = settings(
        tmp_path,
        port=http,
        livekit_port=signalling,
        livekit_rtc_tcp_port=tcp,
        livekit_rtc_udp_port=udp,
    )
    async with livekit_to_check(ours) as how:
        assert how == "does not run, and none is here: `warm-transfer livekit-server` gets one"


async def test_a_server_named_by_the_backends_address_alone_is_the_one_checked(
    server: LiveKitServer, tmp_path: Path
) -> None:
    ours = settings(
        tmp_path,
        livekit_api_url=f"http://127.0.0.1:{server.port}",
        livekit_api_key=KEY,
        livekit_api_secret=SecretStr(SECRET),
    )
    async with livekit_to_check(ours) as how:
        assert how == ""
    assert "a tone came through" in await media.loopback(ours)
    assert await machine.clock(ours) == "agrees with LiveKit's"


async def test_a_server_that_is_not_there_and_a_wrong_key_are_told_apart(
    server: LiveKitServer, tmp_path: Path
) -> None:
    right = using(server, tmp_path)
    assert "answers and takes key" in await livekit.reachable_with_our_keys(right)
    with pytest.raises(Failed, match="answers, but refuses key") as refused:
        await livekit.reachable_with_our_keys(using(server, tmp_path, secret="w" * 32))
    assert "LIVEKIT_API_SECRET" in refused.value.advice
    await server.kill()
    with pytest.raises(Failed, match="cannot be reached"):
        await livekit.reachable_with_our_keys(right)


async def test_the_tone_needs_a_server(server: LiveKitServer, tmp_path: Path) -> None:
    right = using(server, tmp_path)
    assert "a tone came through" in await media.loopback(right)
    await server.kill()
    with pytest.raises(Failed, match="LiveKit made no room"):
        await media.loopback(right)


async def test_its_room_is_gone_also_when_no_tone_came_through(
    server: LiveKitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "HEAR_TIMEOUT_S", 0)
    with pytest.raises(Failed, match="no sound came through"):
        await media.loopback(using(server, tmp_path))
    async with api.LiveKitAPI(f"http://127.0.0.1:{server.port}", KEY, SECRET) as client:
        assert not (await client.room.list_rooms(api.ListRoomsRequest())).rooms


async def test_the_clock_is_compared_with_livekits(
    server: LiveKitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = using(server, tmp_path)
    assert await machine.clock(right) == "agrees with LiveKit's"
    monkeypatch.setattr(machine, "MAX_CLOCK_DIFFERENCE_S", -1)
    with pytest.raises(Failed, match="this machine's clock is"):
        await machine.clock(right)
    with pytest.raises(NotSet, match="by the same clock"):
        await machine.clock(settings(tmp_path))


async def test_a_database_is_opened_compared_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = settings(tmp_path)
    ours.data_dir.mkdir()
    with pytest.raises(NotSet, match="first start"):
        await database.check(ours)
    path = ours.data_dir / "warm-transfer.db"
    path.touch()
    with pytest.raises(Failed, match="its tables are at version None"):
        await database.check(ours)
    await asyncio.to_thread(upgrade_to_head, ours.resolved_database_url)
    assert await database.check(ours) == "sqlite, up to date and writable"
    monkeypatch.setattr("warm_transfer.db.sqlite.BUSY_TIMEOUT_MS", 10)
    with closing(sqlite3.connect(path)) as another:
        another.execute("BEGIN IMMEDIATE")
        with pytest.raises(Failed, match="database is locked"):
            await database.check(ours)
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(Failed, match="not a database"):
        await database.check(ours)


async def test_a_data_directory_open_to_others_is_a_fault(tmp_path: Path) -> None:
    ours = settings(tmp_path)
    with pytest.raises(NotSet):
        await machine.data_directory(ours)
    ours.data_dir.mkdir(mode=0o755)
    with pytest.raises(Failed, match=r"mode 755") as failure:
        await machine.data_directory(ours)
    assert failure.value.advice == f"chmod 700 {ours.data_dir}"


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Answers as Twilio and OpenAI do to a right and to a wrong key."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Accounts) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class _Accounts(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        right = (
            f"Bearer {TOKEN}",
            "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode(),
        )
        self.send_response(200 if self.headers["Authorization"] in right else 401)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args: object) -> None:
        """Requests are no news in a test."""


async def test_twilio_is_asked_when_its_settings_have_the_right_form(
    tmp_path: Path, elsewhere: str
) -> None:
    def with_twilio(sid: str = SID, token: str | None = TOKEN, api: str = elsewhere) -> Settings:
        return settings(
            tmp_path,
            twilio_account_sid=sid,
            twilio_auth_token=token,
            twilio_phone_number="+14155550123",
            twilio_api_url=api,
        )

    assert "accepted" in await phones.account(with_twilio())
    with pytest.raises(NotSet):
        await phones.account(settings(tmp_path))
    for wrong, words in (
        (with_twilio(token="other"), "refuses TWILIO_AUTH_TOKEN"),
        (with_twilio(token=None), "TWILIO_AUTH_TOKEN is missing"),
        (with_twilio(sid="AC1"), "no account SID"),
    ):
        with pytest.raises(Failed, match=words):
            await phones.account(wrong)
    with pytest.raises(Failed, match="cannot be reached"):
        await phones.account(with_twilio(api="http://127.0.0.1:1"))


async def test_model_keys_are_asked_about(tmp_path: Path, elsewhere: str) -> None:
    right = settings(tmp_path, groq_api_key=TOKEN)
    assert await accounts.groq(right, elsewhere) == "key accepted"
    ours = settings(tmp_path, openai_api_key="the-wrong-key")
    with pytest.raises(Failed, match="refuses OPENAI_API_KEY"):
        await accounts.openai(ours, elsewhere)
    with pytest.raises(NotSet):
        await accounts.groq(ours, elsewhere)


async def test_backups_that_fail_or_have_no_place_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotSet, match="BACKUP_INTERVAL_H"):
        await backups.check(settings(tmp_path))
    ours = settings(tmp_path, backup_interval_h=24)
    ours.data_dir.mkdir()
    with pytest.raises(NotSet, match="the first one is made while the API runs"):
        await backups.check(ours)
    at = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    write_status(ours, BackupStatus(good_at=at))
    assert "2026-03-04 05:06 UTC, is good" in await backups.check(ours)
    write_status(ours, BackupStatus(good_at=at, failed_at=at, failed_code="no_room"))
    with pytest.raises(Failed, match="no_room"):
        await backups.check(ours)
    (tmp_path / "file").write_text("")
    no_folder = settings(tmp_path, backup_interval_h=24, backup_dir=tmp_path / "file")
    with pytest.raises(Failed, match="cannot be written to"):
        await backups.check(no_folder)
