"""Days and moments in words: "Donnerstag, 3. Dezember, 14.30 Uhr", "Thursday, 3 December, 2.30 pm"."""

from datetime import date, datetime

from babel.dates import format_date

_PATTERN = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}


def describe_day(day: date, language: str) -> str:
    return format_date(day, _PATTERN[language], locale=language)


def describe_moment(moment: datetime, language: str) -> str:
    return f"{describe_day(moment, language)}, {_clock(moment, language)}"


def _clock(moment: datetime, language: str) -> str:
    minutes = f".{moment.minute:02}" if moment.minute else ""
    if language == "de":
        return f"{moment.hour}{minutes} Uhr"
    if (moment.hour, moment.minute) == (12, 0):
        return "12 noon"
    return f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"
