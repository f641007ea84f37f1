"""Lists and search that stay quick: indexes in the lists' order, rules of the second lock that ask once a query and not
once a row, full text and names searched under that lock, and the filter that somebody has set in his log-in.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# An array is made once a query, and an index can be asked with it; a set was looked up for each row.
TEAMS, HOUSES, ME = "ARRAY(SELECT desk_teams())", "ARRAY(SELECT desk_houses())", "(SELECT desk_user())"
BY_TEAM = f"team_id = ANY ({TEAMS}) OR institution_id = ANY ({HOUSES})"
BY_INSTITUTION = "institution_id = ANY (ARRAY(SELECT desk_institutions()))"
AUDITED = "institution_id = ANY (ARRAY(SELECT desk_audited()))"
POLICIES = {
    "conversations": (
        f"{BY_TEAM} OR agent_id = {ME} OR offered_to_id = {ME} OR id = (SELECT desk_passing())",
        BY_INSTITUTION,
    ),
    "callbacks": (f"{BY_TEAM} OR created_by_id = {ME}", BY_INSTITUTION),
    "audit": (f"user_id = {ME} OR {AUDITED}", BY_INSTITUTION),
}
FORMER_BY_TEAM = "team_id IN (SELECT desk_teams()) OR institution_id IN (SELECT desk_houses())"
FORMER_BY_INSTITUTION = "institution_id IN (SELECT desk_institutions())"
FORMER_AUDITED = "institution_id IN (SELECT desk_audited())"
FORMER_POLICIES = {
    "conversations": (
        f"{FORMER_BY_TEAM} OR agent_id = desk_user() OR offered_to_id = desk_user() OR id = desk_passing()",
        FORMER_BY_INSTITUTION,
    ),
    "callbacks": (f"{FORMER_BY_TEAM} OR created_by_id = desk_user()", FORMER_BY_INSTITUTION),
    "audit": (f"user_id = desk_user() OR {FORMER_AUDITED}", FORMER_BY_INSTITUTION),
}

# In each, the order of its list. Those of closed chats cost the open ones nothing.
INDEXES = {
    "queue": ("team_id, owner DESC, priority DESC, waiting_since, id", "owner IN ('waiting', 'parked')"),
    "held": ("team_id, last_activity_at, id", "owner = 'agent'"),
    "done": ("team_id, closed_at, id", "owner = 'closed'"),
    "done_topic": ("team_id, topic, closed_at, id", "owner = 'closed'"),
    "done_language": ("team_id, language, closed_at, id", "owner = 'closed'"),
}

# What access.py calls `conversations`: which chats somebody may open, not only read beside another.
OPENED = f"""
    (c.team_id = ANY ({TEAMS}) OR c.team_id IS NULL AND c.institution_id = ANY ({HOUSES})
     OR c.agent_id = {ME} OR c.offered_to_id = {ME}
     OR c.offered_by_id = {ME} AND c.institution_id = ANY ({HOUSES}))
