"""Install what Warm Transfer needs, inside this checkout; skip what is current.

    python3 tools/setup.py            what `make run` needs
    python3 tools/setup.py --tests    that, and a browser for `make test`
    python3 tools/setup.py --packages only the packages, for checks that run nothing

Nothing but the standard library, because nothing else is there yet. The syntax of this file
is old on purpose: an old Python must get as far as saying that it is too old.
"""

from __future__ import annotations

import os
import shutil
import sys

OLDEST_PYTHON = (3, 11)
KNOWN_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        return _go_on_with_a_newer_python()
    from steps.sequence import run

    return run(for_tests="--tests" in sys.argv[1:], only_packages="--packages" in sys.argv[1:])


def _go_on_with_a_newer_python() -> int:
    for name in KNOWN_PYTHONS:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 - the same command, no shell
    found = ".".join(str(part) for part in sys.version_info[:3])
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    sys.stderr.write(
        f"Python {found} is too old: {wanted} or later is needed.\n"
        "  Debian or Ubuntu: sudo apt-get install python3.12 python3.12-venv\n"
        "  macOS:            brew install python@3.12\n"
        "  Windows:          winget install Python.Python.3.12\n"
        "then run the same command again, or name it: make PYTHON=/path/to/python3\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
