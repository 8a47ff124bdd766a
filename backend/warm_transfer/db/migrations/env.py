"""How Alembic reaches the database: by our own engine, one migrating process at a time."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from warm_transfer.db.models import Base
from warm_transfer.db.session import create_engine

MIGRATION_LOCK = 0x77_74_6D_67  # any number nobody else uses: "wtmg"


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by copying it
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.run_migrations()


async def main() -> None:
    engine = create_engine(context.config.attributes["url"])
    try:
        async with engine.begin() as connection:  # on SQLite, alone from here on
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


asyncio.run(main())
