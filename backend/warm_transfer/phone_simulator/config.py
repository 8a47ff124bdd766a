"""What a simulated account has."""

from __future__ import annotations

from dataclasses import dataclass

SAMPLE_RATE_HZ = 8000  # of telephone networks
FRAME_SAMPLES = 160  # 20 ms, as Media Streams send them
API_VERSION = "2010-04-01"

DEFAULT_ACCOUNT_SID = "AC" + "5" * 32
DEFAULT_AUTH_TOKEN = "simulated-auth-token"  # noqa: S105 - of no account anywhere
DEFAULT_NUMBER = "+15005550006"  # Twilio's own magic number for tests
SPOKEN_CHARS_PER_S = 15.0  # English at an announcer's pace, about 150 words a minute


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """`voice_url` and `status_url` are what the number is set to call until somebody changes it.

    `calls_per_s`: how many calls may be created in a second before 429 is answered; None: any.
    """

    host: str = "127.0.0.1"
    port: int = 8092
    account_sid: str = DEFAULT_ACCOUNT_SID
    auth_token: str = DEFAULT_AUTH_TOKEN
    number: str = DEFAULT_NUMBER
    voice_url: str = ""
    status_url: str = ""
    spoken_chars_per_s: float = SPOKEN_CHARS_PER_S
    calls_per_s: int | None = None
