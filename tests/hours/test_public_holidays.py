from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from handoff.hours import Hours

STATES = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
EPIPHANY, FRIDAY_AFTER = date(2027, 1, 6), date(2027, 1, 8)


@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize("state", STATES)
def test_a_branch_is_closed_on_exactly_its_states_holidays(state, year):
    hours = Hours("00:00-24:00; PH off", state)
    days = [date(year, 1, 1) + timedelta(days=count) for count in range(365)]

    closed = {day for day in days if not hours.is_open(datetime(*day.timetuple()[:3], 10, tzinfo=ZoneInfo(hours.zone)))}

    assert closed == set(holidays.Germany(subdiv=state, years=year))


@pytest.mark.parametrize(
    ("rule", "spans"),
    [("Su,PH off", 0), ("PH,Su off", 0), ("PH 10:00-12:00", 1), ("PH,Mo-We 10:00-11:00,12:00-13:00", 2), ("PH off", 0)],
)
def test_a_holiday_rule_may_share_its_line_with_weekdays(rule, spans):
    hours = Hours(f"Mo-Su 09:00-12:00,13:00-14:00,15:00-16:00; {rule}", "BW")

    assert len(hours.spans(EPIPHANY)) == spans
    assert len(hours.spans(FRIDAY_AFTER)) == 3
