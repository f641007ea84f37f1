"""What PostgreSQL must bring: trigram search, equality in GiST for exclusion constraints, unaccent."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for extension in ("pg_trgm", "btree_gist", "unaccent"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")


def downgrade() -> None:
    for extension in ("pg_trgm", "btree_gist", "unaccent"):
        op.execute(f"DROP EXTENSION IF EXISTS {extension}")
