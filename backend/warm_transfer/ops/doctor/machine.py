"""What this machine gives: a data directory, room on the disk, built pages, the right time."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from warm_transfer.bootstrap import livekit_api_url
from warm_transfer.config import Settings
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.ops.places import OWNER_ONLY_DIRECTORY

WEB_DIR = Path(__file__).parents[2] / "web"
MIN_FREE_MB = 500
MEGABYTE = 1_000_000
# LiveKit takes tokens until 60 s after they expire, ours have a leeway of 30 s.
MAX_CLOCK_DIFFERENCE_S = 20
TIMEOUT_S = 5


async def data_directory(settings: Settings) -> str:
    path = settings.data_dir
    if not path.exists():
        raise NotSet(f"{path} is made at the first start")
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise Failed(
            f"{path} cannot be written to ({error.strerror})",
            f"give it to the user who runs this (chown), or set DATA_DIR (now {path})",
        ) from error
    mode = stat.S_IMODE(path.stat().st_mode)
    if sys.platform != "win32" and mode & ~OWNER_ONLY_DIRECTORY:
        raise Failed(f"{path} is open to other users (mode {mode:o})", f"chmod 700 {path}")
    return f"{path}, for its owner alone"


async def disk(settings: Settings) -> str:
    path = next(
        place for place in [settings.data_dir, *settings.data_dir.parents] if place.exists()
    )
    free_mb = shutil.disk_usage(path).free // MEGABYTE
    if free_mb < MIN_FREE_MB:
        raise Failed(
            f"only {free_mb} MB are free at {path}",
            "make room, or set DATA_DIR to a directory on a larger disk",
        )
    return f"{free_mb // 1000} GB free" if free_mb >= 1000 else f"{free_mb} MB free"


async def pages(_settings: Settings) -> str:
    if not (WEB_DIR / "index.html").exists():
        raise Failed("the pages have not been built", "run `make setup`")
    return "built"


async def clock(settings: Settings) -> str:
    """Ours against LiveKit's: tokens made with a wrong clock are refused."""
    if settings.runs_own_livekit:
        raise NotSet("not compared: LiveKit runs on this machine, by the same clock")
    url = livekit_api_url(settings)
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            theirs = (await client.get(url)).headers.get("date")
    except httpx.HTTPError as error:
        raise NotSet("not compared, because LiveKit does not answer") from error
    if theirs is None:
        raise NotSet("not compared: LiveKit's answer has no time in it")
    difference_s = (datetime.now(UTC) - parsedate_to_datetime(theirs)).total_seconds()
    if abs(difference_s) > MAX_CLOCK_DIFFERENCE_S:
        side = "ahead of" if difference_s > 0 else "behind"
        raise Failed(
            f"this machine's clock is {abs(difference_s):.0f} s {side} LiveKit's",
            "turn on time synchronisation (timedatectl set-ntp true) on both machines",
        )
    return "agrees with LiveKit's"
