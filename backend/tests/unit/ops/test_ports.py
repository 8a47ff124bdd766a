from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import psutil
import pytest

from tests.support.ports import free_tcp_ports
from warm_transfer.errors import CannotStart, PortTaken
from warm_transfer.ops.ports import Port, require_free

HERE = "127.0.0.1"


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server((HERE, 0)) as server:
        yield server.getsockname()[1]


def test_free_ports_are_fine() -> None:
    tcp, udp = free_tcp_ports(2)
    require_free([Port(tcp, "tcp", "PORT", "pages"), Port(udp, "udp", "OTHER", "audio")], HERE)


def test_a_taken_port_is_named_with_its_owner_and_its_setting(listening: int) -> None:
    with pytest.raises(PortTaken) as refusal:
        require_free([Port(listening, "tcp", "LIVEKIT_PORT", "signalling")], HERE)
    words = refusal.value.detail
    assert f"Port {listening}/tcp (signalling) is taken by" in words
    assert f"{psutil.Process().name()} (process {os.getpid()})" in words
    assert f"LIVEKIT_PORT={listening + 10} make run" in words
    assert refusal.value.exit_code == 2


def test_every_taken_port_is_named(listening: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as audio:
        audio.bind((HERE, 0))
        number = audio.getsockname()[1]
        with pytest.raises(PortTaken) as refusal:
            require_free(
                [
                    Port(listening, "tcp", "PORT", "pages"),
                    Port(number, "udp", "LIVEKIT_RTC_UDP_PORT", "audio"),
                ],
                HERE,
            )
    assert "PORT=" in refusal.value.detail
    assert f"Port {number}/udp" in refusal.value.detail


def test_two_settings_with_the_same_port_are_refused() -> None:
    (number,) = free_tcp_ports(1)
    with pytest.raises(PortTaken, match=f"PORT and LIVEKIT_PORT are both {number}"):
        require_free(
            [Port(number, "tcp", "PORT", "pages"), Port(number, "tcp", "LIVEKIT_PORT", "x")], HERE
        )


def test_an_address_of_another_machine_is_refused() -> None:
    (number,) = free_tcp_ports(1)
    with pytest.raises(CannotStart, match="Set HOST to"):
        require_free([Port(number, "tcp", "PORT", "pages")], "192.0.2.1")  # RFC 5737: nobody's
