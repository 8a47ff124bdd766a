"""Consults, hold, several targets, recall"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
RANG = sa.text("state = 'offered' AND target_agent_id IS NOT NULL")
RINGING = sa.text("state = 'ringing'")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


# Columns are added in place: SQLite's way of altering a table, a copy under its name, would
# delete what refers to it.
def upgrade() -> None:
    op.add_column("calls", sa.Column("held_since", TIME, nullable=True))
    op.add_column("calls", sa.Column("recall_agent_id", sa.String(length=32), nullable=True))
    op.add_column("calls", sa.Column("recall_until", TIME, nullable=True))
    op.drop_index("one_open_offer_per_agent", "transfers")
    op.add_column("transfers", sa.Column("target_team", sa.String(length=80), nullable=True))
    op.add_column("transfers", _flag("hands_over"))
    op.add_column("transfers", sa.Column("moving_since", TIME, nullable=True))
    op.execute(
        "UPDATE transfers SET moving_since = created_at "
        "WHERE state IN ('moving', 'introducing', 'completed')"
    )
    op.add_column("segments", _flag("private"))
    op.create_table(
        "transfer_offers",
        sa.Column("transfer_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("transfer_id", "agent_id"),
    )
    # A transfer that is open while this runs goes on: its target is still being asked.
    op.execute(
        "INSERT INTO transfer_offers (transfer_id, agent_id, position, state) "
        "SELECT id, target_agent_id, 0, "
        "CASE WHEN state IN ('preparing', 'offered') THEN 'ringing' ELSE 'accepted' END "
        "FROM transfers WHERE target_kind = 'agent' AND ended_at IS NULL"
    )
    op.create_index(
        "one_open_offer_per_agent",
        "transfer_offers",
        ["agent_id"],
        unique=True,
        sqlite_where=RINGING,
        postgresql_where=RINGING,
    )


def downgrade() -> None:
    op.drop_index("one_open_offer_per_agent", "transfer_offers")
    op.drop_table("transfer_offers")
    op.drop_column("segments", "private")
    op.drop_column("transfers", "moving_since")
    op.drop_column("transfers", "hands_over")
    op.drop_column("transfers", "target_team")
    op.create_index(
        "one_open_offer_per_agent",
        "transfers",
        ["target_agent_id"],
        unique=True,
        sqlite_where=RANG,
        postgresql_where=RANG,
    )
    op.drop_column("calls", "recall_until")
    op.drop_column("calls", "recall_agent_id")
    op.drop_column("calls", "held_since")
