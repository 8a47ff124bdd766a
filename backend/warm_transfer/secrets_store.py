"""Secrets that were not given as settings: made once, kept in DATA_DIR, for its owner alone."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from pathlib import Path

from warm_transfer.config import Settings

FILE_NAME = "secrets.json"
OWNER_ONLY = 0o600
SECRET_BYTES = 32  # 256 bits (OWASP ASVS 11.6)


def load_master_secret(settings: Settings) -> bytes:
    """What every key of ours is derived from: SECRET_KEY, or the secret kept in DATA_DIR."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    return _stored(settings)["secret_key"].encode()


def livekit_credentials(settings: Settings) -> tuple[str, str]:
    """LiveKit's API key and secret: from the settings, or those of our own server."""
    if settings.livekit_api_key and settings.livekit_api_secret is not None:
        return settings.livekit_api_key, settings.livekit_api_secret.get_secret_value()
    stored = _stored(settings)
    return stored["livekit_api_key"], stored["livekit_api_secret"]


def _stored(settings: Settings) -> dict[str, str]:
    path = settings.data_dir / FILE_NAME
    if not path.exists():
        _create(path)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _create(path: Path) -> None:
    """Write all secrets at once. API and worker start together, so only the first one counts."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {
        "secret_key": secrets.token_hex(SECRET_BYTES),
        "livekit_api_key": f"API{secrets.token_hex(6)}",
        "livekit_api_secret": secrets.token_hex(SECRET_BYTES),
    }
    # mkstemp makes the file readable by its owner alone, before anything is in it.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
        Path(temporary).chmod(OWNER_ONLY)
        # Unlike a rename, a link never replaces a file that another process has just made.
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        Path(temporary).unlink(missing_ok=True)
