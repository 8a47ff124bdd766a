"""What must be on the machine already, and how to get it where it is not."""

from __future__ import annotations

import platform
import shutil
import subprocess

from steps.console import SetupError, Step
from steps.places import WINDOWS

# Of each line of Node.js what the locked packages ask for; the tests of the pages ask for most.
OLDEST_NODE = ((20, 19), (22, 13))
NODE_WANTED = "20.19 or later, or 22.13 or later,"

_NODE_FIX = """\
  Debian or Ubuntu: sudo apt-get install nodejs npm   (or https://nodejs.org/en/download)
  macOS:            brew install node
  Windows:          winget install OpenJS.NodeJS.LTS"""
_MAKE_FIX = """\
  Debian or Ubuntu: sudo apt-get install make
  macOS:            xcode-select --install"""
_VENV_FIX = """\
  Debian or Ubuntu: sudo apt-get install python3-venv
  elsewhere:        install Python from https://www.python.org/downloads/"""


def check(step: Step) -> None:
    node = _node_version()
    if shutil.which("npm") is None:
        raise SetupError("npm is not installed; Node.js comes with it.", _NODE_FIX)
    if not WINDOWS and shutil.which("make") is None:
        raise SetupError("make is not installed.", _MAKE_FIX)
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out of its Python
        import venv  # noqa: F401
    except ImportError as error:
        raise SetupError("This Python cannot make virtual environments.", _VENV_FIX) from error
    step.current(f"Python {platform.python_version()}, Node {node}")


def _node_version() -> str:
    node = shutil.which("node")
    if node is None:
        raise SetupError("Node.js is not installed.", _NODE_FIX)
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    version = answer.stdout.strip().removeprefix("v")
    try:
        parts = tuple(int(part) for part in version.split(".")[:2])
    except ValueError as error:
        raise SetupError(
            f"{node} does not tell its version; {NODE_WANTED} is needed.", _NODE_FIX
        ) from error
    of_20, of_22 = OLDEST_NODE
    if parts < of_20 or (21,) <= parts < of_22:
        raise SetupError(f"Node.js {version} is too old; {NODE_WANTED} is needed.", _NODE_FIX)
    return version
