"""Phones"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NOT_OVER = sa.text("ended_at IS NULL")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def upgrade() -> None:
    op.create_table(
        "phone_legs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("call_id", sa.String(32), nullable=False),
        sa.Column("transfer_id", sa.String(32), nullable=True),
        sa.Column("initiator_id", sa.String(32), nullable=True),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("number", sa.String(20), nullable=True),
        sa.Column("shown_number", sa.String(20), nullable=False),
        sa.Column("name", sa.String(80), nullable=True),
        sa.Column("extension", sa.String(20), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("provider_call_id", sa.String(64), nullable=True),
        sa.Column("status", sa.String(32), nullable=True),
        sa.Column("code", sa.String(16), nullable=True),
        sa.Column("caller_id_token", sa.Text(), nullable=True),
        sa.Column("stream_token", sa.String(64), nullable=True),
        sa.Column("stream_token_until", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("dialled_at", TIME, nullable=True),
        sa.Column("asked_at", TIME, nullable=True),
        sa.Column("hang_up_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["initiator_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("transfer_id"),
        sa.UniqueConstraint("provider_call_id"),
    )
    op.create_index("ix_phone_legs_call_id", "phone_legs", ["call_id"])
    op.create_index("phone_legs_by_time", "phone_legs", ["created_at"])
    op.create_index(
        "phone_legs_not_over",
        "phone_legs",
        ["id"],
        sqlite_where=NOT_OVER,
        postgresql_where=NOT_OVER,
    )
    by_phone: sa.Column[bool] = sa.Column(
        "by_phone", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("calls", by_phone)
    op.add_column("participants", sa.Column("phone_leg_id", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("participants", "phone_leg_id")
    op.drop_column("calls", "by_phone")
    op.drop_table("phone_legs")
