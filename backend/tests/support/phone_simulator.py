"""The phone simulator as a process, and what tests ask of it.

    async with PhoneSimulator(voice_url=…) as phones:
        await phones.set_person("+15551230100", answers="busy")

Times are seconds. A call is what GET /simulator/calls/{sid} shows; `Call` has what tests look at by
name, and the rest in `view`.
"""

from __future__ import annotations

import asyncio
import io
import sys
import wave
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import httpx
import numpy as np
from numpy.typing import NDArray

from tests.support.ports import free_tcp_ports
from tests.support.waiting import PATIENCE_S, until

ACCOUNT_SID = "AC" + "5" * 32
AUTH_TOKEN = "simulated-auth-token"
NUMBER = "+15005550006"
HEARD_HZ = 8000
FAST_CHARS_PER_S = 400.0  # nobody listens


@dataclass(frozen=True, slots=True)
class Call:
    view: dict[str, Any]

    @property
    def sid(self) -> str:
        return str(self.view["sid"])

    @property
    def status(self) -> str:
        return str(self.view["status"])

    @property
    def over(self) -> bool:
        return bool(self.view["over"])

    @property
    def listening(self) -> str | None:
        """`gather` or `stream`: who would hear a key pressed now."""
        listening: str | None = self.view["listening"]
        return listening

    @property
    def said(self) -> list[str]:
        """What Say has said, also what a key cut short."""
        return [said["text"] for said in self.view["said"]]

    @property
    def heard_digits(self) -> str:
        """The tones the phone heard."""
        return "".join(heard["digit"] for heard in self.view["heard_digits"])

    @property
    def happened(self) -> list[str]:
        """The log's events, in order."""
        return [entry["what"] for entry in self.view["log"]]


