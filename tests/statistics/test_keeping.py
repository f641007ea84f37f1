"""The worker finds what has changed by itself; retention and rebuilding lose nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from handoff.models import CallbackState, Status
from handoff.retention import forget_old
from handoff.settings import Settings
from handoff.statistics import changes, keeping
from handoff.statistics.keeping import look
from handoff.statistics.rebuilding import rebuild

from .test_counting import MOMENTS, counted, plainly

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def one_look(world):
    async def one_look(now=LATER):
        while await look(world.sessions, now=now):
            pass

    return one_look


@pytest.fixture
async def chat(diary):
    return await diary(5).conversation(MOMENTS[0])


async def messages(ask):
    return await counted(ask, "messages"), await plainly(ask, "messages")


async def test_what_is_written_is_counted_at_the_next_look(diary, one_look, ask):
    book = diary(1)
    for _ in range(5):
        await book.conversation(MOMENTS[0])
        await one_look()

        found, expected = await messages(ask)
        assert found == expected


async def test_a_backlog_is_worked_off_piece_by_piece(diary, one_look, ask, monkeypatch):
    monkeypatch.setattr(changes, "AT_ONCE", 30)
    monkeypatch.setattr(changes, "AGAIN", 5)
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    book = diary(2)
    for _ in range(30):
        await book.conversation(MOMENTS[0])

    await one_look()

    found, expected = await messages(ask)
    assert found == expected


async def test_a_row_that_becomes_visible_after_later_ones_is_found(diary, world, one_look, ask, chat):
    book = diary(9)
    async with world.sessions() as slow:
        slow.add(book.message(chat, "customer", MOMENTS[0]))
        await slow.flush()
        await book.conversation(MOMENTS[0])
        await one_look()
        await slow.commit()

    await one_look()

    found, expected = await messages(ask)
    assert found == expected


async def test_after_a_while_nothing_is_looked_through_again(world, one_look, ask, chat):
    await one_look()
    for _ in range(2):
        async with world.sessions.begin() as session:
            await session.execute(text("UPDATE statistics_marks SET seen_at = seen_at - interval '3 minutes'"))
        await one_look()

    async with world.sessions.begin() as session:
        assert await changes.changed(session, now=LATER) == (set(), False)


async def test_a_change_of_topic_moves_its_figures(world, one_look, ask, chat):
    await one_look()
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE conversations SET topic = 'fraud'"))
        await session.execute(
            text("""
                INSERT INTO audit (institution_id, at, actor, act, subject)
                VALUES (:institution, now(), 'agent', 'change_topic', :subject)
            """),
            {"institution": chat.institution_id, "subject": f"conversation:{chat.id}"},
        )

    await one_look()

    assert {key[4] for key in await counted(ask, "messages")} == {"fraud"}
    assert {key[2] for key in await counted(ask, "opened")} == {"fraud"}


async def test_a_failure_that_is_told_late_is_found(diary, world, one_look, ask, chat):
    sent = diary(1).message(chat, "bot", MOMENTS[0])
    sent.kind, sent.status, sent.failure_reason = "text", Status.SENT, None
    async with world.sessions.begin() as session:
        session.add(sent)
    await one_look(MOMENTS[0] + timedelta(days=2))
    before = sum((await counted(ask, "failed")).values())
    for _ in range(2):
        async with world.sessions.begin() as session:
            await session.execute(text("UPDATE statistics_marks SET settled = 1000000, seen = 1000000"))
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE messages SET status = 4, failure_reason = 'x' WHERE id = :id"), {"id": sent.id}
        )

    await one_look(MOMENTS[0] + timedelta(days=3))

    assert sum((await counted(ask, "failed")).values()) == before + 1


async def test_a_call_that_nobody_makes_is_missed_when_its_time_is_over(diary, world, one_look, ask, chat):
    callback = diary(1).callback(chat, MOMENTS[0], None)
    callback.state, callback.done_at, callback.outcome = CallbackState.OPEN, None, None
    async with world.sessions.begin() as session:
        await session.execute(text("DELETE FROM callbacks"))
        session.add(callback)
    before, after = callback.latest - timedelta(minutes=1), callback.latest + timedelta(minutes=1)
    await one_look(before)
    in_time = await counted(ask, "callbacks")
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE statistics_marks SET settled = 1000000, seen = 1000000"))

    await one_look(after)

    assert in_time == {}
    assert [key[2] for key in await counted(ask, "callbacks")] == ["missed"]


async def test_what_retention_deletes_stays_counted(world, one_look, ask, chat, diary):
    await one_look()
    before = await counted(ask, "messages")
    async with world.sessions.begin() as session:
        assert await forget_old(session, now=chat.closed_at + timedelta(days=366), at_once=10) == 1

    await one_look()

    assert await counted(ask, "messages") == before != {}
    assert await ask("SELECT * FROM statistics_counted") == []


async def test_two_workers_do_not_count_at_the_same_time(world, ask, chat):
    async with world.sessions.begin() as session:
        await session.execute(keeping.WAIT)
        assert not await look(world.sessions, now=LATER)

    assert await counted(ask, "messages") == {}


async def test_rebuilding_mends_what_is_there_and_keeps_what_is_gone(diary, world, one_look, ask, chat):
    book = diary(4)
    other = await book.conversation(MOMENTS[0])
    await one_look()
    before = await counted(ask, "messages")
    async with world.sessions.begin() as session:
        await session.execute(text("DELETE FROM conversations WHERE id = :id"), {"id": chat.id})
        await session.execute(text("UPDATE statistics_days SET clock = '{}', number = 7"))

    told = []
    number = await rebuild(world.sessions, now=LATER, progress=told.append)

    assert (number, told, await counted(ask, "messages")) == (1, [1], before)
    hours = await ask("SELECT measure, sum(number) FROM statistics_hours GROUP BY 1 ORDER BY 1")
    assert await ask("SELECT measure, sum(number) FROM statistics_days GROUP BY 1 ORDER BY 1") == hours
    assert other.id in {row[0] for row in await ask("SELECT conversation_id FROM statistics_counted")}


async def test_rebuilding_can_forget_what_is_gone(diary, world, one_look, ask, chat):
    await diary(4).conversation(MOMENTS[0])
    await one_look()
    async with world.sessions.begin() as session:
        await session.execute(text("DELETE FROM conversations WHERE id = :id"), {"id": chat.id})

    await rebuild(world.sessions, now=LATER, forget=True)

    found, expected = await messages(ask)
    assert found == expected


async def test_the_command_counts_anew(database_url, world, chat, ask):
    import asyncio

    from handoff.administration import rebuild_statistics

    said = await asyncio.to_thread(rebuild_statistics, Settings(DATABASE_URL=database_url), forget=False)

    found, expected = await messages(ask)
    assert (said, found) == ("Counted 1 conversations anew.", expected)


async def test_agents_are_counted_only_where_it_is_wanted_and_from_then_on(diary, world, one_look, ask):
    book = diary(6)
    for _ in range(12):
        await book.conversation(MOMENTS[0])
    await one_look()
    nobody = await ask("SELECT count(*) FROM statistics_agents")
    since = MOMENTS[0] + timedelta(hours=2)
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE institutions SET agent_statistics_since = :since WHERE id = :id"),
            {"since": since, "id": world.institutions["musterstadt"]},
        )

    await rebuild(world.sessions, now=LATER)

    rows = await ask(
        "SELECT min(hour) >= :since, array_agg(DISTINCT institution_id) FROM statistics_agents", since=since
    )
    said = await ask("""
        SELECT agent_id, sum(number) FROM statistics_agents WHERE measure = 'messages' AND detail = 'people' GROUP BY 1
    """)
    expected = await ask(
        """
        SELECT user_id, count(*) FROM messages WHERE author = 'agent' AND institution_id = :id
            AND sent_at >= :since AND kind NOT IN ('edit', 'reaction') GROUP BY 1
        """,
        since=since,
        id=world.institutions["musterstadt"],
    )
    assert nobody == [(0,)] and rows == [(True, [world.institutions["musterstadt"]])]
    assert sorted(said) == sorted(expected) != []
