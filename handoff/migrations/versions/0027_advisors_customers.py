"""An advisor sees the chats and callbacks of his own customers, and of theirs for whom he stands in; and what teams of
another company had of an institution's chats can be read as a sheet, with the rule by which each came to them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# In what desk_where() (0011) knows of roles and rights.
CALENDAR, GIVEN = "VALUES (", "VALUES ('advisor', 'customers'), ("
ME = "(SELECT desk_user())"
ADVISED = "customer_id IN (SELECT desk_advised())"
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

SENT_OUT = ("always", "closed", "above", "topic")
PEOPLE = "('parked', 'waiting', 'agent')"
# Moves of one moment are put in the order in which a conversation goes.
HANDS = "ARRAY['bot', 'parked', 'waiting', 'agent', 'closed']"
# What teams of a company had of an institution's chats: one row a chat that came to it in that time. From when it came
# till it left again is a visit; of several that began in that time all are counted, and the first says when and why.
SHEET = f"""
    WITH theirs AS (
        SELECT t.id, t.name, t.answer_minutes FROM teams t
        WHERE t.institution_id = house AND t.staffed_by_id = company
            AND house IN (SELECT desk_where('statistics'))
    ), come AS (
        SELECT DISTINCT h.conversation_id AS id FROM handoffs h
        WHERE h.team_id IN (SELECT id FROM theirs) AND h.to_owner IN {PEOPLE} AND h.at >= since AND h.at < until
    ), stations AS (
        SELECT h.conversation_id AS id, h.at, h.reason, h.rule, h.to_owner AS owner, h.team_id, h.to_agent_id AS agent,
            h.to_owner IN {PEOPLE} AND h.team_id IN (SELECT id FROM theirs) AS is_theirs,
            row_number() OVER (
                PARTITION BY h.conversation_id
                ORDER BY h.at, array_position({HANDS}, h.to_owner::text), array_position({HANDS}, h.from_owner::text),
                    h.id
            ) AS number
        FROM handoffs h JOIN come ON come.id = h.conversation_id
    ), spans AS (
        SELECT s.*, coalesce(lead(s.at) OVER w, c.closed_at) AS ends_at,
            coalesce(lead(s.owner) OVER w, CASE WHEN c.closed_at IS NOT NULL THEN 'closed' END) AS next_owner,
            lead(s.team_id) OVER w AS next_team,
            s.is_theirs AND NOT coalesce(lag(s.is_theirs) OVER w, false) AS comes
        FROM stations s JOIN conversations c ON c.id = s.id
        WINDOW w AS (PARTITION BY s.id ORDER BY s.number)
    ), numbered AS (
        SELECT s.*, count(*) FILTER (WHERE s.comes) OVER (PARTITION BY s.id ORDER BY s.number) AS visit FROM spans s
    ), visits AS (
        SELECT n.*, min(n.at) OVER (PARTITION BY n.id, n.visit) AS came_at FROM numbered n WHERE n.is_theirs
    ), chats AS (
        SELECT v.id, min(v.at) AS came_at, (array_agg(v.reason ORDER BY v.number))[1] AS reason,
            (array_agg(v.rule ORDER BY v.number))[1] AS rule, (array_agg(v.team_id ORDER BY v.number))[1] AS team_id,
            (array_agg(v.ends_at ORDER BY v.number DESC))[1] AS left_at,
            (array_agg(v.next_owner ORDER BY v.number DESC))[1] AS left_to,
            (array_agg(v.next_team ORDER BY v.number DESC))[1] AS next_team,
            min(v.at) FILTER (WHERE v.owner = 'agent') AS taken_at,
            sum(extract(epoch FROM coalesce(v.ends_at, desk_now()) - v.at)) FILTER (WHERE v.owner = 'agent') AS handled,
            array_agg(v.agent ORDER BY v.number) FILTER (WHERE v.owner = 'agent') AS agents,
            range_agg(tstzrange(v.at, v.ends_at, '[]')) AS there
        FROM visits v WHERE v.came_at >= since AND v.came_at < until GROUP BY v.id
    )
    SELECT k.id, t.name, t.answer_minutes, c.topic, c.language, k.came_at, k.reason::text, k.rule::text, k.taken_at,
        said.answered_at, k.left_at, k.left_to::text, o.name, CASE WHEN k.left_to = 'closed' THEN c.outcome::text END,
        coalesce(k.handled, 0)::float, said.messages::integer, k.agents
    FROM chats k JOIN conversations c ON c.id = k.id JOIN theirs t ON t.id = k.team_id
    CROSS JOIN LATERAL (
        SELECT min(m.sent_at) AS answered_at, count(*) AS messages FROM messages m
        WHERE m.conversation_id = k.id AND m.author = 'agent' AND m.kind NOT IN ('edit', 'revoke', 'reaction', 'system')
            AND k.there @> m.sent_at
    ) said
    LEFT JOIN teams o ON o.id = k.next_team
    ORDER BY k.came_at, k.id
"""

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
    # For who reads statistics, also where he sees no chats: nothing here says who the customers are.
    """desk_centre_chats(house uuid, company uuid, since timestamptz, until timestamptz) RETURNS TABLE (
        id uuid, team text, answer_minutes integer, topic text, language text, came_at timestamptz, reason text,
        rule text, taken_at timestamptz, answered_at timestamptz, left_at timestamptz, left_to text, next_team text,
        outcome text, handled double precision, messages integer, agents uuid[]
    ) LANGUAGE sql""": SHEET,
}


def upgrade() -> None:
    rules = sa.Enum(*SENT_OUT, name="rule", native_enum=False, create_constraint=True, length=40)
    op.add_column("handoffs", sa.Column("rule", rules))
    op.execute("CREATE INDEX ix_handoffs_team ON handoffs (team_id, at) WHERE team_id IS NOT NULL")
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
        op.execute(f"DROP FUNCTION {head.partition('(')[0]}")
    _replace("desk_where(text)", GIVEN, CALENDAR)
    op.drop_index("ix_handoffs_team", "handoffs")
    op.drop_column("handoffs", "rule")
