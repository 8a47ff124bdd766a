from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from steps.lock import only_one

from tests.unit.tools.conftest import TOOLS

OTHER = """
import sys
from pathlib import Path
from steps.lock import only_one
with only_one(Path(sys.argv[1])):
    print("its turn", flush=True)
"""


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with only_one(lock):
        other = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(lock)],
            cwd=TOOLS,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdout is not None
        assert other.stdout.readline().startswith("Another set-up is at work")
        assert other.poll() is None
    out, _ = other.communicate(timeout=60)
    assert out == "its turn\n"
    assert other.returncode == 0
