"""The public holidays of the sixteen German states, with their names."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays.countries.germany import Germany

# A holiday of single municipalities is no state's: Augsburg's on 8 August, Mariä Himmelfahrt in Bavaria's Catholic
# ones, Fronleichnam in some of Saxony's and Thuringia's. Branches and teams there name the day in their own expression,
# as `Aug 15 off` or `easter +60 days off`.
STATES = frozenset(code for code in Germany.subdivisions if len(code) == 2)

_LOCALES = {"de": "de", "en": "en_US"}


def dates(state: str, years: Iterable[int]) -> list[date]:
    return sorted(day for year in years for day in _names(state, year, "de"))


def name(state: str, day: date, *, language: str) -> str | None:
    return _names(state, day.year, language).get(day)


@lru_cache(maxsize=256)
def _names(state: str, year: int, language: str) -> dict[date, str]:
    return dict(Germany(subdiv=state, years=year, language=_LOCALES.get(language, "de")).items())
