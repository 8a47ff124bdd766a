"""`warm-transfer doctor`: each part, whether it works, and how to mend what does not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack

from warm_transfer.config import Settings
from warm_transfer.ops.doctor import accounts, database, livekit, machine, media, speech
from warm_transfer.ops.doctor.findings import Check, Failed, NotSet
from warm_transfer.ops.doctor.temporary_livekit import livekit_to_check

# In this order: what comes later needs what comes before.
CHECKS: dict[str, Check] = {
    "data directory": machine.data_directory,
    "disk": machine.disk,
    "pages": machine.pages,
    "database": database.check,
    "LiveKit": livekit.reachable_with_our_keys,
    "audio": media.loopback,
    "clock": machine.clock,
    "speech model": speech.check,
    "Twilio": accounts.twilio,
    "OpenAI": accounts.openai,
    "Groq": accounts.groq,
}


async def run_doctor(settings: Settings, say: Callable[[str], None]) -> bool:
    """Say how each part is. Returns whether all of them work or are not used."""
    healthy = True
    _say(say, "✓", "configuration", f"{settings.environment}, read without errors")
    async with AsyncExitStack() as stack:
        say_how = await stack.enter_async_context(livekit_to_check(settings))
        if say_how:
            _say(say, "·", "LiveKit", say_how)
        for part, check in CHECKS.items():
            try:
                _say(say, "✓", part, await check(settings))
            except NotSet as reason:
                _say(say, "·", part, str(reason))
            except Failed as failure:
                healthy = False
                _say(say, "✗", part, str(failure))
                _say(say, " ", "", f"→ {failure.advice}")
    return healthy


def _say(say: Callable[[str], None], mark: str, part: str, words: str) -> None:
    say(f"{mark} {part:<15} {words}")
