"""The product as its users run it, with the phones of a simulated Twilio."""

from __future__ import annotations

from pathlib import Path

from tests.support.phone_simulator import PhoneSimulator
from tests.support.ports import free_tcp_ports
from tests.support.product import RunningProduct


def product_for(phones: PhoneSimulator, data_dir: Path, **settings: str) -> RunningProduct:
    """A product whose phones are those of the simulator."""
    (bridge_port,) = free_tcp_ports(1)
    product = RunningProduct(
        data_dir,
        PHONE_RING_TIMEOUT_S="6",
        PHONE_MAX_PER_AGENT_H="1000",
        PHONE_MAX_PER_HOUR="1000",
        PHONE_BRIDGE_PORT=str(bridge_port),
        **phones.settings,
        **settings,
    )
    product.settings["PUBLIC_URL"] = product.base_url
    return product
