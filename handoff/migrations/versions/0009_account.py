"""What an administrator sets up: own words for the bot's texts, events called off, the WhatsApp profile; and what he
may see of the account, of which neither secrets nor customers are part.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"

VISIBLE = {
    "desk_channels() RETURNS SETOF uuid": """
        SELECT m.institution_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role = 'administrator'
    """,
    # Figures alone: an administrator sees no chat.
    "desk_failures(since timestamptz) RETURNS TABLE(institution uuid, code integer, times bigint, at timestamptz)": """
        SELECT m.institution_id, m.failure_code, count(*), max(m.sent_at) FROM messages m
        WHERE m.institution_id IN (SELECT desk_channels()) AND m.sent_at >= since AND m.status = 4
            AND (m.failure_code IS NOT NULL OR m.failure_reason IS NOT NULL)
        GROUP BY m.institution_id, m.failure_code
    """,
    "desk_label_uses() RETURNS TABLE(label_id uuid, chats bigint, customers bigint)": """
        SELECT l.id, (SELECT count(*) FROM conversation_labels c WHERE c.label_id = l.id),
            (SELECT count(*) FROM customer_labels c WHERE c.label_id = l.id)
        FROM labels l WHERE l.institution_id IN (SELECT desk_institutions())
    """,
}
NUMBERS: dict[str, Any] = {
    "verified_name": sa.Text(),
    "quality": sa.Text(),
    "messaging_limit": sa.Text(),
    "read_at": sa.DateTime(timezone=True),
    "heard_at": sa.DateTime(timezone=True),
    "profile": postgresql.JSONB(),
    "profile_wanted": postgresql.JSONB(),
    "profile_problem": sa.Text(),
}
SHOWN = "id institution_id phone_number_id business_account_id display_number sending_stopped stopped_at".split()


def upgrade() -> None:
    for name in ("texts", "from_file"):
        op.add_column("institutions", sa.Column(name, postgresql.JSONB(), nullable=False, server_default="{}"))
        op.alter_column("institutions", name, server_default=None)
    op.add_column("events", sa.Column("cancelled_at", sa.DateTime(timezone=True)))
    for name, kind in NUMBERS.items():
        op.add_column("numbers", sa.Column(name, kind))
    op.create_index(
        "ix_messages_failures",
        "messages",
        ["institution_id", "sent_at"],
        postgresql_where=sa.text("failure_code IS NOT NULL OR failure_reason IS NOT NULL"),
    )
    for head, body in VISIBLE.items():
        op.execute(f"""
            CREATE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$
        """)
    op.execute(f"CREATE POLICY desk ON numbers TO {ROLE} USING (institution_id IN (SELECT desk_channels()))")
    op.execute(f"GRANT SELECT ({', '.join([*SHOWN, *NUMBERS])}) ON numbers TO {ROLE}")
    op.execute(f"GRANT UPDATE (profile_wanted, profile_problem) ON numbers TO {ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE ALL ON numbers FROM {ROLE}")
    op.execute(f"REVOKE SELECT ({', '.join([*SHOWN, *NUMBERS])}) ON numbers FROM {ROLE}")
    op.execute(f"REVOKE UPDATE (profile_wanted, profile_problem) ON numbers FROM {ROLE}")
    op.execute("DROP POLICY desk ON numbers")
    for head in reversed(VISIBLE):
        op.execute(f"DROP FUNCTION {head.partition(' RETURNS')[0].replace('since ', '')}")
    op.drop_index("ix_messages_failures", "messages")
    for name in NUMBERS:
        op.drop_column("numbers", name)
    op.drop_column("events", "cancelled_at")
    for name in ("texts", "from_file"):
        op.drop_column("institutions", name)
