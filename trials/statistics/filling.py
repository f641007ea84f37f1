"""Counts as years of messages would leave them, made in the database itself: nobody's conversations, only numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import psycopg

from handoff.models import NO_TEAM
from handoff.statistics.buckets import BUCKET
from handoff.statistics.rebuilding import DERIVE
from trials.fill.copying import bare

TOPICS = "unlock unlock unlock limit limit credit credit account products appointment hours forms event contact".split()
REASONS = ("request", "request", "confidential", "not_understood")
# When customers write: by day, and a little more on Thursdays.
HOURS = (
    0,
    6,
    7,
    8,
    8,
    8,
    9,
    9,
    9,
    9,
    10,
    10,
    10,
    11,
    11,
    12,
    12,
    13,
    13,
    14,
    14,
    15,
    15,
    16,
    16,
    17,
    17,
    18,
    19,
    20,
    21,
)
WEEKDAYS = (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 7)

# One row a conversation: ten messages in it, of which six in ten come to people.
CHATS = """
    CREATE TEMP TABLE chats AS
    SELECT house.id AS institution_id, house.teams[1 + floor(random() * array_length(house.teams, 1))::int] AS team_id,
        house.agents[1 + floor(random() * array_length(house.agents, 1))::int] AS agent_id,
        (date_trunc('week', day)::date + (%(weekdays)s::int[])[1 + floor(random() * %(weekday_count)s)::int] - 1
            + make_interval(hours => (%(hours)s::int[])[1 + floor(random() * %(hour_count)s)::int],
                secs => 3600 * random())) AT TIME ZONE 'Europe/Berlin' AS began,
        (%(topics)s::text[])[1 + floor(random() * %(topic_count)s)::int] AS topic,
        CASE WHEN random() < 0.12 THEN 'en' ELSE 'de' END AS language,
        (%(reasons)s::text[])[1 + floor(random() * %(reason_count)s)::int] AS reason,
        random() < 0.45 AS to_people, random() AS fate, exp(5 + 1.1 * (random() + random() + random() - 1.5)) AS waits
    FROM generate_series(1, %(chats)s) n
    CROSS JOIN LATERAL (
        SELECT %(since)s::date + floor(random() * %(days)s)::int AS day,
            1 + floor(random() ^ 1.7 * %(count)s)::int AS which
        WHERE n > 0
    ) at JOIN houses house ON house.number = at.which
