"""Hours that nobody covers, in words: when, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.lists import format_list

from handoff.covering import Gap
from handoff.web.moments import day_title, time_of_day
from handoff.web.texts import texts_in


@dataclass(frozen=True, slots=True)
class Uncovered:
    """`day`: on which it begins."""

    day: date
    when: str
    why: str


def in_words(gaps: Iterable[Gap], names: Mapping[UUID, str], zone: str, language: str) -> tuple[Uncovered, ...]:
    return tuple(
        Uncovered(gap.start.astimezone(ZoneInfo(zone)).date(), _when(gap, zone, language), _why(gap, names, language))
        for gap in gaps
    )


def _when(gap: Gap, zone: str, language: str) -> str:
    """ "Fr., 4. Dez., 13:00–18:00"; what goes over midnight names both days."""
    t = texts_in(language)
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (gap.start, gap.end))
    first, last = day_title(start.date(), language), day_title(end.date(), language)
    begins, ends = time_of_day(start, zone, language), time_of_day(end, zone, language)
    if _ends_the_day(start, end):
        return t("shifts.gap_one_day", day=first, start=begins, end="24:00")
    if start.date() == end.date():
        return t("shifts.gap_one_day", day=first, start=begins, end=ends)
    return t("shifts.gap_days", first=first, start=begins, last=last, end=ends)


def _ends_the_day(start: datetime, end: datetime) -> bool:
    return end.time() == time.min and end.date() - start.date() == timedelta(days=1)


def _why(gap: Gap, names: Mapping[UUID, str], language: str) -> str:
    t = texts_in(language)
    away = sorted(names[person] for person in gap.away if person in names)
    if not gap.away:
        return t("shifts.nobody_planned")
    if len(gap.away) == 1 and away:
        return t("shifts.one_away", who=away[0])
    if not away:
        return t("shifts.all_away")
    return t("shifts.many_away", who=format_list(away, locale="de" if language == "de" else "en_GB"))
