"""What people have begun to write: each sees his own alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
OWN = "user_id = desk_user()"
IN_A_CHAT = f"{OWN} AND EXISTS (SELECT FROM conversations c WHERE c.id = drafts.conversation_id)"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.Uuid(),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
        sa.Column("client_key", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("text_blocks", postgresql.JSONB(), nullable=False),
        sa.Column("file_of_id", sa.Uuid(), sa.ForeignKey("text_blocks.id", ondelete="SET NULL")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute("ALTER TABLE drafts ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY desk ON drafts TO {ROLE} USING ({OWN}) WITH CHECK ({IN_A_CHAT})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO {ROLE}")


def downgrade() -> None:
    op.drop_table("drafts")
