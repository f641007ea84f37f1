"""Times and dates as people at the desk read them."""

from datetime import UTC, date, datetime

import pytest

from handoff.web.moments import day_name, day_title, moment, time_of_day

NOW = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"


@pytest.mark.parametrize(
    ("at", "german", "english"),
    [
        (datetime(2026, 11, 27, 8, 0, tzinfo=UTC), "Heute", "Today"),
        # After midnight in Berlin, though not yet in Greenwich.
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), "Morgen", "Tomorrow"),
        (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), "Gestern", "Yesterday"),
        (datetime(2026, 12, 3, 10, 0, tzinfo=UTC), "Donnerstag, 3. Dezember", "Thursday 3 December"),
        (datetime(2027, 1, 4, 10, 0, tzinfo=UTC), "Montag, 4. Januar 2027", "Monday 4 January 2027"),
    ],
)
def test_a_day_by_its_name(at, german, english):
    assert (day_name(at, NOW, ZONE, "de"), day_name(at, NOW, ZONE, "en")) == (german, english)


def test_a_days_title_and_a_moment_in_a_table():
    assert [day_title(date(2026, 11, 27), language) for language in ("de", "en")] == ["Fr., 27. Nov.", "Fri 27 Nov"]
    assert [moment(NOW, ZONE, language) for language in ("de", "en")] == ["27.11.26, 23:30", "27 Nov 2026, 23:30"]
    assert [time_of_day(NOW, ZONE, language) for language in ("de", "en")] == ["23:30", "23:30"]
