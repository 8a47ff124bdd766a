"""The account's phone number, and how its calls are answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from warm_transfer.phone_simulator import clock
from warm_transfer.phone_simulator.call import new_sid


@dataclass(slots=True)
class OwnNumber:
    phone_number: str
    voice_url: str
    status_callback: str
    voice_method: str = "POST"
    status_callback_method: str = "POST"
    friendly_name: str = "Simulated number"
    sid: str = field(default_factory=lambda: new_sid("PN"))
    created_at: datetime = field(default_factory=clock.now)
    updated_at: datetime = field(default_factory=clock.now)
