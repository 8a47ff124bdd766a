"""Look for known holes in the locked packages: pip-audit for Python, npm audit for the pages.

Not among the checks of `make test`: what it finds depends on the day, and it needs the registries'
advisory services, which not every network reaches.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from steps.pages import npm
from steps.places import BACKEND, FRONTEND, STATE, executable
from steps.python_packages import UV_VERSION

PIP_AUDIT = "pip-audit==2.10.1"


def main() -> int:
    uv = str(executable(STATE / f"uv-{UV_VERSION}", "uv"))
    with tempfile.TemporaryDirectory() as folder:
        locked = str(Path(folder) / "requirements.txt")
        export = [uv, "export", "--frozen", "--all-extras", "--no-emit-project", "--quiet"]
        subprocess.run([*export, "--output-file", locked], cwd=BACKEND, check=True)
        audit = [uv, "tool", "run", PIP_AUDIT, "--disable-pip", "--require-hashes", "--strict"]
        python = subprocess.run([*audit, "--requirement", locked], cwd=BACKEND).returncode
    pages = subprocess.run([npm(), "audit", "--audit-level=high"], cwd=FRONTEND).returncode
    return python or pages


if __name__ == "__main__":
    sys.exit(main())
