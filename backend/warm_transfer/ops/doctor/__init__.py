"""`warm-transfer doctor`: each part, whether it works, and how to mend what does not."""

from __future__ import annotations

from collections.abc import Callable

from warm_transfer.config import Settings
from warm_transfer.ops.doctor import (
    accounts,
    backups,
    briefings,
    database,
    livekit,
    machine,
    media,
    phones,
    speech,
)
from warm_transfer.ops.doctor.findings import Check, Failed, NotSet
from warm_transfer.ops.doctor.temporary_livekit import livekit_to_check

# In this order: what comes later needs what comes before.
CHECKS: dict[str, Check] = {
    "data directory": machine.data_directory,
    "disk": machine.disk,
    "pages": machine.pages,
    "database": database.check,
    "backups": backups.check,
    "LiveKit": livekit.reachable_with_our_keys,
    "audio": media.loopback,
    "clock": machine.clock,
    "speech model": speech.model,
    "speech services": speech.services,
    "briefings": briefings.check,
    "Twilio": phones.account,
    "phone number": phones.number,
    "phones": phones.webhooks,
    "OpenAI": accounts.openai,
    "Groq": accounts.groq,
}


async def run_doctor(settings: Settings, say: Callable[[str], None]) -> bool:
    """Say how each part is. Returns whether all of them work or are not used."""
    _say(say, "✓", "configuration", f"{settings.environment}, read without errors")
    async with livekit_to_check(settings) as how:
        if how:
            _say(say, "·", "LiveKit", how)
        return all([await _works(part, check, settings, say) for part, check in CHECKS.items()])


async def _works(part: str, check: Check, settings: Settings, say: Callable[[str], None]) -> bool:
    try:
        _say(say, "✓", part, await check(settings))
    except NotSet as reason:
        _say(say, "·", part, str(reason))
    except Exception as error:  # whatever it is, the other parts are looked at too
        failure = error if isinstance(error, Failed) else _surprise(error)
        _say(say, "✗", part, str(failure))
        _say(say, " ", "", f"→ {failure.advice}")
        return False
    return True


def _surprise(error: Exception) -> Failed:
    return Failed(
        f"the check itself failed ({type(error).__name__}: {error})",
        "if these words do not tell what to do, please report them",
    )


def _say(say: Callable[[str], None], mark: str, part: str, words: str) -> None:
    say(f"{mark} {part:<15} {words}")
