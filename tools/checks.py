"""Run checks by name, one after the other, with a heading and the time each took.

    python3 tools/checks.py lint types imports unit integration browser

Stops at the first that fails. pytest comes last in a check, so that a run ends with its summary.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from steps.pages import npm
from steps.places import BACKEND, FRONTEND, ROOT, VENV, executable

Command = tuple[Path, list[str]]
CODE_OUTSIDE_BACKEND = ("../tools", "../bench")


def _in_backend(program: str, *arguments: str) -> Command:
    return BACKEND, [str(executable(VENV, program)), *arguments]


def _in_frontend(script: str) -> Command:
    return FRONTEND, [npm(), "run", "--silent", script]


def _frontend_check(name: str) -> Command:
    return FRONTEND, ["node", f"scripts/check-{name}.mjs"]


def _pytest(*arguments: str) -> Command:
    return _in_backend("pytest", "--quiet", *arguments)


# Each of these tests has servers of its own and mostly waits for them. Browser tests fill two cores
# by themselves, and stay one after another.
SIDE_BY_SIDE = ("--numprocesses=2", "--dist=worksteal")
# Real browsers, sound and servers on a machine that does other things too miss a deadline now and
# then. A fault of ours is there the second time as well; the last line says what was run twice.
TWICE = ("--reruns=1", "-rfER")
# What is said and heard in real time is disturbed by what else the machine does, and stays apart.
SPEECH = ("tests/integration/worker", "tests/integration/stt")
ELSEWHERE = ("tests/unit", "tests/e2e", "tests/faults", *SPEECH)

CHECKS: dict[str, list[Command]] = {
    "lint": [
        _in_backend("ruff", "check", ".", *CODE_OUTSIDE_BACKEND),
        _in_backend("ruff", "format", "--check", ".", *CODE_OUTSIDE_BACKEND),
        _in_frontend("lint"),
        _frontend_check("api"),
    ],
    "types": [_in_backend("mypy"), _in_frontend("types")],
    "imports": [_in_backend("lint-imports"), _frontend_check("imports")],
    "unit": [_in_frontend("test"), _frontend_check("size"), _pytest("tests/unit")],
    "integration": [
        _pytest(*SPEECH, *SIDE_BY_SIDE, *TWICE),
        _pytest("tests", *(f"--ignore={path}" for path in ELSEWHERE), *SIDE_BY_SIDE, *TWICE),
        _pytest("tests/faults", *SIDE_BY_SIDE, *TWICE),
    ],
    "browser": [_pytest("tests/e2e", *TWICE)],
}


def main(names: list[str]) -> int:
    for name in names:
        sys.stdout.write(f"\n━━ {name} {'━' * (70 - len(name))}\n")
        sys.stdout.flush()
        started = time.monotonic()
        for folder, command in CHECKS[name]:
            code = subprocess.run(command, cwd=folder).returncode
            if code != 0:
                words = " ".join(command[1:])
                where = folder.relative_to(ROOT)
                sys.stderr.write(f"✗ {name} failed: {Path(command[0]).name} {words} (in {where})\n")
                return code
        if name != names[-1]:
            sys.stdout.write(f"✓ {name} in {time.monotonic() - started:.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
