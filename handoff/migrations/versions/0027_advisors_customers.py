"""An advisor sees the chats and callbacks of his own customers, and of theirs for whom he stands in; and what teams of
another company had of an institution's chats can be read as a sheet, with the rule by which each came to them.
"""

from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

# In what desk_where() (0011) knows of roles and rights.
CALENDAR, GIVEN = "VALUES (", "VALUES ('advisor', 'customers'), ("
ME = "(SELECT desk_user())"
ADVISED = "customer_id = ANY (ARRAY(SELECT desk_advised()))"
BY_TEAM = "team_id = ANY (ARRAY(SELECT desk_teams())) OR institution_id = ANY (ARRAY(SELECT desk_houses()))"
BY_PERSON = f"agent_id = {ME} OR offered_to_id = {ME} OR id = (SELECT desk_passing()) OR named_id = {ME}"
FORMER_POLICIES = {
    "conversations": f"{BY_TEAM} OR {BY_PERSON}",
    "callbacks": f"{BY_TEAM} OR created_by_id = {ME}",
}
# What access.py calls `conversations`, in the functions of 0015; those who are asked for by name had been forgotten.
SEARCHING = (
    "desk_numbers(uuid[])",
    "desk_customers(bytea[], bytea, timestamptz, uuid, integer)",
    "desk_messages(tsquery, bigint, integer)",
)
HELD = f"OR c.agent_id = {ME}"
OPENED = f"{HELD} OR c.named_id = {ME} OR c.{ADVISED}"

FUNCTIONS = {
    # When the desk's transaction began, by its own clock.
    "desk_now() RETURNS timestamptz LANGUAGE sql": """
        SELECT coalesce(nullif(current_setting('schalter.now', true), '')::timestamptz, now())
    """,
    # For whom somebody answers: himself, and who is away and comes to him in the end, from deputy to deputy.
    "desk_covered() RETURNS SETOF uuid LANGUAGE sql": """
        WITH RECURSIVE away AS (
            SELECT a.user_id, a.deputy_id FROM absences a WHERE a.starts_at <= desk_now() AND a.ends_at > desk_now()
        ), covered (id) AS (
            SELECT desk_user()
            UNION
            SELECT away.user_id
            FROM covered JOIN away ON away.deputy_id = covered.id JOIN users u ON u.id = covered.id
            WHERE u.disabled_at IS NULL
                AND (covered.id <> desk_user() OR NOT EXISTS (SELECT FROM away own WHERE own.user_id = desk_user()))
        )
        SELECT id FROM covered
    """,
    # Customers who are assigned to a record whose advisor he is, or somebody for whom he answers. Nearly nobody is an
    # advisor, so that is asked first.
    "desk_advised() RETURNS SETOF uuid LANGUAGE plpgsql": """
        DECLARE
            houses uuid[] := ARRAY(SELECT desk_where('customers'));
        BEGIN
            IF houses = '{}' THEN
                RETURN;
            END IF;
            RETURN QUERY
                SELECT s.customer_id FROM advisors a
                JOIN records r ON r.advisor_id = a.id
                JOIN record_assignments s ON s.record_id = r.id AND s.undone_at IS NULL
                WHERE a.user_id IN (SELECT desk_covered()) AND a.institution_id = ANY (houses)
                    AND a.institution_id IN (SELECT desk_records());
        END
    """,
}


def upgrade() -> None:
    _replace("desk_where(text)", CALENDAR, GIVEN)
    for head, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {head} STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$")
    for table, seen in FORMER_POLICIES.items():
        op.execute(f"ALTER POLICY desk ON {table} USING ({seen} OR {ADVISED})")
    for function in SEARCHING:
        _replace(function, HELD, OPENED)


def _replace(function: str, former: str, now: str) -> None:
    """The function as it is, but for that."""
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE replace(pg_get_functiondef('{function}'::regprocedure), $old${former}$old$, $new${now}$new$);
        END $$
    """)


def downgrade() -> None:
    for function in SEARCHING:
        _replace(function, OPENED, HELD)
    for table, seen in FORMER_POLICIES.items():
        op.execute(f"ALTER POLICY desk ON {table} USING ({seen})")
    for head in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {head.partition(' RETURNS')[0]}")
    _replace("desk_where(text)", GIVEN, CALENDAR)
