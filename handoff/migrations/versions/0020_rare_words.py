"""Words that nobody wrote lately are looked for further back at once: each look reads the words' whole index."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STEADY, LEAPING = "width * 8;", "width * CASE WHEN got = 0 THEN 64 ELSE 8 END;"


def upgrade() -> None:
    _replace(STEADY, LEAPING)


def downgrade() -> None:
    _replace(LEAPING, STEADY)


def _replace(former: str, now: str) -> None:
    """The function as it is (0015) but for how far the next look goes."""
    name = "desk_messages(tsquery, bigint, integer)"
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE replace(pg_get_functiondef('{name}'::regprocedure), 'width := {former}', 'width := {now}');
        END $$
    """)
