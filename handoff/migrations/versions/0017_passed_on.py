"""Who has passed chats on finds them at once, however many wait."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_conversations_offered_by ON conversations (offered_by_id) WHERE offered_by_id IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_conversations_offered_by")
