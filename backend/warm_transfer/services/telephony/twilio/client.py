"""Twilio Programmable Voice, by its official SDK.

https://www.twilio.com/docs/voice/api/call-resource
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.base.values import unset
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance, CallList

from warm_transfer.domain.phone_leg import LegState, before
from warm_transfer.domain.phone_script import Script
from warm_transfer.services.telephony.base import (
    Dial,
    NoAnswerFromProvider,
    ProviderCall,
    TelephonyRefused,
)
from warm_transfer.services.telephony.twilio.addresses import Addresses
from warm_transfer.services.telephony.twilio.codes import words_for
from warm_transfer.services.telephony.twilio.statuses import provider_call
from warm_transfer.services.telephony.twilio.transport import HttpxTransport
from warm_transfer.services.telephony.twilio.twiml import message, render

REQUEST_TIMEOUT_S = 10.0
TELLS = ["initiated", "ringing", "answered", "completed"]  # by default only the last one
HAS_ENDED_OR_IS_ELSEWHERE = frozenset({20404, 21220})  # not found; not in a state to be changed
LOOKED_AT = 20  # recent calls to one number


@dataclass(frozen=True, slots=True)
class Voice:
    """How texts are read out, and what is done about voicemail."""

    name: str | None
    language: str
    detects_machines: bool
    leaves_message: bool


class TwilioTelephony:
    """`api_url` is Twilio's, or the simulator's. `public_url` is where Twilio reaches us."""

    def __init__(
        self, account_sid: str, auth_token: str, *, api_url: str, public_url: str, voice: Voice
    ) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._api_url = api_url
        self._addresses = Addresses(public_url)
        self._voice = voice
        self._validator = RequestValidator(auth_token)
        self._opened: tuple[Client, HttpxTransport] | None = None

    async def dial(self, wish: Dial) -> ProviderCall:
        at = self._addresses
        amd: dict[str, str] = {}
        if self._voice.detects_machines:
            # To leave a message one has to wait for the beep. Without that, the sooner the better.
            amd = {
                "machine_detection": "DetectMessageEnd" if self._voice.leaves_message else "Enable",
                "async_amd": "true",
                "async_amd_status_callback": at.machine(wish.leg_id),
                "async_amd_status_callback_method": "POST",
            }
        async with self._calls() as calls:
            made = await calls.create_async(
                to=wish.to,
                from_=wish.shown,
                url=at.answered(wish.leg_id),
                method="POST",
                timeout=wish.ring_s,
                status_callback=at.status(wish.leg_id),
                status_callback_method="POST",
                status_callback_event=TELLS,
                send_digits=wish.extension or unset,
                call_token=wish.caller_id_token or unset,
                **amd,
            )
        return _call(made)

    async def recent(self, wish: Dial, since: datetime) -> Sequence[ProviderCall]:
        async with self._calls() as calls:
            found = await calls.list_async(
                to=wish.to, from_=wish.shown, start_time_after=since, limit=LOOKED_AT
            )
        return [_call(each) for each in found]

    async def look(self, provider_call_id: str) -> ProviderCall:
        async with self._calls() as calls:
            return _call(await calls.get(provider_call_id).fetch_async())

    async def hang_up(self, provider_call_id: str) -> None:
        """Twilio cancels what is not answered yet, and completes what is: what it is is asked."""
        async with self._calls() as calls:
            call = calls.get(provider_call_id)
            now = _call(await call.fetch_async())
            if now.state is LegState.ENDED:
                return
            wishes = ["completed"]
            if before(now.state, LegState.ANSWERED):
                wishes.insert(0, "canceled")
            for wish in wishes:
                try:
                    ended = _call(await call.update_async(status=wish))
                except TwilioRestException as error:
                    if error.code not in HAS_ENDED_OR_IS_ELSEWHERE:
                        raise
                    continue  # it was answered, or ended, at this very moment
                if ended.state is LegState.ENDED:
                    return

    async def say_and_hang_up(self, provider_call_id: str, text: str) -> None:
        async with self._calls() as calls:
            await calls.get(provider_call_id).update_async(twiml=message(text, self._voice_of()))

    def render(self, script: Script, leg_id: str) -> str:
        return render(script, self._addresses, leg_id, self._voice_of())

    def is_signed(self, url: str, form: Mapping[str, str], signature: str) -> bool:
        return bool(self._validator.validate(url, dict(form), signature))

    def words_for(self, code: str | None) -> str:
        return words_for(code)

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened[1].close()
            self._opened = None

    def _voice_of(self) -> tuple[str | None, str]:
        return self._voice.name, self._voice.language

    @asynccontextmanager
    async def _calls(self) -> AsyncIterator[CallList]:
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                yield self._open().calls
        except TwilioRestException as error:
            if error.status >= 500 or error.status == 429:
                raise NoAnswerFromProvider(
                    "Twilio is not working at the moment. Try again in a moment."
                ) from error
            code = str(error.code) if error.code else None
            raise TelephonyRefused(words_for(code), provider_code=code) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:  # it was asked for nothing
            raise TelephonyRefused(
                "Twilio cannot be reached from here. Try again in a moment."
            ) from error
        except (TimeoutError, httpx.HTTPError, OSError, TwilioException) as error:
            raise NoAnswerFromProvider(
                "Twilio cannot be reached. Try again in a moment."
            ) from error

    def _open(self) -> Client:
        """Opened on first use: the HTTP session belongs to the running event loop."""
        if self._opened is None:
            http = HttpxTransport(REQUEST_TIMEOUT_S)
            client = Client(self._account_sid, self._auth_token, http_client=http)
            client.api.base_url = self._api_url
            self._opened = client, http
        return self._opened[0]


def _call(made: CallInstance) -> ProviderCall:
    return provider_call(str(made.sid), str(made.status))
