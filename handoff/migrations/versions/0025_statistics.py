"""What is counted for those who lead: by the hour, by the day, and by the agent where the institution wants it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
MEASURES = """
    messages failed opened returning closed handoffs transfers overflow waiting first_answer callbacks open
""".split()
# An agent's own figures are for who leads the team that he had them in.
OURS = "institution_id IN (SELECT desk_where('statistics'))"
SEEN = {
    "statistics_hours": OURS,
    "statistics_days": OURS,
    "statistics_months": OURS,
    "statistics_agents": f"{OURS} AND team_id IN (SELECT desk_led())",
}
COVERED = {
    "statistics_hours": "day, clock, number",
    "statistics_agents": "day, clock, number",
    "statistics_days": "number, clock",
    "statistics_months": "number",
}
OWN = ("statistics_counted", "statistics_marks")
# Leads and administrators, in what desk_where() (0011) knows of roles and rights.
RIGHTS = {"lead": "texts", "administrator": "people"}


def upgrade() -> None:
    op.add_column("institutions", sa.Column("agent_statistics_since", sa.DateTime(timezone=True)))
    op.create_table("statistics_hours", *_head(), *_place())
    op.create_index(
        "ix_statistics_hours_topic",
        "statistics_hours",
        ["topic", "measure", "institution_id", "day"],
        postgresql_include=["clock", "detail", "language", "number"],
    )
    op.create_index("ix_statistics_hours_nothing", "statistics_hours", ["hour"], postgresql_where=sa.text("number = 0"))
    op.create_table(
        "statistics_agents",
        sa.Column("agent_id", sa.Uuid(), primary_key=True),
        *_head(),
        *_place(),
    )
    op.create_table(
        "statistics_days",
        *_head(),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("detail", sa.Text(), primary_key=True),
        sa.Column("language", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clock", postgresql.ARRAY(sa.Integer()), nullable=False),
    )
    op.create_table(
        "statistics_months",
        *_head(),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("detail", sa.Text(), primary_key=True),
        sa.Column("language", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_table(
        "statistics_counted",
        sa.Column(
            "conversation_id", sa.Uuid(), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "statistics_marks",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    _cover()
    _open_to_leads()


def _cover() -> None:
    """The keys hold what is read as well: in them lies together what is asked for, in the tables what came together."""
    for table, columns in COVERED.items():
        key = f"pk_{table}"
        op.execute(f"""
            DO $$ BEGIN
                EXECUTE (
                    SELECT 'ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key} '
                        || pg_get_constraintdef(oid) || ' INCLUDE ({columns})'
                    FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'
                );
            END $$
        """)


def _head() -> list[sa.Column[Any]]:
    measures = sa.Enum(*MEASURES, name="measure", native_enum=False, create_constraint=True, length=40)
    institution = sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), primary_key=True)
    return [sa.Column("measure", measures, primary_key=True), institution]


def _place() -> list[sa.Column[Any]]:
    return [
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("detail", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Uuid(), primary_key=True),
        sa.Column("topic", sa.Text(), primary_key=True),
        sa.Column("language", sa.Text(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clock", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
    ]


def _open_to_leads() -> None:
    for role, right in RIGHTS.items():
        _say_of_rights(f"('{role}', '{right}')", f"('{role}', '{right}'), ('{role}', 'statistics')")
    for table, seen in SEEN.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk ON {table} FOR SELECT TO {ROLE} USING ({seen})")
        op.execute(f"GRANT SELECT ON {table} TO {ROLE}")
    for table in OWN:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _say_of_rights(former: str, now: str) -> None:
    """The function as it is, but for one pair of role and right."""
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE replace(
                pg_get_functiondef('desk_where(text)'::regprocedure), $pair${former}$pair$, $pair${now}$pair$
            );
        END $$
    """)


def downgrade() -> None:
    for table in (*SEEN, *OWN):
        op.drop_table(table)
    for role, right in RIGHTS.items():
        _say_of_rights(f"('{role}', '{right}'), ('{role}', 'statistics')", f"('{role}', '{right}')")
    op.drop_column("institutions", "agent_statistics_since")
