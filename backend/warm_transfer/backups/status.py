"""How the automatic backups fare, for every process of the product to tell."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from warm_transfer.config import Settings

FILE_NAME = "backup-status.json"  # in DATA_DIR: the place for backups may be what fails


class BackupStatus(BaseModel):
    """The newest good one, and whether the try after it failed."""

    good_at: AwareDatetime | None = None
    good_bytes: int = 0
    failed_at: AwareDatetime | None = None
    failed_code: str | None = None


def read_status(settings: Settings) -> BackupStatus:
    try:
        return BackupStatus.model_validate_json(_path(settings).read_bytes())
    except (OSError, ValidationError):  # none was made yet
        return BackupStatus()


def write_status(settings: Settings, status: BackupStatus) -> None:
    path = _path(settings)
    arriving = path.with_name(f".{path.name}.{os.getpid()}")
    arriving.write_text(status.model_dump_json(), encoding="utf-8")
    arriving.replace(path)


def _path(settings: Settings) -> Path:
    return settings.data_dir / FILE_NAME
