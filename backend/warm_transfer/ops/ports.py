"""Find out before starting whether a port is free, and if not, who has it."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import psutil

from warm_transfer.errors import CannotStart, PortTaken

Transport = Literal["tcp", "udp"]
_SOCKET_TYPE = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


@dataclass(frozen=True, slots=True)
class Port:
    """A port we are about to listen on. `setting` is the one that changes it."""

    number: int
    transport: Transport
    setting: str
    purpose: str


def require_free(ports: Sequence[Port], host: str) -> None:
    """Raise `PortTaken`, naming each taken port, its owner and the setting that changes it."""
    problems = [*_given_twice(ports), *(words for port in ports if (words := _problem(port, host)))]
    if problems:
        raise PortTaken("\n".join(problems))


def _given_twice(ports: Sequence[Port]) -> Iterator[str]:
    for first, second in combinations(ports, 2):
        if (first.number, first.transport) == (second.number, second.transport):
            yield f"{first.setting} and {second.setting} are both {first.number}. Change one."


def _problem(port: Port, host: str) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, _SOCKET_TYPE[port.transport]) as probe:
        if sys.platform != "win32" and port.transport == "tcp":
            # As servers do: connections of an earlier run that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port.number))
        except PermissionError:
            return (
                f"Port {port.number}/{port.transport} ({port.purpose}) is reserved by the system. "
                f"Set {port.setting} to a number above 1023."
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(
                    f"Cannot listen on {host} ({error.strerror}). "
                    "Set HOST to 127.0.0.1, to 0.0.0.0 or to an address of this machine."
                ) from error
            return _taken(port)
    return None


def _taken(port: Port) -> str:
    owner = _owner(port) or "another program"
    return (
        f"Port {port.number}/{port.transport} ({port.purpose}) is taken by {owner}. "
        f"Stop that, or choose another port: {port.setting}={port.number + 10} make run"
    )


def _owner(port: Port) -> str | None:
    """Which process listens there; None where the system does not tell us."""
    try:
        connections = psutil.net_connections(kind=port.transport)
    except psutil.AccessDenied:
        return None
    for connection in connections:
        listening = port.transport == "udp" or connection.status == psutil.CONN_LISTEN
        if listening and connection.laddr and connection.laddr.port == port.number:
            return _name(connection.pid)
    return None


def _name(pid: int | None) -> str | None:
    if pid is None:
        return None
    try:
        return f"{psutil.Process(pid).name()} (process {pid})"
    except psutil.Error:
        return f"process {pid}"
