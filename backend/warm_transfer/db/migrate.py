"""Bringing a database's tables up to what the code expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_to_head(url: str) -> None:
    """Apply the migrations that are missing. Processes that start together wait for each other.

    Runs an event loop of its own; from a coroutine call it in a thread.
    """
    command.upgrade(migration_config(url), "head")


def known_revisions() -> list[str]:
    """Every state of the tables that this version knows, the newest first."""
    scripts = ScriptDirectory.from_config(migration_config(""))
    return [script.revision for script in scripts.walk_revisions()]


def migration_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url  # as an option, a % in a password would need escaping
    return config
