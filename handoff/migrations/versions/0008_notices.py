"""Finds what happened to an agent's chats without his doing."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for side in ("from", "to"):
        where = sa.text(f"{side}_agent_id IS NOT NULL")
        op.create_index(f"ix_handoffs_{side}_agent", "handoffs", [f"{side}_agent_id", "at"], postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_handoffs_from_agent", "handoffs")
    op.drop_index("ix_handoffs_to_agent", "handoffs")
