"""Persons of the core system, and which customers of the chat they are.

Nobody at the desk writes a record: files come in beyond row-level security (handoff/records/importing.py). Who may see
records looks for them by desk_found_records(): what compares names by trigrams is not leakproof, so that under row
security PostgreSQL would read all of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
# As RIGHTS of handoff/access.py has them, put before what desk_where() knows already.
GIVEN = {"records": "agent lead advisor", "record_file": "administrator"}
PAIRS = ", ".join(f"('{role}', '{right}')" for right, roles in GIVEN.items() for role in roles.split())

FUNCTIONS = {
    # Where somebody may see records: by his right, and as somebody who may see a customer's name.
    "desk_records() RETURNS SETOF uuid LANGUAGE sql": """
        SELECT desk_where('records') INTERSECT SELECT v.institution_id FROM desk_views() v WHERE v.rank >= 1
    """,
    # All words must be like one in name or city, the ending must be the number's; the likest first. The longest word
    # is looked up in the index, for it leaves the fewest.
    """desk_found_records(house uuid, words text[], ending text, most integer)
    RETURNS SETOF uuid LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan SET pg_trgm.word_similarity_threshold = 0.45""": """
        DECLARE
            longest text := (SELECT one FROM unnest(words) one ORDER BY length(one) DESC LIMIT 1);
        BEGIN
            IF house NOT IN (SELECT desk_records()) OR longest IS NULL AND ending = '' THEN
                RETURN;
            ELSIF longest IS NULL THEN
                RETURN QUERY
                    SELECT r.id FROM records r
                    WHERE r.institution_id = house AND r.number_from_end LIKE reverse(ending) || '%'
                    ORDER BY length(r.customer_number), r.customer_number LIMIT most;
            ELSE
                RETURN QUERY
                    SELECT r.id FROM records r CROSS JOIN LATERAL (
                        SELECT sum(word_similarity(one, r.folded)) AS alike,
                               sum(strict_word_similarity(one, r.folded)) AS whole,
                               bool_and(one <% r.folded) AS fits
                        FROM unnest(words) one
                    ) is_it
                    WHERE r.institution_id = house AND longest <% r.folded AND is_it.fits
                      AND (ending = '' OR r.number_from_end LIKE reverse(ending) || '%')
                    ORDER BY is_it.alike + is_it.whole DESC, length(r.folded), r.folded, r.customer_number LIMIT most;
            END IF;
        END
    """,
}
SEEN = "institution_id = ANY (ARRAY(SELECT desk_records()))"
OF_ONES_CUSTOMER = f"""
    {SEEN} AND EXISTS (
        SELECT FROM customers k
        WHERE k.id = record_assignments.customer_id AND k.institution_id = record_assignments.institution_id
    )
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    _tables()
    _widen_rights("VALUES (", f"VALUES {PAIRS}, (")
    for head, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {head} STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$")
    for table in ("records", "record_assignments"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk_reads ON {table} FOR SELECT TO {ROLE} USING ({SEEN})")
    op.execute(f"CREATE POLICY desk_adds ON record_assignments FOR INSERT TO {ROLE} WITH CHECK ({OF_ONES_CUSTOMER})")
    op.execute(
        f"CREATE POLICY desk_changes ON record_assignments FOR UPDATE TO {ROLE}"
        f" USING ({OF_ONES_CUSTOMER}) WITH CHECK ({OF_ONES_CUSTOMER})"
    )
    op.execute(f"GRANT SELECT ON records TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE (undone_by_id, undone_at) ON record_assignments TO {ROLE}")


def _tables() -> None:
    house = sa.ForeignKey("institutions.id")
    op.create_table(
        "records",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), house, nullable=False),
        sa.Column("customer_number", sa.Text(), nullable=False),
        sa.Column("number_from_end", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("city", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("advisor_id", sa.Uuid(), sa.ForeignKey("advisors.id", ondelete="SET NULL"), index=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("institution_id", "customer_number"),
        sa.UniqueConstraint("id", "institution_id"),
    )
    op.create_index(
        "ix_records_folded",
        "records",
        ["institution_id", "folded"],
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_records_number_end",
        "records",
        ["institution_id", "number_from_end"],
        postgresql_ops={"number_from_end": "text_pattern_ops"},
    )
    op.create_table(
        "record_assignments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), sa.ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Uuid(), sa.ForeignKey("users.id")),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["record_id", "institution_id"], ["records.id", "records.institution_id"], ondelete="CASCADE"
        ),
    )
    is_open = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_record_assignments_open", "record_assignments", ["customer_id"], unique=True, postgresql_where=is_open
    )
    op.create_index("ix_record_assignments_record", "record_assignments", ["record_id"], postgresql_where=is_open)
    op.create_index("ix_record_assignments_customer", "record_assignments", ["customer_id"])


def _widen_rights(former: str, now: str) -> None:
    """desk_where() as it is, but for the pairs of role and right that it begins with."""
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE replace(pg_get_functiondef('desk_where(text)'::regprocedure), $old${former}$old$, $new${now}$new$);
        END $$
    """)


def downgrade() -> None:
    op.drop_table("record_assignments")
    op.drop_table("records")
    for head in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {head.partition('(')[0]}")
    _widen_rights(f"VALUES {PAIRS}, (", "VALUES (")
    op.execute("DROP EXTENSION btree_gin")
