"""What every action is given. Filled in by `bootstrap.py`, by hand in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from warm_transfer.config import Settings
from warm_transfer.db.session import Database
from warm_transfer.services.briefing.base import BriefingWriter
from warm_transfer.services.briefing.failover import FailoverWriter
from warm_transfer.services.events.base import EventBus
from warm_transfer.services.livekit.rooms import LiveKitRooms
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.seal import Seal
from warm_transfer.services.telephony.base import Telephony
from warm_transfer.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    db: Database
    bus: EventBus
    rooms: LiveKitRooms
    livekit_tokens: LiveKitTokens
    tokens: Tokens
    seal: Seal
    briefing_models: FailoverWriter | None  # asked in the background alone; None: none is set up
    briefing_writer: BriefingWriter  # has an answer at once
    telephony: Telephony | None  # None: no phones are set up
    clock: Callable[[], datetime]
