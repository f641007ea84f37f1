"""The second lock on the house itself: who works where, their log-ins, and what an institution is set up with.

Until now the desk's role could read and write all of these tables. Now it reads what belongs to its user's
institutions, and writes where his membership gives him the right (handoff/access.py). A password's hash it never sees.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
# As RIGHTS of handoff/access.py says of the administration.
RIGHTS = {
    "lead": "texts",
    "designer": "texts",
    "administrator": "people texts institution channel audit",
    "auditor": "audit",
}
PAIRS = ", ".join(f"('{role}', '{right}')" for role, rights in RIGHTS.items() for right in rights.split())

VISIBLE = {
    "desk_where(wanted text) RETURNS SETOF uuid": f"""
        SELECT m.institution_id FROM memberships m JOIN users u ON u.id = m.user_id
        JOIN (VALUES {PAIRS}) AS given (role, may) ON given.role = m.role AND given.may = wanted
        WHERE u.id = desk_user() AND u.disabled_at IS NULL
    """,
    # Who is managed here: the institution's own people. Others who work for it, their own organisation looks after.
    "desk_staff() RETURNS SETOF uuid": "SELECT id FROM users WHERE organisation_id IN (SELECT desk_where('people'))",
    "desk_colleagues() RETURNS SETOF uuid": """
        SELECT user_id FROM memberships WHERE institution_id IN (SELECT desk_institutions())
        UNION SELECT id FROM users WHERE organisation_id IN (SELECT desk_institutions())
        UNION SELECT desk_user()
    """,
    "desk_organisations() RETURNS SETOF uuid": """
        SELECT desk_institutions() UNION SELECT organisation_id FROM users WHERE id IN (SELECT desk_colleagues())
    """,
    "desk_invited() RETURNS SETOF uuid": """
        SELECT id FROM users WHERE password_hash IS NULL AND id IN (SELECT desk_colleagues())
    """,
    "desk_accounts() RETURNS SETOF text": """
        SELECT business_account_id FROM numbers WHERE institution_id IN (SELECT desk_institutions())
    """,
}

OURS = "institution_id IN (SELECT desk_institutions())"
PEOPLES = "institution_id IN (SELECT desk_where('people'))"
SET_UP = "institution_id IN (SELECT desk_where('institution'))"
OWN = "user_id = desk_user()"
OF_STAFF = "user_id IN (SELECT desk_staff())"
NEVER = "false"
# What is read; what may be added; what may be locked, and what it must be when changed; what may be deleted. An agent
# locks an event or an advisor to book a place, and changes neither.
POLICIES = {
    "organisations": (
        "id IN (SELECT desk_organisations())",
        NEVER,
        ("id IN (SELECT desk_where('institution'))",) * 2,
        NEVER,
    ),
    "institutions": (
        "id IN (SELECT desk_institutions())",
        NEVER,
        ("id IN (SELECT desk_institutions())", "id IN (SELECT desk_where('institution'))"),
        NEVER,
    ),
    "branches": (OURS, SET_UP, (SET_UP, SET_UP), SET_UP),
    "teams": (OURS, PEOPLES, (PEOPLES, PEOPLES), PEOPLES),
    "advisors": (OURS, SET_UP, (OURS, SET_UP), SET_UP),
    "events": (OURS, SET_UP, (OURS, SET_UP), SET_UP),
    "templates": ("business_account_id IN (SELECT desk_accounts())", NEVER, (NEVER, NEVER), NEVER),
    "users": (
        "id IN (SELECT desk_colleagues())",
        "password_hash IS NULL AND organisation_id IN (SELECT desk_where('people'))",
        ("id = desk_user() OR id IN (SELECT desk_staff())",) * 2,
        NEVER,
    ),
    "memberships": (f"{OURS} OR {OWN}", PEOPLES, (PEOPLES, PEOPLES), PEOPLES),
    "sessions": (f"{OWN} OR {OF_STAFF}", OWN, (OWN, OWN), f"{OWN} OR {OF_STAFF}"),
    "invitations": (OF_STAFF, OF_STAFF, (OF_STAFF, OF_STAFF), OF_STAFF),
}
READABLE = "id organisation_id email name language theme silenced presence seen_at disabled_at"
CHANGEABLE = "email name language theme silenced presence seen_at disabled_at"


def upgrade() -> None:
    op.create_index("ix_audit_user", "audit", ["user_id", "at"])
    for head, body in VISIBLE.items():
        op.execute(f"""
            CREATE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {body} $$
        """)
    for table, (read, added, (locked, changed), deleted) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk_reads ON {table} FOR SELECT TO {ROLE} USING ({read})")
        op.execute(f"CREATE POLICY desk_adds ON {table} FOR INSERT TO {ROLE} WITH CHECK ({added})")
        op.execute(
            f"CREATE POLICY desk_changes ON {table} FOR UPDATE TO {ROLE} USING ({locked}) WITH CHECK ({changed})"
        )
        op.execute(f"CREATE POLICY desk_deletes ON {table} FOR DELETE TO {ROLE} USING ({deleted})")
    op.execute(f"REVOKE SELECT, UPDATE ON users FROM {ROLE}")
    op.execute(f"GRANT SELECT ({', '.join(READABLE.split())}) ON users TO {ROLE}")
    op.execute(f"GRANT UPDATE ({', '.join(CHANGEABLE.split())}) ON users TO {ROLE}")
    # It counts for whoever signs somebody up; the event itself is not his to change.
    op.execute("ALTER FUNCTION count_event_places() SECURITY DEFINER SET search_path FROM CURRENT")


def downgrade() -> None:
    op.execute("ALTER FUNCTION count_event_places() SECURITY INVOKER RESET search_path")
    op.execute(f"REVOKE SELECT ({', '.join(READABLE.split())}) ON users FROM {ROLE}")
    op.execute(f"REVOKE UPDATE ({', '.join(CHANGEABLE.split())}) ON users FROM {ROLE}")
    op.execute(f"GRANT SELECT, UPDATE ON users TO {ROLE}")
    for table in POLICIES:
        for act in ("reads", "adds", "changes", "deletes"):
            op.execute(f"DROP POLICY desk_{act} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for head in reversed(VISIBLE):
        op.execute(f"DROP FUNCTION {head.partition(' RETURNS')[0].replace('wanted ', '')}")
    op.drop_index("ix_audit_user", "audit")
