"""The second lock: for who works at the desk, PostgreSQL itself shows only the rows that his memberships open.

The first is handoff/access.py, and these are its rules once more, in SQL. They bind the role that the desk's
transactions take on (handoff/row_security.py); webhook, worker and outbox own the tables and see all.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
REFUSED = (
    f"The user % of DATABASE_URL may not take on the role {ROLE}. Let somebody who may create roles run: "
    f"CREATE ROLE {ROLE} NOLOGIN (if there is none); GRANT {ROLE} TO %"
)

# With no user named there is nothing to see. Definer's rights: who asks may not read memberships of others for himself.
VISIBLE = {
    "desk_user() RETURNS uuid": "SELECT nullif(current_setting('schalter.user', true), '')::uuid",
    "desk_teams() RETURNS SETOF uuid": """
        SELECT m.team_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role IN ('agent', 'lead', 'external_agent')
    """,
    "desk_houses() RETURNS SETOF uuid": """
        SELECT t.institution_id FROM memberships m JOIN users u ON u.id = m.user_id JOIN teams t ON t.id = m.team_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role IN ('agent', 'lead')
    """,
    "desk_institutions() RETURNS SETOF uuid": "SELECT institution_id FROM teams WHERE id IN (SELECT desk_teams())",
}

BY_TEAM = "team_id IN (SELECT desk_teams()) OR institution_id IN (SELECT desk_houses())"
BY_INSTITUTION = "institution_id IN (SELECT desk_institutions())"
BY_CONVERSATION = "EXISTS (SELECT FROM conversations c WHERE c.id = {table}.conversation_id)"
BY_MESSAGE = "EXISTS (SELECT FROM messages m WHERE m.id = {table}.message_id)"
BY_CUSTOMER = "EXISTS (SELECT FROM conversations c WHERE c.customer_id = {table}.customer_id)"

# What may be seen, and what a row that is written must be: a chat may be handed to a team that one isn't in.
POLICIES = {
    "conversations": (BY_TEAM, BY_INSTITUTION),
    "callbacks": (BY_TEAM, BY_INSTITUTION),
    "customers": ("EXISTS (SELECT FROM conversations c WHERE c.customer_id = customers.id)", BY_INSTITUTION),
    "audit": ("user_id = desk_user()", BY_INSTITUTION),
    "appointments": (BY_CUSTOMER, BY_CUSTOMER),
    "consents": (BY_CUSTOMER, BY_CUSTOMER),
    "sign_ups": (BY_CUSTOMER, BY_CUSTOMER),
    "messages": (BY_CONVERSATION, BY_CONVERSATION),
    "handoffs": (BY_CONVERSATION, BY_CONVERSATION),
    "turns": (BY_CONVERSATION, BY_CONVERSATION),
    "buttons": (BY_CONVERSATION, BY_CONVERSATION),
    "outbox": (BY_CONVERSATION, BY_CONVERSATION),
    "troubles": (BY_CONVERSATION, BY_CONVERSATION),
    "edits": (BY_MESSAGE, BY_MESSAGE),
    "media": (BY_MESSAGE, BY_MESSAGE),
    "reactions": (BY_MESSAGE, BY_MESSAGE),
}
# Nothing of these is for the desk: what identifies a customer in clear text after unsealing, and the channel's own.
CLOSED = ("identifiers", "numbers", "channel_events", "early_statuses")
# Who works where, and what is for everybody to see.
OPEN = "organisations institutions branches teams users memberships sessions events advisors templates processes"


def upgrade() -> None:
    _make_role()
    for head, body in VISIBLE.items():
        op.execute(f"""
            CREATE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$
        """)
    for table, (seen, written) in POLICIES.items():
        using, check = seen.format(table=table), written.format(table=table)
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk ON {table} TO {ROLE} USING ({using}) WITH CHECK ({check})")
    for table in CLOSED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    tables = ", ".join([*POLICIES, *OPEN.split()])
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {ROLE}")
    for granted in ("USAGE ON SCHEMA", "USAGE ON ALL SEQUENCES IN SCHEMA"):
        op.execute(f"DO $$ BEGIN EXECUTE format('GRANT {granted} %I TO {ROLE}', current_schema()); END $$")


def _make_role() -> None:
    """It is the whole server's, so another database's Schalter may have made it, or somebody with more rights."""
    op.execute(f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                CREATE ROLE {ROLE} NOLOGIN;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
        END $$
    """)
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE format('GRANT {ROLE} TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege OR undefined_object THEN NULL;
        END $$
    """)
    # Better now than at the desk's first page.
    op.execute(f"""
        DO $$ BEGIN
            PERFORM set_config('role', '{ROLE}', true);
            PERFORM set_config('role', 'none', true);
        EXCEPTION WHEN OTHERS THEN
            RAISE EXCEPTION '{REFUSED}', current_user, current_user
                USING ERRCODE = 'insufficient_privilege';
        END $$
    """)


def downgrade() -> None:
    for table in POLICIES:
        op.execute(f"DROP POLICY desk ON {table}")
    for table in (*POLICIES, *CLOSED):
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(f"DROP OWNED BY {ROLE}")
    for head in reversed(VISIBLE):
        op.execute(f"DROP FUNCTION {head.partition(' ')[0]}")
