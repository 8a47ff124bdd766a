from __future__ import annotations

import io
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.release_server import PROGRAM, publish, serving
from warm_transfer.ops.livekit_platform import Platform
from warm_transfer.ops.livekit_release import NoRelease, download
from warm_transfer.ops.progress import Progress

LINUX = Platform("linux", "amd64")
WINDOWS = Platform("windows", "amd64")


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    root = tmp_path / "releases"
    root.mkdir()
    return root


@pytest.fixture
def url(releases: Path) -> Iterator[str]:
    with serving(releases) as url:
        yield url


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "livekit-server"


def get(url: str, target: Path, platform: Platform = LINUX) -> str:
    said = io.StringIO()
    download(url, target, platform, Progress(said))
    return said.getvalue()


def test_the_executable_is_taken_out_of_the_release(releases: Path, url: str, target: Path) -> None:
    publish(releases, LINUX)
    said = get(url, target)
    assert target.read_text() == PROGRAM
    assert os.access(target, os.X_OK)
    assert "MB of 0.0 MB" in said
    assert [target] == [path for path in target.parent.iterdir() if path.is_file()]


def test_on_windows_it_comes_in_a_zip(releases: Path, url: str, target: Path) -> None:
    publish(releases, WINDOWS)
    get(url, target, WINDOWS)
    assert target.read_text() == PROGRAM


def test_another_checksum_than_published_is_refused(releases: Path, url: str, target: Path) -> None:
    publish(releases, LINUX, checksum="0" * 64)
    with pytest.raises(NoRelease, match=f"but {'0' * 64} was published; refused"):
        get(url, target)
    assert not target.exists()


def test_a_platform_without_a_release_is_named(releases: Path, url: str, target: Path) -> None:
    publish(releases, LINUX)
    with pytest.raises(NoRelease, match=r"there is no release livekit_1.13.5_darwin_arm64.tar.gz"):
        get(url, target, Platform("darwin", "arm64"))


def test_a_mirror_without_this_version_is_named(url: str, target: Path) -> None:
    with pytest.raises(NoRelease, match="404"):
        get(url, target)


def test_a_server_that_refuses_is_given_up_at_once(target: Path) -> None:
    with pytest.raises(NoRelease, match="cannot be reached"):
        get("http://127.0.0.1:1", target)


def test_a_server_that_never_answers_is_given_up_within_seconds(target: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(NoRelease, match="no answer within 5 s"):
            get(f"http://127.0.0.1:{silent.getsockname()[1]}", target)
        assert time.monotonic() - started < 8
