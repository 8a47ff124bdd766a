"""The configuration of the LiveKit server that `warm-transfer up` runs."""

from __future__ import annotations

import ipaddress
import json
import socket
from pathlib import Path
from typing import Any

from warm_transfer.config import Settings
from warm_transfer.ops.places import write_for_owner
from warm_transfer.secrets_store import livekit_credentials

FILE_NAME = "livekit.yaml"
WEBHOOK_PATH = "/api/webhooks/livekit"
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what people write to listen everywhere
# Nothing is sent there: asking for a route to it tells our own address on the network.
SOMEWHERE_ELSE = ("192.0.2.1", 9)  # TEST-NET-1, RFC 5737


def write_config(settings: Settings) -> Path:
    path = settings.data_dir / FILE_NAME
    # JSON is YAML. The file holds the server's secret.
    write_for_owner(path, json.dumps(build_config(settings), indent=2) + "\n")
    return path


def build_config(settings: Settings) -> dict[str, Any]:
    key, secret = livekit_credentials(settings)
    node_ip = choose_node_ip(settings)
    return {
        "port": settings.livekit_port,
        "bind_addresses": _bind_addresses(settings),
        "rtc": {
            "tcp_port": settings.livekit_rtc_tcp_port,
            "udp_port": settings.livekit_rtc_udp_port,
            "node_ip": node_ip,
            "use_external_ip": False,
            # Without, everybody's device asks a public STUN server where it is, which is of no use
            # here and tells a third party of each call. Whoever does not answer is not waited for.
            "stun_servers": [_with_port(node_ip, settings.livekit_rtc_udp_port)],
            "enable_loopback_candidate": ipaddress.ip_address(node_ip).is_loopback,
        },
        "keys": {key: secret},
        # Rooms are made by the backend alone, so a removed person cannot make one again.
        "room": {"auto_create": False},
        "webhook": {
            "api_key": key,
            "urls": [settings.own_url + WEBHOOK_PATH],
        },
        "logging": {"json": True, "level": "info"},
    }


def _with_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def choose_node_ip(settings: Settings) -> str:
    """The address browsers send audio to: LIVEKIT_NODE_IP, or for a LAN what we have there."""
    if listens_on_loopback(settings) or settings.livekit_node_ip != LOOPBACK:
        return settings.livekit_node_ip
    if settings.host not in EVERYWHERE and _is_address(settings.host):
        return settings.host
    return address_on_network() or settings.livekit_node_ip


def listens_on_loopback(settings: Settings) -> bool:
    if _is_address(settings.host):
        return ipaddress.ip_address(settings.host).is_loopback
    return settings.host == "localhost"


def address_on_network() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE_ELSE)
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _bind_addresses(settings: Settings) -> list[str]:
    """Where people reach it, and always the loopback address, where the backend does."""
    if settings.host in EVERYWHERE:
        return [""]
    return sorted({settings.host, LOOPBACK})


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
