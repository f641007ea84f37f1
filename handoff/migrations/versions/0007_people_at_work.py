"""What people work with at the desk: transfers, notes, labels, text blocks, presence, invitations, outcomes; and who
is what in a whole institution.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
REASONS = """
    request confidential not_understood failure unreadable taken returned opened silence done
    stepped_in transferred came_back put_back
""".split()

# Who sees what, by membership; all of an institution's people see what belongs to it.
VISIBLE = {
    "desk_institutions() RETURNS SETOF uuid": """
        SELECT m.institution_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL
    """,
    "desk_audited() RETURNS SETOF uuid": """
        SELECT m.institution_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role IN ('administrator', 'auditor')
    """,
}
FORMER_INSTITUTIONS = "SELECT institution_id FROM teams WHERE id IN (SELECT desk_teams())"

BY_TEAM = "team_id IN (SELECT desk_teams()) OR institution_id IN (SELECT desk_houses())"
BY_PERSON = f"{BY_TEAM} OR agent_id = desk_user() OR offered_to_id = desk_user()"
BY_INSTITUTION = "institution_id IN (SELECT desk_institutions())"
BY_CONVERSATION = "EXISTS (SELECT FROM conversations c WHERE c.id = {table}.conversation_id)"
BY_CUSTOMER = "EXISTS (SELECT FROM conversations c WHERE c.customer_id = {table}.customer_id)"
POLICIES = {
    "labels": (BY_INSTITUTION, BY_INSTITUTION),
    "text_blocks": (BY_INSTITUTION, BY_INSTITUTION),
    "conversation_labels": (BY_CONVERSATION, BY_CONVERSATION),
    "customer_labels": (BY_CUSTOMER, BY_CUSTOMER),
    "notes": (BY_CONVERSATION, BY_CONVERSATION),
    "mentions": ("EXISTS (SELECT FROM notes n WHERE n.id = mentions.note_id)",) * 2,
}
OPEN = ("invitations",)


def upgrade() -> None:
    _conversations()
    _people()
    _labels_and_notes()
    _text_blocks()
    _calendar()
    op.alter_column("media", "media_id", nullable=True)
    op.add_column("institutions", sa.Column("customer_views", postgresql.JSONB(), nullable=False, server_default="{}"))
    for head, body in VISIBLE.items():
        op.execute(f"""
            CREATE OR REPLACE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
            AS $$ {body} $$
        """)
    op.execute(f"ALTER POLICY desk ON conversations USING ({BY_PERSON})")
    op.execute("ALTER POLICY desk ON audit USING (user_id = desk_user() OR institution_id IN (SELECT desk_audited()))")
    for table, (seen, written) in POLICIES.items():
        using, check = seen.format(table=table), written.format(table=table)
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk ON {table} TO {ROLE} USING ({using}) WITH CHECK ({check})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join([*POLICIES, *OPEN])} TO {ROLE}")


def _conversations() -> None:
    for name in ("offered_to_id", "offered_by_id"):
        op.add_column("conversations", sa.Column(name, sa.Uuid(), sa.ForeignKey("users.id")))
    for name in ("offer_ends_at", "snoozed_until"):
        op.add_column("conversations", sa.Column(name, sa.DateTime(timezone=True)))
    outcomes = ("answered", "callback", "appointment", "other_channel", "no_answer", "spam")
    op.add_column("conversations", sa.Column("outcome", _choice(*outcomes, name="outcome")))
    for name, rule in {
        "offer_is_whole": "(offered_by_id IS NULL) = (offer_ends_at IS NULL)",
        "offered_while_waiting": "offered_to_id IS NULL OR owner = 'waiting'",
        "snoozed_by_its_agent": "snoozed_until IS NULL OR owner = 'agent'",
    }.items():
        op.create_check_constraint(op.f(f"ck_conversations_{name}"), "conversations", rule)
    for name, column in {
        "offered": "offered_to_id",
        "offer_ends": "offer_ends_at",
        "snoozed": "snoozed_until",
    }.items():
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_conversations_{name}", "conversations", [column], postgresql_where=where)
    op.drop_constraint("ck_handoffs_reason", "handoffs")
    op.create_check_constraint(op.f("ck_handoffs_reason"), "handoffs", sa.column("reason").in_(REASONS))
    op.add_column("handoffs", sa.Column("note", sa.Text()))


def _people() -> None:
    op.alter_column("users", "password_hash", nullable=True)
    op.add_column("users", sa.Column("theme", _choice("auto", "light", "dark", name="theme"), server_default="auto"))
    op.add_column("users", sa.Column("silenced", postgresql.JSONB(), server_default="[]"))
    op.add_column("users", sa.Column("presence", _choice("online", "away", name="presence"), server_default="online"))
    op.add_column("users", sa.Column("seen_at", sa.DateTime(timezone=True)))
    for name in ("theme", "silenced", "presence"):
        op.alter_column("users", name, nullable=False, server_default=None)
    op.add_column("sessions", sa.Column("id", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False))
    op.alter_column("sessions", "id", server_default=None)
    op.create_unique_constraint(op.f("uq_sessions_id"), "sessions", ["id"])
    op.add_column("sessions", sa.Column("browser", sa.Text(), server_default="", nullable=False))
    op.alter_column("sessions", "browser", server_default=None)

    op.create_unique_constraint(op.f("uq_teams_id_institution_id"), "teams", ["id", "institution_id"])
    op.add_column("memberships", sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id")))
    op.execute("""
        UPDATE memberships SET institution_id = teams.institution_id FROM teams WHERE teams.id = memberships.team_id
    """)
    op.alter_column("memberships", "institution_id", nullable=False)
    op.alter_column("memberships", "team_id", nullable=True)
    op.drop_constraint("fk_memberships_team_id_teams", "memberships")
    op.create_foreign_key(
        op.f("fk_memberships_team_id_teams"),
        "memberships",
        "teams",
        ["team_id", "institution_id"],
        ["id", "institution_id"],
    )
    # These roles were given by team before; they count in the whole institution, once.
    op.execute("""
        DELETE FROM memberships m USING memberships other
        WHERE m.role IN ('designer', 'administrator', 'auditor') AND other.user_id = m.user_id
            AND other.institution_id = m.institution_id AND other.role = m.role AND other.id < m.id
    """)
    op.execute("UPDATE memberships SET team_id = NULL WHERE role IN ('designer', 'administrator', 'auditor')")
    op.create_check_constraint(
        op.f("ck_memberships_team_fits_role"),
        "memberships",
        "(role IN ('designer', 'administrator', 'auditor')) = (team_id IS NULL)",
    )
    op.create_index(
        "uq_memberships_institution",
        "memberships",
        ["user_id", "institution_id", "role"],
        unique=True,
        postgresql_where=sa.text("team_id IS NULL"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made_by_id", sa.Uuid(), sa.ForeignKey("users.id")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
    )


def _labels_and_notes() -> None:
    colours = ("grey", "red", "amber", "green", "teal", "blue", "violet", "pink")
    op.create_table(
        "labels",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", _choice(*colours, name="colour"), nullable=False),
        sa.UniqueConstraint("institution_id", "name"),
    )
    for noun in ("conversation", "customer"):
        owner = sa.ForeignKey(f"{noun}s.id", ondelete="CASCADE")
        label = sa.ForeignKey("labels.id", ondelete="CASCADE")
        op.create_table(
            f"{noun}_labels",
            sa.Column(f"{noun}_id", sa.Uuid(), owner, primary_key=True),
            sa.Column("label_id", sa.Uuid(), label, primary_key=True, index=True),
        )
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_key", sa.Uuid(), nullable=False, unique=True),
    )
    op.create_index("ix_notes_conversation", "notes", ["conversation_id", "at"])
    op.create_table(
        "mentions",
        sa.Column("note_id", sa.Uuid(), sa.ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), primary_key=True, index=True),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
    )


def _text_blocks() -> None:
    op.create_table(
        "text_blocks",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("team_id", sa.Uuid(), sa.ForeignKey("teams.id", ondelete="SET NULL")),
        sa.Column("topic", sa.Text()),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("bodies", postgresql.JSONB(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.Text()),
        sa.Column("mime_type", sa.Text()),
        sa.Column("content", sa.LargeBinary()),
        sa.UniqueConstraint("institution_id", "shortcut"),
    )


def _calendar() -> None:
    op.add_column("callbacks", sa.Column("outcome", _choice("reached", "not_reached", "not_needed", name="outcome")))
    op.add_column("callbacks", sa.Column("note", sa.Text()))
    op.add_column("callbacks", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("callbacks", "tries", server_default=None)
    op.add_column("callbacks", sa.Column("created_by_id", sa.Uuid(), sa.ForeignKey("users.id")))
    op.add_column("appointments", sa.Column("outcome", _choice("kept", "missed", name="outcome")))
    op.add_column("appointments", sa.Column("booked_by_id", sa.Uuid(), sa.ForeignKey("users.id")))
    op.create_index("ix_appointments_institution", "appointments", ["institution_id", "starts_at"])


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    op.execute("DELETE FROM memberships WHERE team_id IS NULL")
    op.execute("DELETE FROM media WHERE media_id IS NULL")
    for table, columns in {
        "appointments": ("outcome", "booked_by_id"),
        "callbacks": ("outcome", "note", "tries", "created_by_id"),
        "institutions": ("customer_views",),
        "sessions": ("id", "browser"),
        "users": ("theme", "silenced", "presence", "seen_at"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_index("ix_appointments_institution", "appointments")
    op.execute("ALTER POLICY desk ON audit USING (user_id = desk_user())")
    op.execute(f"ALTER POLICY desk ON conversations USING ({BY_TEAM})")
    op.execute(f"""
        CREATE OR REPLACE FUNCTION desk_institutions() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path FROM CURRENT AS $$ {FORMER_INSTITUTIONS} $$
    """)
    op.execute("DROP FUNCTION desk_audited()")
    for table in (
        "mentions",
        "notes",
        "customer_labels",
        "conversation_labels",
        "labels",
        "text_blocks",
        "invitations",
    ):
        op.drop_table(table)
    op.drop_index("uq_memberships_institution", "memberships")
    op.drop_constraint("ck_memberships_team_fits_role", "memberships")
    op.drop_constraint("fk_memberships_team_id_teams", "memberships")
    op.drop_column("memberships", "institution_id")
    op.drop_constraint("uq_teams_id_institution_id", "teams")
    op.create_foreign_key(op.f("fk_memberships_team_id_teams"), "memberships", "teams", ["team_id"], ["id"])
    op.alter_column("memberships", "team_id", nullable=False)
    op.execute("DELETE FROM users WHERE password_hash IS NULL")
    op.alter_column("users", "password_hash", nullable=False)
    op.alter_column("media", "media_id", nullable=False)
    op.execute("DELETE FROM handoffs WHERE reason IN ('stepped_in', 'transferred', 'came_back', 'put_back')")
    op.drop_constraint("ck_handoffs_reason", "handoffs")
    op.create_check_constraint(op.f("ck_handoffs_reason"), "handoffs", sa.column("reason").in_(REASONS[:10]))
    op.drop_column("handoffs", "note")
    for column in ("offered_to_id", "offered_by_id", "offer_ends_at", "snoozed_until", "outcome"):
        op.drop_column("conversations", column)
