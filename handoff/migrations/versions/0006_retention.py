"""Finds the conversations whose time is over."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_conversations_closed",
        "conversations",
        ["institution_id", "closed_at"],
        postgresql_where=sa.text("owner = 'closed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_closed", "conversations")
