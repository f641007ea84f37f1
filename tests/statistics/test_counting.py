"""What is counted is what plain SQL counts over the rows themselves, hour by hour."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from handoff.models import Message, Status
from handoff.statistics.buckets import bucket_of, percentile

# The clocks are put back and forward, a leap day, the turn of a year.
MOMENTS = (
    datetime(2026, 10, 24, 20, 0, tzinfo=UTC),
    datetime(2027, 3, 27, 22, 0, tzinfo=UTC),
    datetime(2028, 2, 28, 22, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
)
NONE = "CAST('00000000-0000-0000-0000-000000000000' AS uuid)"
SAID = "m.kind NOT IN ('edit', 'revoke', 'reaction', 'system')"
# Each measure once more, in the plainest words: (institution, hour, detail, team, topic, language), how many.
PLAIN = {
    "messages": f"""
        SELECT m.institution_id, date_trunc('hour', m.sent_at, 'UTC'), replace(m.author, 'agent', 'people'),
            coalesce((SELECT CASE WHEN h.to_owner NOT IN ('bot', 'closed') THEN h.team_id END FROM handoffs h
                WHERE h.conversation_id = m.conversation_id AND h.at <= m.sent_at ORDER BY h.at DESC LIMIT 1), {NONE}),
            coalesce(c.topic, ''), c.language, count(*)
        FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE {SAID} GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "failed": f"""
        SELECT m.institution_id, date_trunc('hour', m.sent_at, 'UTC'), replace(m.author, 'agent', 'people'),
            coalesce((SELECT CASE WHEN h.to_owner NOT IN ('bot', 'closed') THEN h.team_id END FROM handoffs h
                WHERE h.conversation_id = m.conversation_id AND h.at <= m.sent_at ORDER BY h.at DESC LIMIT 1), {NONE}),
            coalesce(c.topic, ''), c.language, count(*)
        FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE {SAID} AND m.status = 4
        GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "opened": f"""
        SELECT institution_id, date_trunc('hour', opened_at, 'UTC'), coalesce(topic, ''), {NONE}, coalesce(topic, ''),
            language, count(*) FROM conversations GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "returning": f"""
        SELECT institution_id, date_trunc('hour', opened_at, 'UTC'), '', {NONE}, coalesce(topic, ''), language, count(*)
        FROM conversations c WHERE EXISTS (SELECT FROM conversations o WHERE o.customer_id = c.customer_id
            AND c.opened_at - o.closed_at BETWEEN interval '0' AND interval '6 days 23:59:59.999999' AND o.id <> c.id)
        GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "handoffs": """
        SELECT h.institution_id, date_trunc('hour', h.at, 'UTC'), h.reason, h.team_id, coalesce(c.topic, ''),
            c.language, count(*)
        FROM handoffs h JOIN conversations c ON c.id = h.conversation_id
        WHERE h.from_owner = 'bot' AND h.to_owner IN ('waiting', 'parked', 'agent') GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "transfers": """
        SELECT h.institution_id, date_trunc('hour', h.at, 'UTC'), '', (SELECT f.team_id FROM handoffs f
            WHERE f.conversation_id = h.conversation_id AND f.at < h.at ORDER BY f.at DESC LIMIT 1),
            coalesce(c.topic, ''), c.language, count(*)
        FROM handoffs h JOIN conversations c ON c.id = h.conversation_id WHERE h.reason = 'transferred'
        GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "closed": f"""
        SELECT c.institution_id, date_trunc('hour', c.closed_at, 'UTC'),
            CASE WHEN EXISTS (
                SELECT FROM handoffs h WHERE h.conversation_id = c.id AND h.to_owner NOT IN ('bot', 'closed')
            ) THEN 'people'
            WHEN EXISTS (SELECT FROM turns t WHERE t.conversation_id = c.id AND t.outcome = 'answered'
                AND t.intent <> 'nlu_fallback' AND t.id = (SELECT max(id) FROM turns WHERE conversation_id = c.id))
                THEN 'bot_alone' ELSE 'bot_unsolved' END,
            coalesce((SELECT CASE WHEN h.to_owner <> 'bot' THEN h.team_id END FROM handoffs h
                WHERE h.conversation_id = c.id AND h.to_owner <> 'closed' ORDER BY h.at DESC LIMIT 1), {NONE}),
            coalesce(c.topic, ''), c.language, count(*)
        FROM conversations c WHERE c.closed_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "callbacks": f"""
        SELECT institution_id, date_trunc('hour', least(done_at, latest), 'UTC'),
            CASE WHEN state = 'open' OR outcome = 'not_reached' THEN 'missed' WHEN done_at > latest THEN 'late'
                ELSE 'kept' END, coalesce(team_id, {NONE}), topic, language, count(*)
        FROM callbacks WHERE state <> 'cancelled' GROUP BY 1, 2, 3, 4, 5, 6
    """,
}
COUNTED = """
    SELECT institution_id, hour, detail, team_id, topic, language, number FROM statistics_hours WHERE measure = :measure
"""


