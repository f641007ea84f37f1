"""The trial of the statistics fills in what it says."""

from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy.orm import Session

from handoff.database import connect_plainly
from trials.statistics.filling import fill_counts
from trials.statistics.houses import open_houses

SINCE, UNTIL = date(2026, 10, 1), date(2026, 11, 30)
# Days are moved within their week, so that more is written on some than on others.
A_WEEK = timedelta(days=7)


@pytest.fixture
def ask(database_url):
    """A database with a thousand conversations' counts, of two institutions."""
    engine = connect_plainly(database_url)
    with Session(engine) as session, session.begin():
        houses = open_houses(session, 2)
    engine.dispose()
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        fill_counts(connection, houses, messages=10_000, since=SINCE, until=UNTIL)
        yield lambda statement: connection.execute(statement).fetchall()


def test_there_are_about_as_many_messages_as_were_asked_for(ask):
    [(messages,)] = ask("SELECT sum(number) FROM statistics_hours WHERE measure = 'messages'")
    [(opened,)] = ask("SELECT sum(number) FROM statistics_hours WHERE measure = 'opened'")

    assert 9_000 < messages < 11_000 and 950 < opened <= 1_000


def test_the_days_are_the_hours(ask):
    sums = "SELECT measure, detail, sum(number) FROM statistics_{} GROUP BY 1, 2 HAVING sum(number) <> 0 ORDER BY 1, 2"

    assert ask(sums.format("days")) == ask(sums.format("hours"))
    [(first, last)] = ask("SELECT min(day), max(day) FROM statistics_days")
    assert SINCE - A_WEEK <= first and last <= UNTIL + A_WEEK


def test_whoever_has_come_to_people_has_been_handed_over(ask):
    counts = dict(ask("SELECT measure, sum(number)::int FROM statistics_hours GROUP BY 1"))

    assert counts["handoffs"] == counts["waiting"] == counts["first_answer"] > 0
