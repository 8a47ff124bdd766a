"""What the API wants of a phone leg: where it belongs, where it is going, and when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KINDS: Final = frozenset({"caller", "phone"})


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a transfer takes the leg. `expect`: whom to hear there before it is listened to.

    `begun`: the move is on. Before, while its target is being asked, the leg may enter and wait.
    """

    transfer_id: str
    room_name: str
    expect: frozenset[str]
    begun: bool


@dataclass(frozen=True, slots=True)
class PhoneOrders:
    """`room_name`: where the leg belongs now. `over`: nowhere any more.

    `on_hold`: nobody hears the leg; the target of a transfer hears nobody either, and the caller
    what the room plays.
    """

    leg_id: str
    identity: str
    name: str
    kind: str
    room_name: str
    on_hold: bool
    destination: Destination | None
    over: bool

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PhoneOrders:
        """Raises ValueError when these are no orders."""
        try:
            to = data["destination"]
            return cls(
                leg_id=str(data["leg_id"]),
                identity=str(data["identity"]),
                name=str(data["name"]),
                kind=_kind(data["kind"]),
                room_name=str(data["room_name"] or ""),
                on_hold=bool(data["on_hold"]),
                destination=to
                and Destination(
                    str(to["transfer_id"]),
                    str(to["room_name"]),
                    frozenset(to["expect"]),
                    bool(to["begun"]),
                ),
                over=bool(data["over"]),
            )
        except (KeyError, TypeError) as e:
            raise ValueError("these are no orders for a phone leg") from e


def _kind(kind: object) -> str:
    if kind not in KINDS:
        raise ValueError("this is no kind of phone leg")
    return str(kind)