@pytest.fixture
def written(diary):
    """A few dozen conversations around one of the moments, some customers coming back, some chats still open."""

    async def written(seed):
        book = diary(seed)
        chats = []
        for _ in range(24):
            begins = MOMENTS[seed % len(MOMENTS)] + timedelta(hours=14 * book.chance.random())
            chats.append(await book.conversation(begins, ends=book.chance.random() < 0.8))
        return book, chats

    return written


async def counted(ask, measure):
    return {row[:-1]: row[-1] for row in await ask(COUNTED, measure=measure)}


async def plainly(ask, measure):
    return {row[:-1]: row[-1] for row in await ask(PLAIN[measure])}


@pytest.mark.parametrize("seed", range(8))
async def test_every_hour_holds_what_its_rows_say(written, count_all, ask, seed):
    await written(seed)

    await count_all()

    for measure in PLAIN:
        assert await counted(ask, measure) == await plainly(ask, measure), measure


@pytest.mark.parametrize("seed", range(4))
async def test_counting_again_changes_nothing(written, count_all, ask, seed):
    await written(seed)
    await count_all()
    tables = ("statistics_hours", "statistics_days", "statistics_counted")
    before = [sorted(map(str, await ask(f"SELECT * FROM {table}"))) for table in tables]

    await count_all()

    assert [sorted(map(str, await ask(f"SELECT * FROM {table}"))) for table in tables] == before


@pytest.mark.parametrize("seed", range(4))
async def test_what_comes_late_is_counted_in_its_own_hour_and_what_is_deleted_stays(
    written, count_all, ask, world, seed
):
    book, chats = await written(seed)
    await count_all()
    gone, left = chats[::2], chats[1::2]
    before = {measure: await plainly(ask, measure) for measure in PLAIN if measure != "returning"}
    async with world.sessions.begin() as session:
        await session.execute(text("DELETE FROM conversations WHERE id = ANY(:ids)"), {"ids": [one.id for one in gone]})
    survivors = {measure: await plainly(ask, measure) for measure in before}
    async with world.sessions.begin() as session:
        session.add_all([book.message(chat, "customer", chat.opened_at + timedelta(seconds=9)) for chat in left])
        for chat in left[:4]:
            await session.execute(
                text("UPDATE conversations SET topic = 'limit', language = 'en' WHERE id = :id"), {"id": chat.id}
            )

    await count_all()

    for measure, former in before.items():
        now, survived = await plainly(ask, measure), survivors[measure]
        expected = {
            key: former.get(key, 0) - survived.get(key, 0) + now.get(key, 0) for key in former.keys() | now.keys()
        }
        assert await counted(ask, measure) == {key: number for key, number in expected.items() if number}, measure


@pytest.mark.parametrize("seed", range(4))
async def test_the_days_are_the_hours_by_the_clocks_of_the_institution(written, count_all, ask, seed):
    await written(seed)

    await count_all()

    days = await ask("""
        SELECT institution_id, measure, day, detail, language, place - 1, one
        FROM statistics_days, unnest(clock) WITH ORDINALITY AS c (one, place) WHERE one <> 0
    """)
    hours = await ask("""
        SELECT institution_id, measure, (hour AT TIME ZONE 'Europe/Berlin')::date, detail, language,
            extract(hour FROM hour AT TIME ZONE 'Europe/Berlin')::int, sum(number)
        FROM statistics_hours GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(number) <> 0
    """)
    sums = await ask("SELECT count(*) FROM statistics_days WHERE number <> (SELECT sum(n) FROM unnest(clock) AS n)")
    assert sorted(map(str, days)) == sorted(map(str, hours))
    assert sums == [(0,)]


@pytest.mark.parametrize("seed", range(6))
async def test_adding_up_says_how_many_are_open(written, count_all, ask, seed):
    await written(seed)

    await count_all()

    added = await ask(
        "SELECT institution_id, detail, sum(number) FROM statistics_hours WHERE measure = 'open' GROUP BY 1, 2"
    )
    there = await ask("""
        SELECT institution_id, replace(replace(owner, 'parked', 'waiting'), 'agent', 'people') AS hands, count(*)
        FROM conversations WHERE owner <> 'closed' GROUP BY 1, 2
    """)
    assert {row[:2]: row[2] for row in added if row[2]} == {row[:2]: row[2] for row in there}