class PhoneSimulator:
    """Keyword arguments are those of `warm-transfer phone-simulator`."""

    def __init__(
        self,
        *,
        port: int | None = None,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        number: str = NUMBER,
        voice_url: str = "",
        status_url: str = "",
        spoken_chars_per_s: float = FAST_CHARS_PER_S,
        calls_per_s: int | None = None,
    ) -> None:
        self.port = port or free_tcp_ports(1)[0]
        self.url = f"http://127.0.0.1:{self.port}"
        self.account_sid, self.auth_token, self.number = account_sid, auth_token, number
        self._options = {
            "--port": str(self.port),
            "--account-sid": account_sid,
            "--auth-token": auth_token,
            "--number": number,
            "--voice-url": voice_url,
            "--status-url": status_url,
            "--spoken-chars-per-s": str(spoken_chars_per_s),
            **({"--calls-per-s": str(calls_per_s)} if calls_per_s is not None else {}),
        }
        self._process: Process | None = None
        self._folder = TemporaryDirectory(prefix="wt-phones-")
        self._http = httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=30)

    @property
    def settings(self) -> dict[str, str]:
        """What makes a product use this simulator."""
        return {
            "TWILIO_API_URL": self.url,
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TWILIO_PHONE_NUMBER": self.number,
        }

    async def __aenter__(self) -> Self:
        output = Path(self._folder.name) / "phones.log"
        command = [sys.executable, "-m", "warm_transfer.cli", "phone-simulator"]
        with output.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                *(word for option in self._options.items() for word in option),
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder.name,  # away from any .env of the checkout
            )
        try:
            await until(
                self._answers, lambda: f"the phone simulator:\n{output.read_text()}", timeout_s=60
            )
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def set_person(self, number: str, **behaviour: Any) -> None:
        """How the person at this number behaves: the fields of `phone_simulator.people.Person`."""
        await self._json("PUT", f"/simulator/people/{number}", behaviour)

    async def forget_person(self, number: str) -> None:
        await self._json("DELETE", f"/simulator/people/{number}")

    async def put_sound(self, name: str, wav: bytes) -> None:
        """A WAV file that people can speak with: `speaks={"wav": name, "loop": True}`."""
        answer = await self._http.put(f"/simulator/sounds/{name}", content=wav)
        assert answer.is_success, answer.text

    async def ring_in(self, caller: str) -> Call:
        """Somebody at this number rings ours."""
        return Call(await self._json("POST", "/simulator/calls", {"from": caller}))

    async def calls(self, *, to: str | None = None, from_: str | None = None) -> list[Call]:
        """Oldest first."""
        views = (await self._json("GET", "/simulator/calls"))["calls"]
        return [
            Call(view)
            for view in views
            if to in (None, view["to"]) and from_ in (None, view["from"])
        ]

    async def call(self, sid: str) -> Call:
        return Call(await self._json("GET", f"/simulator/calls/{sid}"))

    async def latest_call(self, to: str, *, timeout_s: float = PATIENCE_S) -> Call:
        """The newest call to this number, waited for."""

        async def found() -> Call | None:
            calls = await self.calls(to=to)
            return calls[-1] if calls else None

        return await until(found, f"a call to {to}", timeout_s=timeout_s)

    async def until_call(
        self,
        sid: str,
        holds: Callable[[Call], object],
        what: str,
        *,
        timeout_s: float = PATIENCE_S,
    ) -> Call:
        """The call, once `holds` is true of it."""
        call = await self.call(sid)

        async def seen() -> Call | None:
            nonlocal call
            call = await self.call(sid)
            return call if holds(call) else None

        return await until(seen, lambda: f"{what}: {call.view}", timeout_s=timeout_s)

    async def until_listening(self, sid: str, who: str) -> Call:
        """`gather` or `stream`."""
        return await self.until_call(sid, lambda call: call.listening == who, f"a {who} listens")

    async def until_over(self, sid: str) -> Call:
        return await self.until_call(sid, lambda call: call.over, "the call is over")

    async def press(self, sid: str, digits: str, *, at_next_gather: bool = False) -> None:
        body = {"digits": digits, "at_next_gather": at_next_gather}
        await self._json("POST", f"/simulator/calls/{sid}/press", body)

    async def speak(
        self,
        sid: str,
        *,
        wav: str | None = None,
        tone_hz: float | None = None,
        loop: bool = False,
    ) -> None:
        """From now on, instead of what they said before. Neither: silence."""
        body = {"wav": wav, "tone_hz": tone_hz, "loop": loop}
        await self._json("POST", f"/simulator/calls/{sid}/speak", body)

    async def answer(self, sid: str) -> None:
        """For people who are `by_hand`."""
        await self._json("POST", f"/simulator/calls/{sid}/answer")

    async def decline(self, sid: str) -> None:
        await self._json("POST", f"/simulator/calls/{sid}/decline")

    async def hang_up(self, sid: str) -> None:
        await self._json("POST", f"/simulator/calls/{sid}/hang-up")

    async def drop_stream(self, sid: str) -> None:
        await self._json("POST", f"/simulator/calls/{sid}/drop-stream")

    async def heard(self, sid: str) -> NDArray[np.int16]:
        """What the phone has heard since it was answered, at 8 kHz. Sample 0 is the answer."""
        answer = await self._http.get(f"/simulator/calls/{sid}/heard.wav")
        assert answer.is_success, answer.text
        with wave.open(io.BytesIO(answer.content)) as file:
            assert file.getframerate() == HEARD_HZ
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)

    async def problems(self) -> list[dict[str, Any]]:
        """What our side got wrong; empty when it was a good Twilio application."""
        problems: list[dict[str, Any]] = (await self._json("GET", "/simulator/problems"))[
            "problems"
        ]
        return problems

    async def clear_problems(self) -> None:
        await self._json("DELETE", "/simulator/problems")

    async def _json(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self._http.request(method, path, json=body if body is not None else {})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def _answers(self) -> bool:
        if self._process is not None and self._process.returncode is not None:
            raise AssertionError(f"the phone simulator ended: {self._process.returncode}")
        try:
            return (await self._http.get("/simulator/problems")).is_success
        except httpx.TransportError:
            return False

    async def _stop(self) -> None:
        await self._http.aclose()
        if self._process is not None:
            if self._process.returncode is None:
                self._process.terminate()
            await asyncio.wait_for(self._process.wait(), 20)
        self._folder.cleanup()
