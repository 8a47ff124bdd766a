"""Orders as the API gives them."""

from __future__ import annotations

import pytest

from tests.support.bridge_desk import orders
from warm_transfer.bridge.orders import Destination, PhoneOrders


def test_orders_of_a_move() -> None:
    to = {"transfer_id": "tr-1", "room_name": "there", "expect": ["ana", "bea"], "begun": True}
    assert PhoneOrders.from_json(orders("leg-1", "here", destination=to)) == PhoneOrders(
        leg_id="leg-1",
        identity="identity-leg-1",
        name="Somebody",
        kind="caller",
        room_name="here",
        on_hold=False,
        destination=Destination("tr-1", "there", frozenset({"ana", "bea"}), begun=True),
        over=False,
    )


def test_orders_of_a_leg_that_is_over_may_name_no_room() -> None:
    data = {**orders("leg-1", "here"), "room_name": None, "over": True}
    assert PhoneOrders.from_json(data).over


@pytest.mark.parametrize(
    "change", [{"kind": "agent"}, {"destination": {"transfer_id": "tr-1"}}, {"destination": "x"}]
)
def test_what_are_no_orders(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="phone leg"):
        PhoneOrders.from_json({**orders("leg-1", "here"), **change})
    with pytest.raises(ValueError, match="phone leg"):
        PhoneOrders.from_json({})
