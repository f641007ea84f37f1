"""What may be sent besides text: typing dots and reactions wait in the outbox too; the desk is told to which
business account a number belongs, whose templates may be sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ACCOUNT = """
    SELECT business_account_id FROM numbers WHERE id = number AND institution_id IN (SELECT desk_institutions())
"""


def upgrade() -> None:
    _outbox_kinds("message", "read", "typing", "reaction")
    op.execute(f"""
        CREATE FUNCTION desk_account(number uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path FROM CURRENT AS $$ {ACCOUNT} $$
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION desk_account(uuid)")
    op.execute("DELETE FROM outbox WHERE kind IN ('typing', 'reaction')")
    _outbox_kinds("message", "read")


def _outbox_kinds(*kinds: str) -> None:
    op.drop_constraint("ck_outbox_kind", "outbox")
    op.create_check_constraint(op.f("ck_outbox_kind"), "outbox", sa.column("kind").in_(kinds))
