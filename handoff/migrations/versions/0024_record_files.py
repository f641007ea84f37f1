"""Files of records while they are tried, and the tokens of the core system's interface."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
OURS = "institution_id = ANY (ARRAY(SELECT desk_where('record_file')))"


def upgrade() -> None:
    op.create_table(
        "record_imports",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_record_imports_institution", "record_imports", ["institution_id", "done_at"])
    op.create_table(
        "record_tokens",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made_by_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    for table in ("record_imports", "record_tokens"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk ON {table} TO {ROLE} USING ({OURS}) WITH CHECK ({OURS})")
    # What stands in a file is read where records are written, beyond row-level security.
    read = "id, institution_id, user_id, is_complete, added, changed, removed, created_at, done_at"
    op.execute(f"GRANT SELECT ({read}), DELETE ON record_imports TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON record_tokens TO {ROLE}")


def downgrade() -> None:
    op.drop_table("record_tokens")
    op.drop_table("record_imports")
