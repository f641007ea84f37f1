"""Opening hours as the bot says them, on days when it matters."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.hours import Hours
from handoff.hours.telling import Place, day_by_day, on_day, week

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = 'Mo-Fr 09:00-13:00,14:00-18:00; Sa 09:30-12:30; PH off; Dec 24,Dec 31 off "Feiertagsruhe / Holiday rest"'
MITTE = Place("Filiale Mitte", Hours(HOURS, "NW"))
WEDNESDAY = date(2026, 11, 25)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-25T10:00", "9–13 und 14–18 Uhr, jetzt geöffnet"),
        ("2026-11-25T13:00", "9–13 und 14–18 Uhr, jetzt geschlossen, wieder ab 14 Uhr"),
        ("2026-11-25T07:00", "9–13 und 14–18 Uhr, jetzt geschlossen, wieder ab 9 Uhr"),
        ("2026-11-25T19:00", "jetzt geschlossen, wieder ab Donnerstag, 26. November, 9 Uhr"),
        ("2026-12-24T10:00", "geschlossen (Feiertagsruhe), wieder ab Montag, 28. Dezember, 9 Uhr"),
        ("2026-12-25T10:00", "geschlossen (Erster Weihnachtstag), wieder ab Montag, 28. Dezember, 9 Uhr"),
        ("2026-11-29T10:00", "geschlossen, wieder ab Montag, 30. November, 9 Uhr"),
    ],
)
def test_today_says_whether_the_doors_are_open(now, said):
    assert said in on_day([MITTE], at(now).date(), at(now), "de")


def test_another_day_says_nothing_about_now():
    said = on_day([MITTE], date(2026, 11, 28), at("2026-11-25T10:00"), "de")

    assert said == "Samstag, 28. November:\n*Filiale Mitte*: 9.30–12.30 Uhr"


def test_tomorrow_is_called_so_across_a_leap_day():
    said = on_day([MITTE], date(2028, 2, 29), at("2028-02-28T10:00"), "en")

    assert said.startswith("Tomorrow, Tuesday, 29 February:\n*Filiale Mitte*: 9 am–1 pm")


def test_several_days_are_listed_branch_by_branch():
    said = day_by_day([MITTE], date(2026, 12, 23), date(2026, 12, 25), "en")

    assert said.splitlines() == [
        "*Filiale Mitte*",
        "Wed, 23 Dec: 9 am–1 pm and 2–6 pm",
        "Thu, 24 Dec: closed (Holiday rest)",
        "Fri, 25 Dec: closed (Christmas Day)",
    ]


@pytest.mark.parametrize(("now", "first"), [("2026-11-25T10:00", "Mo–Fr"), ("2026-12-19T10:00", "Mo–Mi")])
def test_the_week_is_this_one_until_friday_and_then_the_next(now, first):
    assert week(MITTE, at(now), "de").splitlines()[1].startswith(f"{first}: 9–13")


def test_a_place_that_never_opens_promises_nothing():
    closed = Place("Filiale Alt", Hours("off", "NW"))

    assert on_day([closed], WEDNESDAY, at("2026-11-25T10:00"), "de").endswith("*Filiale Alt*: geschlossen")
