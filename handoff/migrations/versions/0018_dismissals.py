"""What people have put away of what they were told: each his own alone."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
OWN = "user_id = desk_user()"
TOLD_TO_HIM = f"{OWN} AND EXISTS (SELECT FROM handoffs h WHERE h.id = handoff_id AND h.from_agent_id = desk_user())"


def upgrade() -> None:
    op.create_table(
        "dismissals",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "handoff_id", sa.Uuid(), sa.ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute("ALTER TABLE dismissals ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY desk ON dismissals TO {ROLE} USING ({OWN}) WITH CHECK ({TOLD_TO_HIM})")
    op.execute(f"GRANT SELECT, INSERT ON dismissals TO {ROLE}")


def downgrade() -> None:
    op.drop_table("dismissals")
