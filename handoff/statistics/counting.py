"""Counts conversations: what each adds to the hours and days now, less what it had added before, in one statement."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import NO_TEAM, Status
from handoff.statistics.buckets import BUCKET

# Messages of these kinds are no sayings of their own.
SILENT = ("edit", "revoke", "reaction", "system")
# By these intents the bot didn't understand.
NOT_UNDERSTOOD = ("nlu_fallback", "out_of_scope")
RETURNS_WITHIN = "7 days"

WITH_PEOPLE = "('parked', 'waiting', 'agent')"
EXTERNAL = "SELECT teams.id FROM teams WHERE teams.staffed_by_id IS NOT NULL"
ORDER = "ARRAY['bot', 'parked', 'waiting', 'agent', 'closed']"
HANDS = "CASE {owner} WHEN 'bot' THEN 'bot' WHEN 'agent' THEN 'people' ELSE 'waiting' END"

# Who has a conversation, from when until when: `number` 0 is the bot at the beginning. Moves of one moment are put in
# the order in which a conversation goes.
SPANS = f"""
    chosen AS (
        SELECT c.id, c.institution_id, c.customer_id, coalesce(c.topic, '') AS topic, c.language, c.opened_at,
            c.closed_at, i.zone, i.agent_statistics_since AS since
        FROM conversations c JOIN institutions i ON i.id = c.institution_id
        WHERE c.id = ANY(CAST(:ids AS uuid[]))
    ), moves AS (
        SELECT h.conversation_id AS id, h.at, h.reason, h.from_owner, h.to_owner, h.from_agent_id, h.topic,
            CASE WHEN h.to_owner IN {WITH_PEOPLE} THEN h.team_id END AS team_id,
            CASE WHEN h.to_owner = 'agent' THEN h.to_agent_id END AS agent_id,
            row_number() OVER (
                PARTITION BY h.conversation_id
                ORDER BY h.at, array_position({ORDER}, h.to_owner::text), h.id
            ) AS number
        FROM handoffs h WHERE h.conversation_id = ANY(CAST(:ids AS uuid[]))
    ), stations AS (
        SELECT id, number, at, reason, to_owner AS owner, team_id, agent_id, from_agent_id FROM moves
        UNION ALL
        SELECT c.id, 0, least(c.opened_at, m.at), '', coalesce(m.from_owner, 'bot'), NULL, NULL, NULL
        FROM chosen c LEFT JOIN moves m ON m.id = c.id AND m.number = 1
        UNION ALL
        SELECT c.id, 1000000, c.closed_at, 'closed', 'closed', NULL, NULL, NULL
        FROM chosen c WHERE c.closed_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM moves m WHERE m.id = c.id AND m.to_owner = 'closed')
    ), spans AS (
        SELECT id, number, at, reason, owner, team_id, agent_id, from_agent_id, lead(at) OVER w AS until,
            lag(owner) OVER w AS former, lag(team_id) OVER w AS former_team, lag(agent_id) OVER w AS former_agent,
            count(*) FILTER (WHERE owner IN {WITH_PEOPLE}) OVER w AS with_people
        FROM stations WINDOW w AS (PARTITION BY id ORDER BY number)
    )
