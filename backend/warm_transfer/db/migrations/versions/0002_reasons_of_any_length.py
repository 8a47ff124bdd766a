"""Reasons of any length"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = sa.String(length=200)


def upgrade() -> None:
    with op.batch_alter_table("transfers") as transfers:
        transfers.alter_column("reason", existing_type=BEFORE, type_=sa.Text(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE transfers SET reason = substr(reason, 1, 200)")
    with op.batch_alter_table("transfers") as transfers:
        transfers.alter_column("reason", existing_type=sa.Text(), type_=BEFORE, nullable=True)
