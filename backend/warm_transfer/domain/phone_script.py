"""What is said to somebody on a phone, and what is asked of them; providers put it in their words.

A script is played from its first step to its last. After `Bridge` comes what is to happen once the
sound of the call no longer goes to us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_TRIES = 3  # at asking for a key
KEY_WITHIN_S = 8  # after the last word


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: int


@dataclass(frozen=True, slots=True)
class AskForKey:
    """Say these texts and wait for one key, which may come before their end."""

    texts: tuple[str, ...]
    attempt: int
    within_s: int = KEY_WITHIN_S


@dataclass(frozen=True, slots=True)
class Bridge:
    """Send the sound both ways through the phone bridge, to whom `token` opens it, once."""

    token: str


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


Step = Say | Pause | AskForKey | Bridge | HangUp
Script = tuple[Step, ...]

ASKS = "Press 1 to take the call, 2 to decline, or 3 to hear this again."
GOODBYE = "Thank you. Goodbye."
TAKEN_BACK: Script = (Say("The call has been taken back. Goodbye."), HangUp())
DECLINED: Script = (Say(GOODBYE), HangUp())
NO_KEY: Script = (Say("No key was pressed. Goodbye."), HangUp())
CANNOT_TAKE_IT: Script = (
    Say("We cannot take your call at the moment. Please try again later. Goodbye."),
    HangUp(),
)
OVER: Script = (HangUp(),)
RECONNECT: Script = (Pause(1),)  # so that a bridge that is down is not asked without a pause


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who hands over whom. Names may be unknown."""

    agent: str
    caller: str | None
    organisation: str
    target: str | None

    def text(self) -> str:
        """Says first who it is for, so that voicemail is told from a person before the briefing."""
        to = f"Hello, this is a call for {self.target}." if self.target else "Hello."
        whose = f" {self.caller}" if self.caller else " a caller"
        at = f" at {self.organisation}" if self.organisation else ""
        return f"{to} {self.agent}{at} would like to hand over{whose} to you. Here is the briefing."


def offer(introduction: Introduction, briefing: str) -> Script:
    """The first time: who it is for, then what it is about and what to press. A key counts from
    the first word on.
    """
    return (AskForKey((introduction.text(), f"{briefing} {ASKS}"), attempt=1),)


def again(briefing: str, attempt: int) -> Script:
    return (AskForKey((f"{briefing} {ASKS}",), attempt),)


def not_understood(attempt: int) -> Script:
    """After no key, or another one than those asked for."""
    if attempt > MAX_TRIES:
        return NO_KEY
    return (AskForKey((ASKS,), attempt),)


def bridged(token: str, *, before: Sequence[Step] = ()) -> Script:
    return (*before, Bridge(token))
