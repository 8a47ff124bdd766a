"""`warm-transfer up`: what it starts, brings back and leaves behind, which is nothing."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.integration.ops.conftest import up_of
from tests.support.ports import free_tcp_ports
from tests.support.processes import Part, is_part, processes_of
from tests.support.product import RunningProduct
from tests.support.waiting import until

WARM_TRANSFER = Path(sys.executable).with_name("warm-transfer")


def run_up(data_dir: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `up` where it has to refuse."""
    return subprocess.run(
        [WARM_TRANSFER, "up"],
        env={**os.environ, "DATA_DIR": str(data_dir), **settings},
        cwd=data_dir.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )


async def test_it_prints_links_that_sign_the_demo_agents_in(product: RunningProduct) -> None:
    printed = product.output.read_text()
    assert f"caller    {product.base_url}/\n" in printed
    for agent in ("agent-a", "agent-b"):
        link = re.search(rf"{re.escape(product.base_url)}/{agent}#sign-in=(\S+)", printed)
        assert link is not None
        async with httpx.AsyncClient(base_url=product.base_url) as client:
            body = {"token": link[1], "seat": agent}
            assert (await client.post("/api/auth/link", json=body)).is_success
            assert (await client.post("/api/auth/link", json=body)).status_code == 401


async def test_a_worker_runs_also_without_transcription(product: RunningProduct) -> None:
    """It plays the music that callers on hold hear."""
    assert product.settings["STT_PROVIDERS"] == "none"
    assert any(is_part(process, Part.WORKER) for process in processes_of(product.data_dir))


async def test_secrets_and_logs_are_for_their_owner_alone(product: RunningProduct) -> None:
    def mode(name: str) -> int:
        return stat.S_IMODE((product.data_dir / name).stat().st_mode)

    assert mode("") == 0o700
    assert mode("secrets.json") == 0o600
    assert mode("livekit.yaml") == 0o600
    assert mode("logs") == 0o700
    assert mode("logs/api.log") == mode("logs/livekit.log") == 0o600


async def test_sigterm_ends_everything(product: RunningProduct) -> None:
    up_of(product).send_signal(signal.SIGTERM)

    async def nothing_left() -> bool:
        return not processes_of(product.data_dir)

    await until(nothing_left, lambda: f"nothing left; still {processes_of(product.data_dir)}")
    assert product.log_tail().endswith("Stopped.")


async def test_nothing_outlives_a_killed_up(product: RunningProduct) -> None:
    assert len(processes_of(product.data_dir)) >= 4  # up, its guard, LiveKit, API
    up_of(product).kill()

    async def nothing_left() -> bool:
        return not processes_of(product.data_dir)

    await until(nothing_left, lambda: f"nothing left; still {processes_of(product.data_dir)}")


@pytest.mark.parametrize("part", [Part.API, Part.LIVEKIT])
async def test_a_killed_part_comes_back(product: RunningProduct, part: Part) -> None:
    await product.kill(part)

    async def back() -> bool:
        return " is back" in product.log_tail()

    await until(back, product.log_tail)
    await product.wait_until_ready()
    assert "killed by SIGKILL" in product.log_tail()


async def test_a_killed_worker_comes_back(tmp_path: Path) -> None:
    async with RunningProduct(tmp_path / "data") as product:
        await product.kill(Part.WORKER)

        async def back() -> bool:
            return "✓ call worker is back" in product.log_tail()

        await until(back, product.log_tail)


async def test_a_second_up_with_the_same_data_is_refused(product: RunningProduct) -> None:
    refused = await asyncio.to_thread(run_up, product.data_dir)
    assert refused.returncode == 1
    assert f"running with this data directory already (process {up_of(product).pid})" in (
        refused.stderr
    )
    assert "DATA_DIR" in refused.stderr


async def test_taken_ports_are_named_with_their_owner_and_setting(
    product: RunningProduct, tmp_path: Path
) -> None:
    api = next(p for p in processes_of(product.data_dir) if is_part(p, Part.API))
    livekit = next(p for p in processes_of(product.data_dir) if is_part(p, Part.LIVEKIT))
    other_ports = ("PORT", "LIVEKIT_PORT", "LIVEKIT_RTC_TCP_PORT", "LIVEKIT_RTC_UDP_PORT")
    settings = {name: product.settings[name] for name in other_ports}
    refused = await asyncio.to_thread(lambda: run_up(tmp_path / "other", **settings))
    assert refused.returncode == 2
    for name in other_ports:
        assert f"{name}={int(settings[name]) + 10} make run" in refused.stderr
    assert f"(process {api.pid})" in refused.stderr
    assert f"(process {livekit.pid})" in refused.stderr


async def test_another_livekit_server_is_used_when_it_is_given(
    product: RunningProduct, tmp_path: Path
) -> None:
    secrets = product.data_dir / "secrets.json"
    keys = json.loads(secrets.read_text())
    async with RunningProduct(
        tmp_path / "other",
        STT_PROVIDERS="none",
        LIVEKIT_WS_URL=f"ws://127.0.0.1:{product.settings['LIVEKIT_PORT']}",
        LIVEKIT_API_KEY=keys["livekit_api_key"],
        LIVEKIT_API_SECRET=keys["livekit_api_secret"],
    ) as other:
        assert not any(is_part(p, Part.LIVEKIT) for p in processes_of(other.data_dir))
        assert "is used, none is started" in other.output.read_text()


def test_a_bad_setting_is_named_in_one_line(tmp_path: Path) -> None:
    refused = run_up(tmp_path / "data", PORT="70000")
    assert refused.returncode == 1
    assert refused.stderr.startswith("✗ PORT: Input should be less than or equal to 65535")
    assert "Traceback" not in refused.stderr


def test_an_unsafe_production_is_refused(tmp_path: Path) -> None:
    refused = run_up(tmp_path / "data", ENVIRONMENT="production")
    assert refused.returncode == 1
    assert "SECRET_KEY must be set" in refused.stderr


def test_a_part_that_cannot_start_says_why(tmp_path: Path) -> None:
    ports = [str(port) for port in free_tcp_ports(4)]
    names = ("PORT", "LIVEKIT_PORT", "LIVEKIT_RTC_TCP_PORT", "LIVEKIT_RTC_UDP_PORT")
    refused = run_up(
        tmp_path / "data",
        **dict(zip(names, ports, strict=True)),
        DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/nowhere/at.db",
    )
    assert refused.returncode == 1
    assert "API ended at its start" in refused.stderr
    assert "unable to open database file" in refused.stderr
