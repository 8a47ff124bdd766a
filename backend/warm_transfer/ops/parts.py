"""What `warm-transfer up` runs: the commands, the ports, and how each shows that it is ready."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from warm_transfer.config import Settings
from warm_transfer.ops.child import ChildSpec, Probe
from warm_transfer.ops.ports import Port
from warm_transfer.stop_budget import (
    API_STOPS_WITHIN_S,
    BRIDGE_STOPS_WITHIN_S,
    LIVEKIT_STOPS_WITHIN_S,
    WORKER_STOPS_WITHIN_S,
)

PROBE_TIMEOUT_S = 1.0
WORKER_REGISTERED = "registered worker"  # what LiveKit Agents logs when LiveKit knows the worker


def ports(settings: Settings) -> list[Port]:
    ours = [Port(settings.port, "tcp", "PORT", "pages and API")]
    if settings.runs_own_livekit:
        ours += [
            Port(settings.livekit_port, "tcp", "LIVEKIT_PORT", "LiveKit signalling"),
            Port(settings.livekit_rtc_tcp_port, "tcp", "LIVEKIT_RTC_TCP_PORT", "audio over TCP"),
            Port(settings.livekit_rtc_udp_port, "udp", "LIVEKIT_RTC_UDP_PORT", "audio"),
        ]
    if settings.phones_configured:
        ours.append(Port(settings.phone_bridge_port, "tcp", "PHONE_BRIDGE_PORT", "phone bridge"))
    return ours


def livekit(settings: Settings, binary: Path, config: Path) -> ChildSpec:
    return ChildSpec(
        name="livekit",
        title="LiveKit server",
        command=(str(binary), "--config", str(config)),
        ready=answers(f"http://127.0.0.1:{settings.livekit_port}/"),
        env=environment(settings),
        stops_within_s=LIVEKIT_STOPS_WITHIN_S,
        asks_twice=True,
    )


def api(settings: Settings) -> ChildSpec:
    return ChildSpec(
        name="api",
        title="API",
        command=ours("api"),
        ready=answers(f"{settings.own_url}/health"),
        env=environment(settings),
        stops_within_s=API_STOPS_WITHIN_S,
    )


def worker(settings: Settings) -> ChildSpec:
    return ChildSpec(
        name="worker",
        title="call worker",
        command=ours("worker"),
        ready=WORKER_REGISTERED,
        env=environment(settings),
        stops_within_s=WORKER_STOPS_WITHIN_S,
    )


def bridge(settings: Settings) -> ChildSpec:
    return ChildSpec(
        name="bridge",
        title="phone bridge",
        command=ours("bridge"),
        ready=answers(f"{settings.own_phone_bridge_url}/health"),
        env=environment(settings),
        stops_within_s=BRIDGE_STOPS_WITHIN_S,
    )


def ours(command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "warm_transfer.cli", command)


def environment(settings: Settings) -> Mapping[str, str]:
    """Ours, and what makes the processes of one product agree whatever their working directory."""
    return {**os.environ, "DATA_DIR": str(settings.data_dir), "PYTHONUNBUFFERED": "1"}


def answers(url: str) -> Probe:
    async def probe() -> bool:
        try:
            async with httpx.AsyncClient(timeout=PROBE_TIMEOUT_S, trust_env=False) as client:
                return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False

    return probe
