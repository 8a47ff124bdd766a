"""A web server laid out like LiveKit's release page, with releases made on the spot."""

from __future__ import annotations

import functools
import hashlib
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from warm_transfer.ops.livekit_platform import VERSION, Platform

# What a LiveKit server answers to `--version`, which is all that is asked of it here.
PROGRAM = f"#!/bin/sh\necho livekit-server version {VERSION}\n"


def publish(root: Path, platform: Platform, *, program: str = PROGRAM, checksum: str = "") -> None:
    """Put a release for `platform` below `root`. `checksum`: what to claim instead of the truth."""
    folder = root / f"v{VERSION}"
    folder.mkdir(exist_ok=True)
    archive = folder / platform.archive
    content = program.encode()
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as zipped:
            zipped.writestr(platform.executable, content)
    else:
        with tarfile.open(archive, "w:gz") as tarred:
            member = tarfile.TarInfo(platform.executable)
            member.size = len(content)
            tarred.addfile(member, io.BytesIO(content))
    checksum = checksum or hashlib.sha256(archive.read_bytes()).hexdigest()
    with (folder / "checksums.txt").open("a") as checksums:
        checksums.write(f"{checksum}  {platform.archive}\n")


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The address to set LIVEKIT_DOWNLOAD_URL to."""
    handler = functools.partial(_Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Requests are no news in a test."""
