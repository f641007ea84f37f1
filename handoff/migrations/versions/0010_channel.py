"""What may be sent besides text: typing dots and reactions wait in the outbox too; the desk sees which business
accounts are its institutions', whose templates may be sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
COLUMNS = "id, institution_id, business_account_id"
BY_INSTITUTION = "institution_id IN (SELECT desk_institutions())"


def upgrade() -> None:
    _outbox_kinds("message", "read", "typing", "reaction")
    op.execute(f"CREATE POLICY accounts ON numbers FOR SELECT TO {ROLE} USING ({BY_INSTITUTION})")
    op.execute(f"GRANT SELECT ({COLUMNS}) ON numbers TO {ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT ({COLUMNS}) ON numbers FROM {ROLE}")
    op.execute("DROP POLICY accounts ON numbers")
    op.execute("DELETE FROM outbox WHERE kind IN ('typing', 'reaction')")
    _outbox_kinds("message", "read")


def _outbox_kinds(*kinds: str) -> None:
    op.drop_constraint("ck_outbox_kind", "outbox")
    op.create_check_constraint(op.f("ck_outbox_kind"), "outbox", sa.column("kind").in_(kinds))