"""
FUNCTIONS = {
    # 0 nothing, 1 the name, 2 the masked number, 3 the number: the most that any of somebody's roles allows.
    "desk_views() RETURNS TABLE (institution_id uuid, rank integer) LANGUAGE sql": """
        SELECT m.institution_id, max(coalesce(array_position(
            ARRAY['nothing', 'name', 'masked_number', 'number'],
            coalesce(i.customer_views->>m.role, CASE m.role
                WHEN 'agent' THEN 'masked_number' WHEN 'external_agent' THEN 'name'
                WHEN 'lead' THEN 'number' WHEN 'advisor' THEN 'number' ELSE 'nothing' END)
        ), 1) - 1)
        FROM memberships m JOIN users u ON u.id = m.user_id JOIN institutions i ON i.id = m.institution_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL
        GROUP BY m.institution_id
    """,
    # Of each customer the newest living number, sealed.
    "desk_numbers(customers uuid[]) RETURNS TABLE (customer_id uuid, number bytea) LANGUAGE sql": f"""
        SELECT DISTINCT ON (i.customer_id) i.customer_id, i.ciphertext FROM identifiers i
        WHERE i.customer_id = ANY (customers) AND i.kind = 'wa_id' AND i.retired_at IS NULL
          AND i.institution_id = ANY (ARRAY(SELECT v.institution_id FROM desk_views() v WHERE v.rank >= 2))
          AND EXISTS (SELECT FROM conversations c WHERE c.customer_id = i.customer_id AND {OPENED})
        ORDER BY i.customer_id, i.seen_at DESC
    """,
    # Customers by keys of their names' words, or by a number's fingerprint, each with his newest chat.
    """desk_customers(keys bytea[], number bytea, before_at timestamptz, before_id uuid, most integer)
    RETURNS TABLE (conversation_id uuid, last_activity_at timestamptz) LANGUAGE sql""": f"""
        WITH found AS (
            SELECT k.id FROM customers k
            WHERE keys <> '{{}}' AND k.name_keys @> keys
              AND k.institution_id = ANY (ARRAY(SELECT v.institution_id FROM desk_views() v WHERE v.rank >= 1))
            UNION
            SELECT i.customer_id FROM identifiers i
            WHERE i.kind = 'wa_id' AND i.fingerprint = number AND i.retired_at IS NULL
              AND i.institution_id = ANY (ARRAY(SELECT v.institution_id FROM desk_views() v WHERE v.rank >= 2))
        )
        SELECT newest.id, newest.last_activity_at
        FROM found CROSS JOIN LATERAL (
            SELECT c.id, c.last_activity_at FROM conversations c WHERE c.customer_id = found.id AND {OPENED}
            ORDER BY c.last_activity_at DESC, c.id DESC LIMIT 1
        ) newest
        WHERE before_id IS NULL OR (newest.last_activity_at, newest.id) < (before_at, before_id)
        ORDER BY newest.last_activity_at DESC, newest.id DESC
        LIMIT most
    """,
    # In German or in English, and while the last word is being typed: all words but it, and what begins like it.
    "desk_words(typed text, whole text, begun text) RETURNS tsquery LANGUAGE sql": """
        SELECT string_agg(DISTINCT one::text, ' | ')::tsquery FROM (
            SELECT websearch_to_tsquery('german', typed) UNION ALL SELECT websearch_to_tsquery('english', typed)
            UNION ALL SELECT websearch_to_tsquery('german', whole) && to_tsquery('simple', nullif(begun, '') || ':*')
            UNION ALL SELECT websearch_to_tsquery('english', whole) && to_tsquery('simple', nullif(begun, '') || ':*')
        ) AS ways (one)
        WHERE querytree(one) NOT IN ('', 'T')
    """,
    # Newest first. What is said often is soon found from the end; what is rare or nowhere, by the index: so a short
    # stretch is looked through first, then ever longer ones. A plan for all of them at once must guess which it is.
    """desk_messages(words tsquery, before bigint, most integer)
    RETURNS TABLE (message_id bigint, conversation_id uuid) LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan""": f"""
        DECLARE
            high bigint := least(before, (SELECT max(id) + 1 FROM messages));
            low bigint;
            width bigint := 12000;
            missing integer := most;
            got integer;
        BEGIN
            WHILE words IS NOT NULL AND missing > 0 AND high > 0 LOOP
                low := greatest(high - width, 0);
                RETURN QUERY
                    WITH said AS MATERIALIZED (
                        SELECT m.id, m.conversation_id FROM messages m
                        WHERE m.search @@ words AND m.id >= low AND m.id < high AND m.revoked_at IS NULL
                          AND m.kind NOT IN ('reaction', 'edit', 'revoke')
                    )
                    SELECT said.id, said.conversation_id FROM said JOIN conversations c ON c.id = said.conversation_id
                    WHERE {OPENED} ORDER BY said.id DESC LIMIT missing;
                GET DIAGNOSTICS got = ROW_COUNT;
                missing := missing - got;
                high := low;
                width := width * 8;
            END LOOP;
        END
    """,
}


def upgrade() -> None:
    op.add_column("customers", sa.Column("name_keys", postgresql.ARRAY(sa.LargeBinary())))
    op.create_index("ix_customers_names", "customers", ["name_keys"], postgresql_using="gin")
    op.create_index("ix_customers_unkeyed", "customers", ["id"], postgresql_where=sa.text(UNKEYED))
    op.add_column("sessions", sa.Column("list_filter", postgresql.JSONB(), nullable=False, server_default="{}"))
    op.alter_column("sessions", "list_filter", server_default=None)
    for name, (columns, where) in INDEXES.items():
        op.execute(f"CREATE INDEX ix_conversations_{name} ON conversations ({columns}) WHERE {where}")
    _write_policies(POLICIES)
    op.execute("DROP FUNCTION desk_number(uuid)")
    for head, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {head} STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$")


UNKEYED = "name IS NOT NULL AND name_keys IS NULL"


# One number, whatever the role may see of it; desk_numbers() asks for the role, too.
FORMER_NUMBER = """
    CREATE FUNCTION desk_number(whose uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
        SELECT i.ciphertext FROM identifiers i
        WHERE i.customer_id = whose AND i.kind = 'wa_id' AND i.retired_at IS NULL AND EXISTS (
            SELECT FROM conversations c WHERE c.customer_id = whose AND (
                c.team_id IN (SELECT desk_teams()) OR c.institution_id IN (SELECT desk_houses())
                OR c.agent_id = desk_user() OR c.offered_to_id = desk_user()
            )
        )
        ORDER BY i.seen_at DESC LIMIT 1
    $$
"""


def _write_policies(policies: dict[str, tuple[str, str]]) -> None:
    for table, (seen, written) in policies.items():
        op.execute(f"ALTER POLICY desk ON {table} USING ({seen}) WITH CHECK ({written})")


def downgrade() -> None:
    for head in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {head.partition('(')[0]}")
    op.execute(FORMER_NUMBER)
    _write_policies(FORMER_POLICIES)
    for name in INDEXES:
        op.drop_index(f"ix_conversations_{name}", "conversations")
    op.drop_column("sessions", "list_filter")
    op.drop_index("ix_customers_unkeyed", "customers")
    op.drop_column("customers", "name_keys")
