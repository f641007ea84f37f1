"""Days people call by name: fixed feasts, and those that move with Easter or Christmas."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from dateutil.easter import easter

_FIXED: dict[str, tuple[int, int]] = {
    r"heilig(?:er )?abend|christmas eve|heiligabend": (12, 24),
    r"silvester|new year'?s eve": (12, 31),
    r"neujahr(?:stag)?|new year'?s day": (1, 1),
    r"nikolaus(?:tag)?": (12, 6),
    r"(?:1\.? )weihnachts(?:feier)?tag|christmas day|christmas|weihnachten": (12, 25),
    r"(?:2\.? )weihnachts(?:feier)?tag|boxing day": (12, 26),
    r"heilige[n]? 3 koenige|dreikoenigstag|epiphany": (1, 6),
    r"tag der arbeit|labou?r day|maifeiertag": (5, 1),
    r"tag der deutschen einheit|german unity day": (10, 3),
    r"reformationstag": (10, 31),
    r"allerheiligen": (11, 1),
    r"valentinstag|valentine'?s day": (2, 14),
}
_EASTER: dict[str, int] = {
    r"rosenmontag": -48,
    r"faschingsdienstag|shrove tuesday": -47,
    r"aschermittwoch|ash wednesday": -46,
    r"gruendonnerstag|maundy thursday": -3,
    r"karfreitag|good friday": -2,
    r"karsamstag|easter saturday": -1,
    r"ostermontag|easter monday": 1,
    r"christi himmelfahrt|himmelfahrt(?:stag)?|vatertag|ascension day": 39,
    r"pfingstmontag|whit monday": 50,
    r"pfingst(?:en|sonntag)|whitsun|pentecost": 49,
    r"fronleichnam|corpus christi": 60,
    r"oster(?:n|sonntag)|easter(?: sunday)?": 0,
}
_ADVENT = re.compile(r"\b([1-4])\.? advent(?:ssonntag)?\b")


def read_feast(text: str, today: date) -> tuple[date, re.Match[str]] | None:
    """The next such feast, counting today."""
    if match := _ADVENT.search(text):
        weeks = 4 - int(match[1])
        return _next(lambda year: _fourth_advent(year) - timedelta(weeks=weeks), today), match
    for pattern, (month, day) in _FIXED.items():
        if match := re.search(rf"\b(?:{pattern})\b", text):
            return _next(partial(date, month=month, day=day), today), match
    for pattern, days in _EASTER.items():
        if match := re.search(rf"\b(?:{pattern})\b", text):
            return _next(partial(_from_easter, days=days), today), match
    return None


def _next(of_year: Callable[[int], date], today: date) -> date:
    this = of_year(today.year)
    return this if this >= today else of_year(today.year + 1)


def _fourth_advent(year: int) -> date:
    christmas = date(year, 12, 25)
    return christmas - timedelta(days=christmas.isoweekday())


def _from_easter(year: int, *, days: int) -> date:
    return easter(year) + timedelta(days=days)
