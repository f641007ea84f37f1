"""The rules of an OSM `opening_hours` expression: what is wrong with one, and what `PH` means in a state.

The evaluating library knows only the nine holidays all Germany keeps, so `PH` is replaced by the state's own dates.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # missing from its stub

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = dict(zip(MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
_DATED = re.compile(rf"\bPH\b|\beaster\b|\bweek\b|\b20\d\d\b|\b(?:{'|'.join(MONTHS)})\b")
_DAY_OF_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})\b")
_HOLIDAY_RULE = re.compile(
    r"(?P<before>(?:[A-Z][a-z](?:-[A-Z][a-z])?,)*)PH(?P<after>(?:,[A-Z][a-z](?:-[A-Z][a-z])?)*)(?P<rest>| .*)"
)
_QUOTED = re.compile(r'"[^"]*"')
_RULES = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_EXAMPLE = 'Mo-Fr 09:00-12:30,14:00-16:00; PH off; Dec 24 off "Heiligabend"'


@lru_cache(maxsize=512)
def check(expression: str) -> str | None:
    """Say in German and English what is wrong with an expression; None if nothing is."""
    if not expression.strip():
        return _both("Die Öffnungszeiten fehlen", "The opening hours are missing")
    try:
        rules = normalised(expression)
    except ParserError as error:
        return _unreadable(expression, str(error))
    return next((sentence for rule in rules if (sentence := _fault(rule))), None) or _overridden(rules)


def with_holidays(expression: str, days: Iterable[date]) -> str:
    """The expression with each `PH` written out as the given days."""
    written = ",".join(f"{day.year} {MONTHS[day.month - 1]} {day.day:02}" for day in days)
    return "; ".join(part for rule in normalised(expression) for part in _written_out(rule, written))


def normalised(expression: str) -> list[str]:
    """Its rules as the library writes them. Raises ParserError."""
    return [rule.strip() for rule in _RULES.split(str(OpeningHours(expression)))]


def _written_out(rule: str, days: str) -> list[str]:
    match = _HOLIDAY_RULE.fullmatch(rule)
    if match is None:
        return [rule]
    weekdays = (match["before"] + match["after"].removeprefix(",")).strip(",")
    return [f"{selector}{match['rest']}" for selector in (weekdays, days) if selector]


def _fault(rule: str) -> str | None:
    bare = _QUOTED.sub("", rule)
    if re.search(r"\bSH\b", bare):
        return _both("Schulferien (SH) sind nicht hinterlegt", "School holidays (SH) are not known here")
    if re.search(r"\b(?:sunrise|sunset|dawn|dusk)\b", bare):
        return _both("Sonnenstände gelten hier nicht", "Times of the sun are not known here")
    if re.search(r"\bPH\b", bare) and not _HOLIDAY_RULE.fullmatch(bare.strip()):
        return _both("PH braucht eine eigene Regel", "PH needs a rule of its own")
    return _impossible_day(bare)


def _impossible_day(rule: str) -> str | None:
    for month, day in _DAY_OF_MONTH.findall(rule):
        if not 1 <= int(day) <= _LONGEST[month]:
            return _both(f"Den Tag „{month} {day}“ gibt es nicht", f"There is no day “{month} {day}”")
    return None


def _overridden(rules: list[str]) -> str | None:
    """A later rule replaces an earlier one, so what is special has to follow what is usual."""
    bare = [_QUOTED.sub("", rule) for rule in rules]
    for special, usual in zip(bare, bare[1:], strict=False):
        if _DATED.search(special) and not _DATED.search(usual):
            return _both(
                f"„{usual.strip()}“ hebt „{special.strip()}“ auf: Besondere Tage gehören ans Ende",
                f"“{usual.strip()}” overrides “{special.strip()}”: special days belong at the end",
            )
    return None


def _unreadable(expression: str, message: str) -> str:
    position = re.search(r"--> \d+:(\d+)", message)
    rest = expression[int(position[1]) - 1 :] if position else expression
    if re.search(r"\b(?:Di|Mi|Do|So|\w+tag|Mittwoch)\b", expression):
        return _both("Wochentage heißen hier Mo Tu We Th Fr Sa Su", "Weekdays are written Mo Tu We Th Fr Sa Su")
    if re.search(r"(?<![\d:])\d{1,2}(?:-| Uhr|$)", rest):
        return _both("Uhrzeiten brauchen Minuten, etwa 09:00", "Times need minutes, such as 09:00")
    return _both(f"„{rest.strip()}“ ist nicht zu lesen", f"“{rest.strip()}” cannot be read")


def _both(german: str, english: str) -> str:
    return f"{german}. / {english}. Beispiel / example: {_EXAMPLE}"