"""
TEAM = f"CASE WHEN to_people THEN team_id ELSE '{NO_TEAM}' END"
# (measure, when, detail, team, number, condition)
FACTS = (
    ("messages", "began", "'customer'", f"'{NO_TEAM}'::uuid", 3, "true"),
    ("messages", "began", "'bot'", f"'{NO_TEAM}'::uuid", 4, "true"),
    ("messages", "began + interval '20 min'", "'customer'", "team_id", 3, "to_people"),
    ("messages", "began + interval '20 min'", "'people'", "team_id", 4, "to_people"),
    ("failed", "began", "'bot'", f"'{NO_TEAM}'::uuid", 1, "fate < 0.004"),
    ("opened", "began", "topic", f"'{NO_TEAM}'::uuid", 1, "true"),
    ("returning", "began", "''", f"'{NO_TEAM}'::uuid", 1, "fate > 0.88"),
    ("closed", "began + interval '1 h'", "'people'", "team_id", 1, "to_people"),
    (
        "closed",
        "began + interval '72 h'",
        "CASE WHEN fate < 0.8 THEN 'bot_alone' ELSE 'bot_unsolved' END",
        f"'{NO_TEAM}'::uuid",
        1,
        "NOT to_people",
    ),
    ("handoffs", "began + interval '5 min'", "reason", "team_id", 1, "to_people"),
    ("transfers", "began + interval '30 min'", "''", "team_id", 1, "to_people AND fate < 0.1"),
    ("overflow", "began + interval '5 min'", "''", "team_id", 1, "to_people AND fate > 0.97"),
    ("waiting", "began + interval '5 min'", f"{BUCKET.format(seconds='waits')}::text", "team_id", 1, "to_people"),
    (
        "first_answer",
        "began + interval '5 min'",
        f"{BUCKET.format(seconds='waits * 1.4')}::text",
        "team_id",
        1,
        "to_people",
    ),
    (
        "callbacks",
        "began + interval '5 h'",
        "CASE WHEN fate < 0.08 THEN 'kept' WHEN fate < 0.09 THEN 'late' ELSE 'missed' END",
        "team_id",
        1,
        "to_people AND fate < 0.1",
    ),
    ("open", "began", "'bot'", f"'{NO_TEAM}'::uuid", 1, "true"),
    ("open", "began + interval '72 h'", "'bot'", f"'{NO_TEAM}'::uuid", -1, "NOT to_people"),
    ("open", "began + interval '5 min'", "'bot'", f"'{NO_TEAM}'::uuid", -1, "to_people"),
    ("open", "began + interval '5 min'", "'waiting'", "team_id", 1, "to_people"),
    ("open", "began + interval '20 min'", "'waiting'", "team_id", -1, "to_people"),
    ("open", "began + interval '20 min'", "'people'", "team_id", 1, "to_people"),
    ("open", "began + interval '1 h'", "'people'", "team_id", -1, "to_people"),
)
OF_AGENTS = ("people", "waiting", "first_answer", "transfers")
ALL = " UNION ALL ".join(
    f"SELECT '{measure}' AS measure, institution_id, date_trunc('hour', {at}, 'UTC') AS hour, {detail} AS detail, "
    f"{team} AS team_id, agent_id, topic, language, {number} AS number FROM chats WHERE {condition}"
    for measure, at, detail, team, number, condition in FACTS
)
KEY = "measure, institution_id, hour, detail, team_id, topic, language"
LOCAL = "(hour AT TIME ZONE 'Europe/Berlin')"
WRITE = f"""
    INSERT INTO statistics_hours ({KEY}, day, clock, number)
    SELECT {KEY}, {LOCAL}::date, extract(hour FROM {LOCAL}), sum(number) FROM ({ALL}) facts
    WHERE hour < %(until)s::date + 1 GROUP BY {KEY} HAVING sum(number) <> 0 ORDER BY {KEY}
"""
AGENTS = f"""
    INSERT INTO statistics_agents (agent_id, {KEY}, day, clock, number)
    SELECT agent_id, {KEY}, {LOCAL}::date, extract(hour FROM {LOCAL}), sum(number) FROM ({ALL}) facts
    WHERE measure IN ('waiting', 'first_answer', 'transfers') OR measure = 'messages' AND detail = 'people'
    GROUP BY agent_id, {KEY} ORDER BY agent_id, {KEY}
"""


@dataclass(frozen=True, slots=True)
class House:
    """An institution, its teams and who works there."""

    id: UUID
    teams: list[UUID]
    agents: list[UUID]


def fill_counts(
    connection: psycopg.Connection,
    houses: Sequence[House],
    *,
    messages: int,
    since: date,
    until: date,
    seed: float = 0.1,
) -> None:
    """About so many messages from the day `since` to `until`, in conversations of ten; the first houses have most."""
    connection.execute("SELECT setseed(%s)", (seed,))
    connection.execute("CREATE TEMP TABLE houses (number int, id uuid, teams uuid[], agents uuid[])")
    for number, house in enumerate(houses, 1):
        connection.execute("INSERT INTO houses VALUES (%s, %s, %s, %s)", (number, house.id, house.teams, house.agents))
    values = {
        "chats": messages // 10,
        "since": since,
        "until": until,
        "days": (until - since).days + 1,
        "count": len(houses),
        "weekdays": list(WEEKDAYS),
        "weekday_count": len(WEEKDAYS),
        "hours": list(HOURS),
        "hour_count": len(HOURS),
        "topics": TOPICS,
        "topic_count": len(TOPICS),
        "reasons": list(REASONS),
        "reason_count": len(REASONS),
    }
    connection.execute("SET LOCAL work_mem = '256MB'")
    connection.execute(CHATS, values)
    with bare(connection, "statistics_hours", "statistics_days", "statistics_months", "statistics_agents"):
        connection.execute(WRITE, values)
        connection.execute(AGENTS, values)
        for statement in DERIVE:
            connection.execute(str(statement).encode())
    connection.execute("DROP TABLE chats, houses")
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE statistics_hours, statistics_days, statistics_months, statistics_agents")
    connection.autocommit = False
