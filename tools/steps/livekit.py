"""The LiveKit server binary, which `warm-transfer livekit-server` finds or makes."""

from __future__ import annotations

import os
from pathlib import Path

from steps import stamps
from steps.console import Step, environment
from steps.places import BACKEND, ROOT, WARM_TRANSFER

OPS = BACKEND / "warm_transfer" / "ops"
SETTINGS = (
    "LIVEKIT_SERVER_PATH",
    "LIVEKIT_WS_URL",
    "LIVEKIT_API_URL",
    "LIVEKIT_DOWNLOAD_URL",
    "XDG_CACHE_HOME",
)
NOT_NEEDED = "not needed: the settings name another"


def obtain(step: Step, *, for_tests: bool) -> None:
    """Tests need a server of their own even where the product is to use another."""
    options = [] if for_tests else ["--if-needed"]
    dotenv = [path for path in [ROOT / ".env"] if path.exists()]
    facts = [f"{name}={os.environ.get(name, '')}" for name in SETTINGS]
    fingerprint = stamps.digest(
        [*OPS.glob("livekit_*.py"), *dotenv], os.environ.get("PATH", ""), *facts, *options
    )
    name = f"livekit-server{''.join(options)}"
    found = stamps.recall(f"{name}.path")
    if stamps.is_current(name, fingerprint) and (not found or Path(found).exists()):
        step.current("up to date" if found else NOT_NEEDED)
        return
    step.begin("looking for it")
    stamps.forget(name)
    printed = step.run(
        [WARM_TRANSFER, "livekit-server", *options],
        cwd=ROOT,
        env=environment(),
        otherwise="  The lines above say what was tried and what would help.",
        capture=True,
    )
    stamps.remember(f"{name}.path", printed.strip())
    stamps.remember(name, fingerprint)
    step.did(printed.strip() or NOT_NEEDED)
