"""Download the official release of the LiveKit server, checked against its checksums."""

from __future__ import annotations

import hashlib
import queue
import shutil
import ssl
import tarfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx

from warm_transfer.ops.livekit_platform import VERSION, Platform
from warm_transfer.ops.progress import Progress, in_megabytes

REACH_TIMEOUT_S = 5.0  # to answer at all; behind a closed firewall nothing ever does
READ_TIMEOUT_S = 20.0  # between two pieces of the archive
MAX_CHECKSUMS_BYTES = 1_000_000
EXECUTABLE_MODE = 0o755


class NoRelease(Exception):
    """The release cannot be had this way. The message is the reason, without a full stop."""


def download(base_url: str, target: Path, platform: Platform, progress: Progress) -> None:
    """Put the executable at `target`. Raises `NoRelease`."""
    release = f"{base_url.rstrip('/')}/v{VERSION}"
    checksums = _within(REACH_TIMEOUT_S, lambda: _get_text(f"{release}/checksums.txt"))
    wanted = _find_checksum(checksums, platform.archive)
    archive = target.with_name(platform.archive)
    try:
        got = _get_file(f"{release}/{platform.archive}", archive, progress)
        if got != wanted:
            raise NoRelease(
                f"{platform.archive} has the checksum {got}, but {wanted} was published; refused"
            )
        _extract(archive, platform.executable, target)
    finally:
        archive.unlink(missing_ok=True)


def _find_checksum(checksums: str, name: str) -> str:
    """Lines are `<sha256>  <file name>`."""
    for line in checksums.splitlines():
        parts = line.split()
        if len(parts) == 2 and parts[1].lstrip("*") == name:
            return parts[0].lower()
    raise NoRelease(f"there is no release {name}")


def _client() -> httpx.Client:
    """Trusts what the system trusts, an organisation's own certificates included."""
    return httpx.Client(
        verify=ssl.create_default_context(),
        follow_redirects=True,
        timeout=httpx.Timeout(READ_TIMEOUT_S, connect=REACH_TIMEOUT_S),
    )


def _get_text(url: str) -> str:
    with _client() as client, client.stream("GET", url) as response:
        response.raise_for_status()
        body = b""
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_CHECKSUMS_BYTES:
                raise NoRelease(f"{url} is no list of checksums")
    return body.decode(errors="replace")


def _get_file(url: str, target: Path, progress: Progress) -> str:
    """Returns the SHA-256 of what was written."""
    digest = hashlib.sha256()
    done = 0
    try:
        with _client() as client, client.stream("GET", url) as response, target.open("wb") as file:
            response.raise_for_status()
            total = int(response.headers.get("content-length", 0))
            for chunk in response.iter_bytes():
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                of_all = f" of {in_megabytes(total)}" if total else ""
                progress.sometimes(f"      {in_megabytes(done)}{of_all}")
    except (httpx.HTTPError, OSError) as error:
        raise NoRelease(f"the download broke off: {error}") from error
    return digest.hexdigest()


def _extract(archive: Path, member: str, target: Path) -> None:
    """Take one file out, whatever else the archive holds and wherever it says that belongs."""
    try:
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as zipped, target.open("wb") as file:
                shutil.copyfileobj(zipped.open(member), file)
        else:
            with tarfile.open(archive) as tarred, target.open("wb") as file:
                found = tarred.extractfile(member)
                if found is None:
                    raise KeyError(member)
                shutil.copyfileobj(found, file)
    except (KeyError, tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise NoRelease(f"{archive.name} does not hold {member}") from error
    target.chmod(EXECUTABLE_MODE)


def _within(seconds: float, fetch: Callable[[], str]) -> str:
    """Give up after that time, also while the name is looked up, which has no limit of its own."""
    results: queue.Queue[str | Exception] = queue.Queue()

    def work() -> None:
        try:
            results.put(fetch())
        except (httpx.HTTPError, OSError, NoRelease) as error:
            results.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except queue.Empty:
        raise NoRelease(f"no answer within {seconds:.0f} s") from None
    if isinstance(result, NoRelease):
        raise result
    if isinstance(result, Exception):
        raise NoRelease(f"it cannot be reached: {result}") from result
    return result
