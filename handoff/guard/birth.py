"""Dates of birth, when they are named as such. A date alone may be an appointment."""

import re
from collections.abc import Iterator

from handoff.guard.cues import Cues
from handoff.guard.finds import Find, Kind
from handoff.guard.innocent import FULL_DATE, MONTH
from handoff.guard.label import BEFORE_NAME, before

_NAMES = (
    r"geboren(?:e[rn]?)?|geborn|gebohren|geb|ge?bu?r?tsdat(?:um)?|gebutsdatum|geburtsdatum|geburtsdaten|"
    r"geb\.?[ -]?dat(?:um)?|geburtstage?s?|gebdat|born|birth ?date|date of birth|birth ?day|dob|d\.o\.b"
)
_CUES = "geb|gb|born|birth|date of b|dob|d.o.b"
_LOOSE_DATE = r"\d{1,2}[ ./\-]{1,3}\d{1,2}[ ./\-]{1,3}(?:(?:19|20)\d\d|\d\d)|\d{8}|\d{6}"
# "am ersten Februar 1980"; "twenty" was read as a number already.
_ORDINAL = (
    r"(?:(?:erste|zweite|dritte|[vfsanez]\w{2,4}te|\w{3,6}zehnte|(?:\w{3,7}und)?(?:zwanzig|drei(?:ß|ss)ig)ste)[nr]?"
    r"|(?:[23]0[ -])?(?:first|second|third|\w{3,7}th))"
)
_DATE = rf"(?P<date>{FULL_DATE}|{_LOOSE_DATE}|{_ORDINAL} (?:of )?{MONTH},? (?:19|20)\d\d)(?!\d)"
AFTER = Cues([(_CUES, re.compile(before(_NAMES) + _DATE))])
_SAID_OF_DATE = rf"(?:\s(?:in [\w-]+\s)?(?:geboren|geb\b|born)|{BEFORE_NAME}(?:{_NAMES})\b)"
# Every date ends with a digit.
_IS_SAID = re.compile(rf"\d{_SAID_OF_DATE}")
_BEFORE = re.compile(rf"(?<![\w]){_DATE}{_SAID_OF_DATE}")
# "Mara Beispiel *01.02.1980": a star that is no pair of stars, which make letters bold.
_STAR = re.compile(rf"(?<=[^\W\d_] )\* ?(?P<date>{FULL_DATE})(?![\d*])(?![^\n*]*\*)")


def birth_dates(text: str) -> Iterator[Find]:
    matches = [*_STAR.finditer(text)]
    if AFTER.any_in(text):
        matches += [match for _, match in AFTER.matches(text)]
        if _IS_SAID.search(text):
            matches += _BEFORE.finditer(text)
    return (Find(Kind.BIRTH_DATE, *match.span("date")) for match in matches)
