"""Ports that nobody uses now."""

from __future__ import annotations

import os
import random
import socket
from contextlib import ExitStack

# Below the ports that systems give to outgoing connections (Linux: from 32768), one of which could
# otherwise take a port between its being found and its being used.
FIRST, LAST = 20_000, 32_000
# Processes that test side by side, gw0 and on, look in places of their own.
SHARE = 3_000
_OWN = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CANDIDATES = range(FIRST + _OWN * SHARE % (LAST - FIRST), LAST)[:SHARE]


def free_tcp_ports(count: int) -> list[int]:
    """`count` different free ports on the loopback address, free for UDP too."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            port = random.choice(CANDIDATES)  # noqa: S311 - nothing to be kept secret
            tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
    return found