"""

# Each as (id, at, measure, detail, team_id, agent_id, topic, language, number); empty topic and language are the
# conversation's.
FACTS = {
    "said": f"""
        SELECT m.conversation_id AS id, m.sent_at AS at,
            CASE m.author WHEN 'agent' THEN 'people' ELSE m.author END AS speaker,
            m.status = {int(Status.FAILED)} AS failed, s.team_id, coalesce(m.user_id, s.agent_id) AS agent_id
        FROM messages m
        JOIN spans s ON s.id = m.conversation_id AND (s.number = 0 OR m.sent_at >= s.at)
            AND (s.until IS NULL OR m.sent_at < s.until)
        WHERE m.conversation_id = ANY(CAST(:ids AS uuid[])) AND m.author <> 'system' AND m.kind NOT IN {SILENT}
    """,
    # From the bot to people: until somebody has it, and until he has said something, as long as it stays with people.
    "wishes": """
        SELECT w.id, w.at, w.reason, w.owner, w.team_id, w.agent_id, (
                SELECT min(b.at) FROM spans b WHERE b.id = w.id AND b.number > w.number AND b.owner IN ('bot', 'closed')
            ) AS over
        FROM spans w WHERE w.former IN ('bot', 'parked') AND w.owner IN ('waiting', 'agent')
    """,
    "answers": """
        SELECT w.id, w.at, w.owner, taken.at AS taken_at, taken.team_id AS taken_team, taken.agent_id AS taken_by,
            said.at AS answered_at, said.team_id AS answered_team, said.agent_id AS answered_by
        FROM wishes w
        LEFT JOIN LATERAL (
            SELECT t.at, t.team_id, t.agent_id FROM spans t
            WHERE t.id = w.id AND t.owner = 'agent' AND t.at >= w.at AND (w.over IS NULL OR t.at < w.over)
            ORDER BY t.number LIMIT 1
        ) taken ON true
        LEFT JOIN LATERAL (
            SELECT m.at, coalesce(m.team_id, taken.team_id) AS team_id, m.agent_id FROM said m
            WHERE m.id = w.id AND m.speaker = 'people' AND m.at >= w.at AND (w.over IS NULL OR m.at < w.over)
            ORDER BY m.at LIMIT 1
        ) said ON true
    """,
    "facts": f"""
        SELECT id, at, 'messages' AS measure, speaker AS detail, team_id, agent_id, NULL AS topic, NULL AS language,
            1 AS number
        FROM said
        UNION ALL
        SELECT id, at, 'failed', speaker, team_id, agent_id, NULL, NULL, 1 FROM said WHERE failed
        UNION ALL
        SELECT id, opened_at, 'opened', topic, NULL, NULL, NULL, NULL, 1 FROM chosen
        UNION ALL
        -- Once counted it stays so: the former conversation may be deleted by now.
        SELECT c.id, c.opened_at, 'returning', '', NULL, NULL, NULL, NULL, 1 FROM chosen c
        WHERE EXISTS (
            SELECT FROM conversations f WHERE f.customer_id = c.customer_id AND f.id <> c.id
                AND f.closed_at <= c.opened_at AND f.closed_at > c.opened_at - interval '{RETURNS_WITHIN}'
        ) OR EXISTS (
            SELECT FROM statistics_counted k
            WHERE k.conversation_id = c.id AND k.rows @> '[{{"measure": "returning"}}]'
        )
        UNION ALL
        SELECT c.id, s.at, 'closed',
            CASE WHEN s.with_people > 0 THEN 'people' WHEN (
                SELECT t.outcome <> 'failed' AND t.intent NOT IN {NOT_UNDERSTOOD}
                FROM turns t WHERE t.conversation_id = c.id ORDER BY t.id DESC LIMIT 1
            ) THEN 'bot_alone' ELSE 'bot_unsolved' END,
            s.former_team, s.former_agent, NULL, NULL, 1
        FROM chosen c JOIN spans s ON s.id = c.id AND s.owner = 'closed'
        UNION ALL
        SELECT id, at, 'handoffs', reason, team_id, NULL, NULL, NULL, 1
        FROM spans WHERE former = 'bot' AND owner IN {WITH_PEOPLE}
        UNION ALL
        SELECT id, at, 'transfers', '', coalesce(former_team, team_id), from_agent_id, NULL, NULL, 1
        FROM spans WHERE reason = 'transferred'
        UNION ALL
        SELECT id, at, 'overflow', '', team_id, NULL, NULL, NULL, 1 FROM spans
        WHERE owner IN {WITH_PEOPLE} AND team_id IN ({EXTERNAL}) AND team_id IS DISTINCT FROM former_team
        UNION ALL
        SELECT id, at, 'waiting', {BUCKET.format(seconds="extract(epoch FROM taken_at - at)")}::text,
            taken_team, taken_by, NULL, NULL, 1
        FROM answers WHERE owner = 'waiting' AND taken_at IS NOT NULL
        UNION ALL
        SELECT id, at, 'first_answer', {BUCKET.format(seconds="extract(epoch FROM answered_at - at)")}::text,
            answered_team, answered_by, NULL, NULL, 1
        FROM answers WHERE owner = 'waiting' AND answered_at IS NOT NULL
        UNION ALL
        SELECT b.conversation_id, least(b.done_at, b.latest), 'callbacks',
            CASE WHEN b.state = 'open' OR b.outcome = 'not_reached' THEN 'missed'
                WHEN b.done_at <= b.latest THEN 'kept' ELSE 'late' END,
            b.team_id, NULL, b.topic, b.language, 1
        FROM callbacks b WHERE b.conversation_id = ANY(CAST(:ids AS uuid[]))
            AND (b.state = 'done' OR b.state = 'open' AND b.latest <= :now)
        UNION ALL
        SELECT id, at, 'open', {HANDS.format(owner="owner")}, team_id, agent_id, NULL, NULL, 1
        FROM spans WHERE owner <> 'closed'
        UNION ALL
        SELECT id, at, 'open', {HANDS.format(owner="former")}, former_team, former_agent, NULL, NULL, -1
        FROM spans WHERE former <> 'closed'
    """,
}
# Agents are named only where the institution has it so, and nothing of before.
FRESH = f"""
    SELECT c.id, c.institution_id, date_trunc('hour', f.at, 'UTC') AS hour, f.measure, f.detail,
        coalesce(f.team_id, '{NO_TEAM}') AS team_id, coalesce(f.topic, c.topic) AS topic,
        coalesce(f.language, c.language) AS language, sum(f.number)::integer AS number,
        CASE WHEN date_trunc('hour', f.at, 'UTC') >= c.since THEN f.agent_id END AS agent_id
    FROM facts f JOIN chosen c USING (id)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 10 HAVING sum(f.number) <> 0
