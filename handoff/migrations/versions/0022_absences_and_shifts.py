"""Who is away and who stands in, who is on duty when, and what leads were told of hours that nobody covers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
# As RIGHTS of handoff/access.py says.
RIGHTS = {"agent": "shifts", "external_agent": "shifts", "lead": "shifts planning"}
PAIRS = ", ".join(f"('{role}', '{right}')" for role, rights in RIGHTS.items() for right in rights.split())
RANGE: sa.ColumnElement[object] = sa.literal_column("tstzrange(starts_at, ends_at)")

VISIBLE = {
    # In which he works, whoever employs him.
    "desk_shift_teams() RETURNS SETOF uuid": """
        SELECT m.team_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role IN ('agent', 'external_agent', 'lead')
            AND m.institution_id IN (SELECT desk_where('shifts'))
    """,
    "desk_led() RETURNS SETOF uuid": """
        SELECT m.team_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role = 'lead'
            AND m.institution_id IN (SELECT desk_where('planning'))
    """,
    # Whose absences he may write down, as Access.people_to_plan.
    "desk_planned() RETURNS SETOF uuid": """
        SELECT desk_user()
        UNION SELECT user_id FROM memberships WHERE team_id IN (SELECT desk_led())
        UNION SELECT user_id FROM memberships WHERE institution_id IN (SELECT desk_where('people'))
        UNION SELECT id FROM users WHERE organisation_id IN (SELECT desk_where('people'))
    """,
}
OURS = "institution_id IN (SELECT desk_institutions())"
LED = "team_id IN (SELECT desk_led())"
# What is read, and what may be written.
POLICIES = {
    "absences": ("user_id IN (SELECT desk_colleagues())", f"user_id IN (SELECT desk_planned()) AND {OURS}"),
    "shifts": ("team_id IN (SELECT desk_shift_teams())", LED),
}


def upgrade() -> None:
    _absences()
    _shifts()
    _give_rights(f"VALUES {PAIRS}, ", "VALUES ")
    for head, body in VISIBLE.items():
        op.execute(f"""
            CREATE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$
        """)
    for table, (read, written) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk_reads ON {table} FOR SELECT TO {ROLE} USING ({read})")
        op.execute(f"CREATE POLICY desk_adds ON {table} FOR INSERT TO {ROLE} WITH CHECK ({written})")
        op.execute(f"CREATE POLICY desk_changes ON {table} FOR UPDATE TO {ROLE} USING ({written})")
        op.execute(f"CREATE POLICY desk_deletes ON {table} FOR DELETE TO {ROLE} USING ({written})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    # Written by the worker.
    op.execute("ALTER TABLE gap_warnings ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY desk_reads ON gap_warnings FOR SELECT TO {ROLE} USING (user_id = desk_user())")
    op.execute(f"GRANT SELECT ON gap_warnings TO {ROLE}")


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), sa.ForeignKey("users.id"), index=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("from_time", sa.Time()),
        sa.Column("until_time", sa.Time()),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absences_has_length")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absences_has_days")),
        sa.CheckConstraint("(from_time IS NULL) = (until_time IS NULL)", name=op.f("ck_absences_part_is_whole")),
        sa.CheckConstraint("from_time IS NULL OR first_day = last_day", name=op.f("ck_absences_part_of_one_day")),
        sa.CheckConstraint("deputy_id <> user_id", name=op.f("ck_absences_not_ones_own_deputy")),
        ExcludeConstraint((sa.column("user_id"), "="), (RANGE, "&&"), using="gist", name="ex_absences_once"),
        sa.Index("ix_absences_user_id_ends_at", "user_id", "ends_at"),
    )


def _shifts() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "institution_id"],
            ["teams.id", "teams.institution_id"],
            name=op.f("fk_shifts_team_id_institution_id_teams"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "starts_at < ends_at AND ends_at <= starts_at + interval '25 hours'", name=op.f("ck_shifts_has_length")
        ),
        ExcludeConstraint(
            (sa.column("team_id"), "="),
            (sa.column("user_id"), "="),
            (RANGE, "&&"),
            using="gist",
            name="ex_shifts_once",
        ),
        sa.Index("ix_shifts_team_id_starts_at", "team_id", "starts_at"),
    )
    op.create_table(
        "gap_warnings",
        sa.Column("team_id", sa.Uuid(), sa.ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("ix_gap_warnings_user_id_at", "user_id", "at"),
    )


def _give_rights(now: str, former: str) -> None:
    """To the function as it is, whichever rights others have put into it."""
    now, former = now.replace("'", "''"), former.replace("'", "''")
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE replace(pg_get_functiondef('desk_where(text)'::regprocedure), '{former}', '{now}');
        END $$
    """)


def downgrade() -> None:
    for table in ("gap_warnings", "shifts", "absences"):
        op.drop_table(table)
    for head in reversed(VISIBLE):
        op.execute(f"DROP FUNCTION {head.partition(' RETURNS')[0]}")
    _give_rights("VALUES ", f"VALUES {PAIRS}, ")
