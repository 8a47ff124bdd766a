"""The steps in their order."""

from __future__ import annotations

import sys
import time

from steps import chromium, livekit, pages, prerequisites, python_packages
from steps.console import Console, SetupError, say
from steps.lock import only_one
from steps.places import STATE


def run(*, for_tests: bool) -> int:
    started = time.monotonic()
    STATE.mkdir(exist_ok=True)
    try:
        with only_one(STATE / "lock"):
            _run_steps(Console(steps=6 if for_tests else 5), for_tests=for_tests)
    except SetupError as error:
        sys.stderr.write(f"\n✗ {error}\n{error.fix}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run it again and it goes on where it was.\n")
        return 130
    say(f"Set up in {time.monotonic() - started:.1f} s")
    return 0


def _run_steps(console: Console, *, for_tests: bool) -> None:
    prerequisites.check(console.step("Prerequisites"))
    python_packages.install(console.step("Python packages"))
    pages.install_packages(console.step("Page packages"))
    pages.build(console.step("Pages"))
    livekit.obtain(console.step("LiveKit server"), for_tests=for_tests)
    if for_tests:
        chromium.obtain(console.step("Browser for tests"))
