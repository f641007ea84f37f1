"""Dates of birth, when they are named as such. A date alone may be an appointment."""

import re
from collections.abc import Iterator

from handoff.guard.cues import Cues
from handoff.guard.finds import Find, Kind
from handoff.guard.innocent import FULL_DATE
from handoff.guard.label import BEFORE_NAME, before

_NAMES = (
    r"geboren(?:e[rn]?)?|geborn|gebohren|geb|ge?bu?r?tsdat(?:um)?|gebutsdatum|geburtsdatum|geburtsdaten|"
    r"geb\.?[ -]?dat(?:um)?|geburtstage?s?|gebdat|born|birth ?date|date of birth|birth ?day|dob|d\.o\.b"
)
_CUES = "geb|gb|born|birth|date of b|dob|d.o.b"
_LOOSE_DATE = r"\d{1,2}[ ./\-]{1,3}\d{1,2}[ ./\-]{1,3}(?:(?:19|20)\d\d|\d\d)|\d{8}|\d{6}"
_DATE = rf"(?P<date>{FULL_DATE}|{_LOOSE_DATE})(?!\d)"
_AFTER = Cues([(_CUES, re.compile(before(_NAMES) + _DATE, re.IGNORECASE))])
_NAMED = re.compile(_CUES.replace(".", r"\."))
_BEFORE = re.compile(
    rf"(?<![\w])(?=[\djfmasond]){_DATE}(?:\s(?:in [\w-]+\s)?(?:geboren|geb\b|born)|{BEFORE_NAME}(?:{_NAMES})\b)",
    re.IGNORECASE,
)


def birth_dates(text: str) -> Iterator[Find]:
    if not _NAMED.search(text.lower()):
        return
    for match in (*(match for _, match in _AFTER.matches(text)), *_BEFORE.finditer(text)):
        yield Find(Kind.BIRTH_DATE, *match.span("date"))