@pytest.mark.parametrize("seed", range(6))
async def test_waiting_and_first_answers_are_those_of_the_rows_to_five_percent(written, count_all, ask, seed):
    await written(seed)

    await count_all()

    # From each coming to people out of the bot's hands until it goes back or ends.
    wishes = """
        SELECT h.conversation_id AS id, h.at, coalesce(
            (SELECT min(b.at) FROM handoffs b
                WHERE b.conversation_id = h.conversation_id AND b.at > h.at AND b.to_owner IN ('bot', 'closed')),
            'infinity'
        ) AS over
        FROM handoffs h WHERE h.from_owner IN ('bot', 'parked') AND h.to_owner = 'waiting'
    """
    waits = await ask(f"""
        SELECT extract(epoch FROM (SELECT min(t.at) FROM handoffs t
            WHERE t.conversation_id = w.id AND t.to_owner = 'agent' AND t.at >= w.at AND t.at < w.over
        ) - w.at)::float AS seconds FROM ({wishes}) w
    """)
    answers = await ask(f"""
        SELECT extract(epoch FROM (SELECT min(m.sent_at) FROM messages m WHERE m.conversation_id = w.id
            AND m.author = 'agent' AND {SAID} AND m.sent_at >= w.at AND m.sent_at < w.over) - w.at)::float
        FROM ({wishes}) w
    """)
    for measure, rows in (("waiting", waits), ("first_answer", answers)):
        seconds = sorted(row[0] for row in rows if row[0] is not None)
        buckets = {int(key[2]): 0 for key in await counted(ask, measure)}
        for key, number in (await counted(ask, measure)).items():
            buckets[int(key[2])] += number
        assert sum(buckets.values()) == len(seconds)
        for share in (0.5, 0.9):
            if seconds:
                exact = seconds[max(0, -int(-len(seconds) * share // 1) - 1)]
                assert percentile(buckets, share) == pytest.approx(max(exact, 1.0), rel=0.05)


def test_no_time_is_told_more_than_five_percent_wrong():
    for seconds in (1, 1.05, 7, 59.9, 60, 3600, 86_399, 2_600_000):
        assert percentile({bucket_of(seconds): 1}, 0.5) == pytest.approx(seconds, rel=0.0477)


async def test_a_failure_that_is_told_late_and_one_that_was_none_are_counted_so(diary, world, count_all, ask):
    book = diary(3)
    chat = await book.conversation(MOMENTS[0])
    async with world.sessions.begin() as session:
        await session.execute(text("DELETE FROM messages"))
        message = Message(
            institution_id=chat.institution_id,
            number_id=chat.number_id,
            conversation_id=chat.id,
            author="bot",
            kind="text",
            wamid=uuid4().hex,
            sent_at=MOMENTS[0],
            received_at=MOMENTS[0],
            status=Status.SENT,
        )
        session.add(message)
    seen = []
    for status in (Status.SENT, Status.FAILED, Status.DELIVERED):
        async with world.sessions.begin() as session:
            await session.execute(text("UPDATE messages SET status = :s"), {"s": int(status)})
        await count_all()
        seen.append(sum((await counted(ask, "failed")).values()))

    assert seen == [0, 1, 0]


@pytest.mark.parametrize("seed", range(3))
async def test_what_goes_to_another_centre_is_overflow(written, count_all, ask, external_team, seed):
    await written(seed)

    await count_all()

    entered = await ask(
        """
        SELECT count(*) FROM handoffs h WHERE h.team_id = :team AND h.to_owner NOT IN ('bot', 'closed')
            AND coalesce((SELECT f.to_owner FROM handoffs f WHERE f.conversation_id = h.conversation_id AND f.at < h.at
                ORDER BY f.at DESC LIMIT 1), 'bot') = 'bot'
        """,
        team=external_team,
    )
    overflow = await counted(ask, "overflow")
    assert (sum(overflow.values()), {key[3] for key in overflow}) == (entered[0][0], {external_team})


async def test_a_customer_who_writes_again_within_a_week_has_returned_even_when_the_former_chat_is_gone(
    diary, world, count_all, ask
):
    book = diary(11)
    first = await book.conversation(MOMENTS[0])
    book.chance.seed(11)  # the same institution
    await book.conversation(first.closed_at + timedelta(days=6), customer=first.customer_id)
    await count_all()
    before = sum((await counted(ask, "returning")).values())
    async with world.sessions.begin() as session:
        await session.execute(text("DELETE FROM conversations WHERE id = :id"), {"id": first.id})

    await count_all()

    assert (before, sum((await counted(ask, "returning")).values())) == (1, 1)
