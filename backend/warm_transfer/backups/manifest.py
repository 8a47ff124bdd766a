"""What a backup says about itself."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from warm_transfer.errors import CannotRestore

FORMAT: Final = 1  # raised when a file can no longer be read by the versions before
DAMAGED = "{file} is damaged: {how}. Nothing was changed. Use another backup."


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)

    bytes: int = Field(ge=0)
    sha256: str


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    product: Literal["warm-transfer"] = "warm-transfer"
    format: Literal[1] = FORMAT
    version: str = Field(description="of the product that made it")
    revision: str = Field(description="of its tables, as Alembic names it")
    taken_at: AwareDatetime
    rows: dict[str, int] = Field(description="by table")
    parts: dict[str, Part] = Field(description="the other files in the archive, by name")

    @property
    def summary(self) -> str:
        """For a person who wants to know which backup this is."""
        at = self.taken_at.astimezone(UTC)
        tables = ("calls", "segments", "users")
        counted = ", ".join(f"{table}: {self.rows.get(table, 0)}" for table in tables)
        return f"{at:%Y-%m-%d %H:%M:%S} UTC, version {self.version}; {counted}"


def read_manifest(content: bytes, file: str) -> Manifest:
    """Raises CannotRestore when this version cannot read what the file holds."""
    try:
        said: dict[str, Any] = dict(json.loads(content))
        made_for = said.get("format")
        if isinstance(made_for, int) and made_for > FORMAT:
            raise too_new(file, said.get("version"))
        return Manifest.model_validate(said)
    except (ValueError, TypeError, ValidationError) as error:
        raise damaged(file, "its manifest cannot be read") from error


def damaged(file: str, how: str) -> CannotRestore:
    return CannotRestore(DAMAGED.format(file=file, how=how), code="backup_damaged")


def too_new(file: str, version: object) -> CannotRestore:
    return CannotRestore(
        f"{file} was made by a newer Warm Transfer ({version}). Nothing was changed. "
        "Install that version or a later one, and restore with it.",
        code="backup_too_new",
    )