"""
FORMER = """
    SELECT c.id, c.institution_id, r.hour, r.measure, r.detail, r.team_id, r.topic, r.language, -r.number AS number,
        r.agent_id
    FROM chosen c JOIN statistics_counted k ON k.conversation_id = c.id, jsonb_to_recordset(k.rows) AS r(
        hour timestamptz, measure text, detail text, team_id uuid, topic text, language text, number integer,
        agent_id uuid)
"""
CLOCK = ", ".join(f"coalesce(sum(number) FILTER (WHERE clock = {hour}), 0)::integer" for hour in range(24))
COUNT = text(f"""
    WITH {SPANS}, {", ".join(f"{name} AS ({select})" for name, select in FACTS.items())},
    fresh AS MATERIALIZED ({FRESH}),
    changes AS MATERIALIZED (
        SELECT d.institution_id, hour, measure, detail, team_id, d.topic, d.language, agent_id,
            sum(number)::integer AS number, min(c.since) AS since, min((hour AT TIME ZONE c.zone)::date) AS day,
            min(extract(hour FROM hour AT TIME ZONE c.zone))::smallint AS clock
        FROM (SELECT id, institution_id, hour, measure, detail, team_id, topic, language, number, agent_id FROM fresh
            UNION ALL {FORMER}) d JOIN chosen c ON c.id = d.id
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(number) <> 0
    ),
    written AS (
        INSERT INTO statistics_counted (conversation_id, rows, failures, counted_at)
        SELECT c.id, coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(f) - 'id' - 'institution_id')), '[]'),
            coalesce(sum(f.number) FILTER (WHERE f.measure = 'failed'), 0), :now
        FROM chosen c LEFT JOIN fresh f ON f.id = c.id GROUP BY c.id
        ON CONFLICT (conversation_id) DO UPDATE
        SET rows = excluded.rows, failures = excluded.failures, counted_at = excluded.counted_at
    ),
    by_hour AS (
        INSERT INTO statistics_hours AS h
            (measure, institution_id, hour, detail, team_id, topic, language, day, clock, number)
        SELECT measure, institution_id, hour, detail, team_id, topic, language, min(day), min(clock), sum(number)
        FROM changes
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(number) <> 0
        ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (measure, institution_id, hour, detail, team_id, topic, language)
        DO UPDATE SET number = h.number + excluded.number
    ),
    by_agent AS (
        INSERT INTO statistics_agents AS h
            (agent_id, measure, institution_id, hour, detail, team_id, topic, language, day, clock, number)
        SELECT agent_id, measure, institution_id, hour, detail, team_id, topic, language, min(day), min(clock),
            sum(number)
        FROM changes
        WHERE agent_id IS NOT NULL AND hour >= since
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(number) <> 0
        ON CONFLICT (agent_id, measure, institution_id, hour, detail, team_id, topic, language)
        DO UPDATE SET number = h.number + excluded.number
    ),
    by_month AS (
        INSERT INTO statistics_months AS m (measure, institution_id, month, detail, language, number)
        SELECT measure, institution_id, date_trunc('month', day)::date, detail, language, sum(number) FROM changes
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(number) <> 0
        ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (measure, institution_id, month, detail, language)
        DO UPDATE SET number = m.number + excluded.number
    )
    INSERT INTO statistics_days AS d (measure, institution_id, day, detail, language, number, clock)
    SELECT measure, institution_id, day, detail, language, sum(number), ARRAY[{CLOCK}]
    FROM changes GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (measure, institution_id, day, detail, language) DO UPDATE
    SET number = d.number + excluded.number, clock = ARRAY(
        SELECT coalesce(was, 0) + coalesce(more, 0)
        FROM unnest(d.clock, excluded.clock) WITH ORDINALITY AS sums (was, more, place) ORDER BY place
    )
""")
CLEAR = text("DELETE FROM statistics_hours WHERE number = 0")


async def count(session: AsyncSession, conversations: Collection[UUID], *, now: datetime) -> None:
    """Brings the counts to what these conversations are now, however often they were counted before. `now`: callbacks
    whose time was over by then are missed.
    """
    await session.execute(COUNT, {"ids": list(conversations), "now": now})
    await session.execute(CLEAR)
