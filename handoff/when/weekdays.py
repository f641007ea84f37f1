"""Weekdays: alone, from one to another, in a named week, or counted within a month."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta, weekday

from handoff.when.dates import Days
from handoff.when.stretches import monday_of, read_stretch
from handoff.when.vocabulary import MONTHS, SHORT_WEEKDAYS, WEEKDAYS

_LONG, _MONTH = "|".join(WEEKDAYS), "|".join(MONTHS)
_WHICH = r"diese[nrs]?|kommende[nrs]?|naechste[nrs]?|uebernaechste[nrs]?|letzte[nrs]?|this|coming|next|last"
_LINK = r"-|bis|to|und|oder|and|or|through|until|till"
_NTH = re.compile(
    rf"\b(?:(?P<nth>[1-4])\.?|(?P<final>letzte[rn]?|last)) (?P<day>{_LONG}) (?:im|in|of|des|vom) (?P<month>{_MONTH})\b"
)
# Small words that are no weekday unless something of an appointment stands beside them.
_AMBIGUOUS = frozenset("sat sun mo di mi do fr sa so".split())
_LEADING = re.compile(r"\b(?:am|ab|bis|von|vor|on|by) $")
_LAST_WORD = re.compile(
    r"(?:^|[,;]|\b(?:oder|or|und|and|woche|week|lieber|eher|dann|geht|passt|auch|vielleicht|termin)) *$"
)
_FOLLOWING = re.compile(
    r"\d|;|(?:um|ab|vor|nach|bis|gegen|at|after|before|in|oder|or|den|passt|waere|geht|bitte|please)\b"
)


def read_nth_weekday(text: str, today: date) -> Days | None:
    """ "erster Donnerstag im Dezember", "last Friday of January"."""
    match = _NTH.search(text)
    if match is None:
        return None
    month, day = MONTHS[match["month"]], weekday(WEEKDAYS[match["day"]])
    first, last = relativedelta(day=1, weekday=day(int(match["nth"] or 1))), relativedelta(day=31, weekday=day(-1))
    rule = last if match["final"] else first
    this = date(today.year, month, 1) + rule
    found = this if this >= today else date(today.year + 1, month, 1) + rule
    return Days(found, None, text[: match.start()], text[match.end() :])


def read_weekdays(text: str, today: date, language: str) -> Days | None:
    names = WEEKDAYS | SHORT_WEEKDAYS.get(language, SHORT_WEEKDAYS["de"])
    word = "|".join(sorted(names, key=len, reverse=True))
    return _pair(text, today, names, word) or _single(text, today, names, word)


def _pair(text: str, today: date, names: dict[str, int], word: str) -> Days | None:
    """ "Montag bis Mittwoch"; of two alternatives that are not neighbours the first."""
    between = rf"(?<![\w-])(?P<day>{word})\b\.?\s*(?P<link>{_LINK})\s*(?P<last>{word})\b\.?"
    match = re.search(rf"(?:\b(?:von|vom|zwischen|between|from) )?{between}", text)
    if match is None:
        return None
    first = _upcoming(None, names[match["day"]], today)
    last = first + timedelta(days=(names[match["last"]] - first.weekday()) % 7)
    apart = match["link"] in ("oder", "or", "und", "and") and (last - first).days > 1
    return Days(first, None if apart else last, text[: match.start()], text[match.end() :])


def _single(text: str, today: date, names: dict[str, int], word: str) -> Days | None:
    mark = rf"(?:\b(?P<which>{_WHICH}) )?(?<![\w-])(?P<day>{word})\b(?!-)\.?"
    match = next((found for found in re.finditer(mark, text) if _is_meant(found)), None)
    if match is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    week = read_stretch(f"{before}\0{after}", today) if re.search(r"\b(?:woche|week)\b", before + after) else None
    if week and week.first:
        before, _, after = week.rest.partition("\0")
        return Days(monday_of(week.first) + timedelta(days=names[match["day"]]), None, before, after)
    return Days(_upcoming(match["which"], names[match["day"]], today), None, before, after)


def _is_meant(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :].lstrip(" ,")
    if match["day"] not in _AMBIGUOUS or match["which"] or _LEADING.search(before):
        return True
    if match["day"] == "so":
        return not before and not after.strip(" .!?")
    return bool(_FOLLOWING.match(after) if after.strip(" .!?") else _LAST_WORD.search(before))


def _upcoming(which: str | None, day: int, today: date) -> date:
    ahead = (day - today.weekday()) % 7
    this = which is not None and which.startswith(("diese", "this"))
    nearest = today + timedelta(days=ahead or (0 if this else 7))
    if which and which.startswith("uebernaechste"):
        return nearest + timedelta(weeks=1)
    if which and which.startswith(("letzte", "last")):
        return nearest - timedelta(weeks=1)
    # "next Friday", said on a Wednesday, is not this Friday; "nächsten Freitag" is (Duden)
    return nearest + timedelta(weeks=which == "next" and day > today.weekday())
