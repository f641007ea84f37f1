"""Times, in the institution's zone, and numbers as people at the desk read them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval, format_time
from babel.numbers import format_decimal

from handoff.web.texts import texts_in


def time_of_day(moment: datetime, zone: str, language: str) -> str:
    """14:05."""
    return format_time(moment.astimezone(ZoneInfo(zone)), "short", locale=_locale(language))


def day_name(moment: datetime, now: datetime, zone: str, language: str) -> str:
    """Today, yesterday or tomorrow, else the whole date: "Freitag, 27. November", "Friday 27 November"."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    today = now.astimezone(ZoneInfo(zone)).date()
    words = {today - timedelta(days=1): "yesterday", today: "today", today + timedelta(days=1): "tomorrow"}
    if day in words:
        return texts_in(language)(f"day.{words[day]}")
    pattern = "EEEE, d. MMMM" if language == "de" else "EEEE d MMMM"
    return format_date(day, pattern if day.year == today.year else f"{pattern} y", locale=_locale(language))


def day_within(moment: datetime, now: datetime, zone: str, language: str) -> str:
    """The same within a sentence: "until tomorrow", "until Monday 30 November"."""
    named = day_name(moment, now, zone, language)
    return named.lower() if _is_near(moment, now, zone) else named


def on_day(moment: datetime, now: datetime, zone: str, language: str) -> str:
    """When something was: "today", "on Monday 30 November"."""
    named = day_within(moment, now, zone, language)
    return named if _is_near(moment, now, zone) else texts_in(language)("day.dated", date=named)


def _is_near(moment: datetime, now: datetime, zone: str) -> bool:
    """It has a name of its own: yesterday, today or tomorrow."""
    there = ZoneInfo(zone)
    return abs((moment.astimezone(there).date() - now.astimezone(there).date()).days) <= 1


def moment(at: datetime, zone: str, language: str) -> str:
    """Short and whole, for tables: "27.11.26, 14:05", "27 Nov 2026, 14:05"."""
    pattern = "dd.MM.yy, HH:mm" if language == "de" else "d MMM y, HH:mm"
    return format_datetime(at.astimezone(ZoneInfo(zone)), pattern, locale=_locale(language))


def day_title(day: date, language: str) -> str:
    """For the head of a column: "Mo., 23. Nov.", "Mon 23 Nov"."""
    return format_date(day, "EEE, d. MMM" if language == "de" else "EEE d MMM", locale=_locale(language))


def day_span(first: date, last: date, language: str) -> str:
    """ "1.–5. Dez. 2026", "1–5 Dec 2026"; a single day alone."""
    return format_interval(first, last, "yMMMd", locale=_locale(language))


def clock_span(start: datetime, end: datetime, zone: str, language: str) -> str:
    """ "22:00–06:00"."""
    return f"{time_of_day(start, zone, language)}–{time_of_day(end, zone, language)}"


def counted(number: int, language: str) -> str:
    """10.000, or 10,000."""
    return format_decimal(number, locale=_locale(language))


def epoch(moment: datetime) -> int:
    """Unix seconds, for the browser's clocks."""
    return int(moment.timestamp())


def _locale(language: str) -> str:
    return {"de": "de_DE", "en": "en_GB"}[language]
