"""The steps in their order."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

from steps import chromium, livekit, pages, prerequisites, python_packages
from steps.children import end_when_told
from steps.console import Console, SetupError, Step, say
from steps.lock import only_one
from steps.places import STATE


def run(*, for_tests: bool, only_packages: bool) -> int:
    end_when_told()
    started = time.monotonic()
    STATE.mkdir(exist_ok=True)
    steps: list[tuple[str, Callable[[Step], None]]] = [
        ("Prerequisites", prerequisites.check),
        ("Python packages", python_packages.install),
        ("Page packages", pages.install_packages),
    ]
    if not only_packages:
        steps += [
            ("Pages", pages.build),
            ("LiveKit server", partial(livekit.obtain, for_tests=for_tests)),
        ]
    if for_tests:
        steps.append(("Browser for tests", chromium.obtain))
    console = Console(steps=len(steps))
    try:
        with only_one(STATE / "lock"):
            for title, carry_out in steps:
                carry_out(console.step(title))
    except SetupError as error:
        sys.stderr.write(f"\n✗ {error}\n{error.fix}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run it again and it goes on where it was.\n")
        return 130
    say(f"Set up in {time.monotonic() - started:.1f} s")
    return 0
