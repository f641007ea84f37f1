"""How long things are kept: a customer's conversations as long as his bank tells him, by its fact `retention_days`; who
was to work when, for two years.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

DAYS = 365

# Messages, files, turns, handoffs and callbacks go with their conversation.
FORGET_CONVERSATIONS = text("""
    DELETE FROM conversations WHERE id IN (
        SELECT c.id FROM institutions i JOIN conversations c ON c.institution_id = i.id AND c.owner = 'closed'
        WHERE c.closed_at < CAST(:now AS timestamptz)
            - make_interval(days => coalesce(CAST(i.facts->>'retention_days' AS integer), :days))
        LIMIT :at_once FOR UPDATE OF c SKIP LOCKED
    ) RETURNING customer_id
""")
# Who is still expected, or has agreed to notices, is still a customer of the chat.
FORGET_CUSTOMERS = text("""
    DELETE FROM customers k WHERE k.id = ANY(CAST(:customers AS uuid[]))
        AND NOT EXISTS (SELECT FROM conversations WHERE customer_id = k.id)
        AND NOT EXISTS (SELECT FROM appointments WHERE customer_id = k.id AND ends_at > :now)
        AND NOT EXISTS (
            SELECT FROM sign_ups s JOIN events e ON e.id = s.event_id WHERE s.customer_id = k.id AND e.ends_at > :now
        )
        AND NOT EXISTS (
            SELECT FROM consents WHERE customer_id = k.id AND kind = 'notifications' AND revoked_at IS NULL
        )
""")
# A file of records that was tried and not taken (handoff/records/importing.py) is full of names.
FORGET_FILES = text("""
    DELETE FROM record_imports WHERE done_at IS NULL AND created_at <= CAST(:now AS timestamptz) - interval '1 hour'
""")
# As long as German law has working hours recorded (§ 16 (2) ArbZG); older ones serve nothing (GDPR, article 5 (1) e).
# The moments are those that the indices of the tables hold.
FORGET_WORK = tuple(
    text(f"""
        DELETE FROM {table} WHERE id IN (
            SELECT id FROM {table} WHERE {moment} <= CAST(:now AS timestamptz) - interval '2 years'
            LIMIT :at_once FOR UPDATE SKIP LOCKED
        )
    """)
    for table, moment in (("shifts", "starts_at"), ("absences", "ends_at"))
)
# What was delivered, or skipped, is asked about for some weeks.
FORGET_DELIVERIES = text("""
    DELETE FROM webhook_deliveries WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE done_at < CAST(:now AS timestamptz) - interval '30 days'
        LIMIT :at_once FOR UPDATE SKIP LOCKED
    )
""")


async def forget_old(session: AsyncSession, *, now: datetime, at_once: int) -> int:
    """Deletes closed conversations whose time is over, at most `at_once`, and customers of whom nothing is left, with
    whom they were assigned to; what was left lying of files; and shifts, absences and deliveries of webhooks of old, at
    most as many of each.

    Returns how many conversations there were.
    """
    await session.execute(FORGET_FILES, {"now": now})
    for forget in (*FORGET_WORK, FORGET_DELIVERIES):
        await session.execute(forget, {"now": now, "at_once": at_once})
    values = {"now": now, "days": DAYS, "at_once": at_once}
    customers = list(await session.scalars(FORGET_CONVERSATIONS, values))
    if customers:
        await session.execute(FORGET_CUSTOMERS, {"customers": list(set(customers)), "now": now})
    return len(customers)
