"""What the institution announces before the bot's answers, in its own row: reading it costs no query."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("announcements", postgresql.JSONB(), nullable=False, server_default="[]")
    op.add_column("institutions", column)


def downgrade() -> None:
    op.drop_column("institutions", "announcements")
