"""What a telephone provider has to be able to do. One package per provider; see docs/phones.md.

A provider dials, ends and finds calls when asked, and asks us what to do next by requests that it
signs. What it asks is translated into `actions/phone_calls.py`; a script that comes back is put
into its own language by `render`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from warm_transfer.domain.phone_leg import Ending, LegState
from warm_transfer.domain.phone_script import Script
from warm_transfer.errors import TelephonyUnavailable


@dataclass(frozen=True, slots=True)
class Dial:
    """A call to be made. Numbers are in E.164.

    `extension` is sent as tones once it is answered. `caller_id_token` is what the provider gave
    us with a caller's own call, so that theirs may be the number shown.
    """

    leg_id: str
    to: str
    shown: str
    ring_s: int
    extension: str | None = None
    caller_id_token: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderCall:
    """How a call is at the provider. `status` and `code` are the provider's own words."""

    id: str
    status: str
    state: LegState
    ending: Ending | None = None
    code: str | None = None


class TelephonyRefused(TelephonyUnavailable):
    """The provider said no: dialling again as it is would not help. `detail` says why, in words."""

    code = "telephony_refused"
    retryable = False

    def __init__(self, detail: str, *, provider_code: str | None = None) -> None:
        super().__init__(detail)
        self.provider_code = provider_code


class NoAnswerFromProvider(TelephonyUnavailable):
    """What was asked for may have been done, or not."""


class Telephony(Protocol):
    """Every method may raise TelephonyRefused or NoAnswerFromProvider."""

    async def dial(self, wish: Dial) -> ProviderCall:
        """Begin a call. After NoAnswerFromProvider, look for it with `recent` before any other."""
        ...

    async def recent(self, wish: Dial, since: datetime) -> Sequence[ProviderCall]:
        """Calls from and to these numbers that began since then, newest first."""
        ...

    async def look(self, provider_call_id: str) -> ProviderCall: ...

    async def hang_up(self, provider_call_id: str) -> None:
        """End it in whatever state it is; harmless for one that has ended."""
        ...

    async def say_and_hang_up(self, provider_call_id: str, text: str) -> None:
        """Say `text`, whatever is being said to it, and end it: a message on a voicemail."""
        ...

    def render(self, script: Script, leg_id: str) -> str:
        """The script in the provider's language."""
        ...

    def is_signed(self, url: str, form: Mapping[str, str], signature: str) -> bool:
        """Whether the provider made this request. `url` as it knows it, by PUBLIC_URL."""
        ...

    def words_for(self, code: str | None) -> str:
        """What an error code of the provider means, for a person: a sentence."""
        ...

    async def close(self) -> None: ...
