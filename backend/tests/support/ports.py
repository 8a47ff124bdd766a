"""Ports that nobody uses now."""

from __future__ import annotations

import socket
from contextlib import ExitStack


def free_tcp_ports(count: int) -> list[int]:
    """`count` different free ports on the loopback address, free for UDP too."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            tcp.bind(("127.0.0.1", 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
    return found
