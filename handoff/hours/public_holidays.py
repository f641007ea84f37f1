"""The public holidays of the sixteen German states, with their names."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays.countries.germany import Germany

# A holiday of single municipalities (Augsburg, Mariä Himmelfahrt in Bavaria's Catholic ones) is no state's: those
# branches name the day in their own expression.
STATES = frozenset(code for code in Germany.subdivisions if len(code) == 2)

_LOCALES = {"de": "de", "en": "en_US"}


def dates(state: str, years: Iterable[int]) -> list[date]:
    return sorted(day for year in years for day in _names(state, year, "de"))


def name(state: str, day: date, *, language: str) -> str | None:
    return _names(state, day.year, language).get(day)


@lru_cache(maxsize=256)
def _names(state: str, year: int, language: str) -> dict[date, str]:
    return dict(Germany(subdiv=state, years=year, language=_LOCALES.get(language, "de")).items())
