"""The calendar at the desk: a house sees its appointments and sign-ups, also of customers who have no chat any more."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BY_TEAM = "team_id IN (SELECT desk_teams()) OR institution_id IN (SELECT desk_houses())"
BY_CUSTOMER = "EXISTS (SELECT FROM conversations c WHERE c.customer_id = {table}.customer_id)"
BY_CALENDAR = "institution_id IN (SELECT desk_calendars())"
HAS_CHAT = "EXISTS (SELECT FROM conversations c WHERE c.customer_id = customers.id)"
# What these two show is decided by their own policies.
HAS_PLANS = """
    EXISTS (SELECT FROM appointments a WHERE a.customer_id = customers.id)
    OR EXISTS (SELECT FROM sign_ups s WHERE s.customer_id = customers.id)
"""

# The number of a customer's own is for whom one of his chats is open; the table itself stays shut.
FUNCTIONS = {
    "desk_calendars() RETURNS SETOF uuid": """
        SELECT m.institution_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role IN ('agent', 'lead', 'advisor')
    """,
    "desk_number(whose uuid) RETURNS bytea": f"""
        SELECT i.ciphertext FROM identifiers i
        WHERE i.customer_id = whose AND i.kind = 'wa_id' AND i.retired_at IS NULL AND EXISTS (
            SELECT FROM conversations c WHERE c.customer_id = whose
                AND ({BY_TEAM} OR c.agent_id = desk_user() OR c.offered_to_id = desk_user())
        )
        ORDER BY i.seen_at DESC LIMIT 1
    """,
}


def upgrade() -> None:
    for head, body in FUNCTIONS.items():
        op.execute(f"""
            CREATE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$
        """)
    for table in ("appointments", "sign_ups"):
        seen = f"{BY_CALENDAR} OR {BY_CUSTOMER.format(table=table)}"
        op.execute(f"ALTER POLICY desk ON {table} USING ({seen}) WITH CHECK ({BY_CALENDAR})")
    op.execute(f"ALTER POLICY desk ON customers USING ({HAS_CHAT} OR {HAS_PLANS})")
    op.execute(f"ALTER POLICY desk ON callbacks USING ({BY_TEAM} OR created_by_id = desk_user())")
    op.create_index(
        "ix_callbacks_done", "callbacks", ["institution_id", "done_at"], postgresql_where=sa.text("state = 'done'")
    )


def downgrade() -> None:
    op.drop_index("ix_callbacks_done", "callbacks")
    op.execute(f"ALTER POLICY desk ON callbacks USING ({BY_TEAM})")
    op.execute(f"ALTER POLICY desk ON customers USING ({HAS_CHAT})")
    for table in ("appointments", "sign_ups"):
        rule = BY_CUSTOMER.format(table=table)
        op.execute(f"ALTER POLICY desk ON {table} USING ({rule}) WITH CHECK ({rule})")
    for head in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {head.partition(' RETURNS')[0]}")
