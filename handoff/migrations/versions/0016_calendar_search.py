"""Customers whom the calendar shows are found by name or number there, also where the user sees no chat of theirs."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# By keys of their names' words or by a number's fingerprint, as desk_customers() finds those with a chat. Whom the user
# has a chat of is found there.
HEAD = "desk_planned_customers(keys bytea[], number bytea, most integer)"
BODY = """
    WITH found AS (
        SELECT k.id, k.institution_id FROM customers k
        WHERE keys <> '{}' AND k.name_keys @> keys
          AND k.institution_id = ANY (ARRAY(SELECT v.institution_id FROM desk_views() v WHERE v.rank >= 1))
        UNION
        SELECT i.customer_id, i.institution_id FROM identifiers i
        WHERE i.kind = 'wa_id' AND i.fingerprint = number AND i.retired_at IS NULL
          AND i.institution_id = ANY (ARRAY(SELECT v.institution_id FROM desk_views() v WHERE v.rank >= 2))
    )
    SELECT found.id, planned.last_at
    FROM found CROSS JOIN LATERAL (
        SELECT max(at) AS last_at FROM (
            SELECT a.starts_at AS at FROM appointments a WHERE a.customer_id = found.id
            UNION ALL
            SELECT e.starts_at FROM sign_ups s JOIN events e ON e.id = s.event_id WHERE s.customer_id = found.id
        ) AS plans
    ) planned
    WHERE planned.last_at IS NOT NULL AND found.institution_id IN (SELECT desk_calendars())
      AND NOT EXISTS (
        SELECT FROM conversations c WHERE c.customer_id = found.id AND (
            c.team_id IN (SELECT desk_teams()) OR c.team_id IS NULL AND c.institution_id IN (SELECT desk_houses())
            OR c.agent_id = desk_user() OR c.offered_to_id = desk_user()
            OR c.offered_by_id = desk_user() AND c.institution_id IN (SELECT desk_houses())
        )
      )
    ORDER BY planned.last_at DESC, found.id
    LIMIT most
"""


def upgrade() -> None:
    op.execute(f"""
        CREATE FUNCTION {HEAD} RETURNS TABLE (customer_id uuid, last_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ {BODY} $$
    """)


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {HEAD}")
