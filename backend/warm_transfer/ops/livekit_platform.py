"""The LiveKit server we are made for, and what it is called on this platform."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

VERSION = "1.13.5"
MODULE = f"github.com/livekit/livekit-server/cmd/server@v{VERSION}"

# GoReleaser's names of systems and processors (livekit/livekit, .goreleaser.yaml).
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
_PROCESSORS = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv7l": "armv7",
}


@dataclass(frozen=True, slots=True)
class Platform:
    system: str
    processor: str

    @classmethod
    def here(cls) -> Platform:
        machine = platform.machine().lower()
        return cls(_SYSTEMS.get(sys.platform, sys.platform), _PROCESSORS.get(machine, machine))

    @property
    def archive(self) -> str:
        suffix = "zip" if self.system == "windows" else "tar.gz"
        return f"livekit_{VERSION}_{self.system}_{self.processor}.{suffix}"

    @property
    def executable(self) -> str:
        return "livekit-server.exe" if self.system == "windows" else "livekit-server"
